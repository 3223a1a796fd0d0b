import Documents
import FoundationEssentials
import GoValues
import YAML

/// What a scalar of a document is for go-yaml v2.
enum Resolved {
    case null
    case bool(Bool)
    case integer(Int)
    /// Above what an `int64` holds.
    case large(UInt64)
    case float(Double)
    case string(GoString)

    init(_ scalar: Event.Scalar) throws(GoYAMLError) {
        guard let tag = scalar.tag else {
            self = scalar.isImplicit ? Resolved(plain: scalar.bytes) : .string(GoString(bytes: scalar.bytes))
            return
        }
        self = .string(GoString(bytes: scalar.bytes))
        guard tag.hasPrefix(Scalar.tagPrefix) else { return }
        let name = String(tag.dropFirst(Scalar.tagPrefix.count))
        switch name {
        case "binary": self = .string(try Resolved.binary(scalar.bytes))
        case "bool", "int", "float", "null", "timestamp": self = try Resolved.typed(scalar.bytes, tag: name)
        default: return
        }
    }

    init(plain bytes: [UInt8]) {
        switch Scalar(plain: bytes) {
        case nil, .merge, .string: self = .string(GoString(bytes: bytes))
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .large(let value): self = .large(value)
        case .float(let value): self = .float(value)
        }
    }

    private static func typed(_ bytes: [UInt8], tag: String) throws(GoYAMLError) -> Resolved {
        if tag == "timestamp", Timestamp.isOne(bytes) { return .string(GoString(bytes: bytes)) }
        let resolved = Resolved(plain: bytes)
        if resolved.tag == tag { return resolved }
        if tag == "float", case .integer(let value) = resolved { return .float(Double(value)) }
        let text = GoString(bytes: bytes).string
        throw GoYAMLError(.content, "yaml: cannot decode !!\(resolved.tag) `\(text)` as a !!\(tag)")
    }

    private var tag: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .large: "int"
        case .float: "float"
        case .string: "str"
        }
    }

    private static func binary(_ bytes: [UInt8]) throws(GoYAMLError) -> GoString {
        let characters = bytes.filter { $0 != 0x0A && $0 != 0x0D }
        guard let data = Data(base64Encoded: Data(characters)) else {
            throw GoYAMLError(.content, "yaml: !!binary value contains invalid base64 data")
        }
        // JSON has no bytes: what is no UTF-8 becomes U+FFFD on the way through it.
        return GoString(GoString(bytes: Array(data)).string)
    }

    func value(keepsIntegers: Bool) -> GoValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): keepsIntegers ? .int(value) : .float(Double(value))
        case .large(let value): keepsIntegers ? .uint64(value) : .float(Double(value))
        case .float(let value): .float(value)
        case .string(let text): .string(text)
        }
    }

    /// As a key of a JSON object, which is always text; nil where there is none for it.
    var key: GoString? {
        switch self {
        case .null, .large: nil
        case .bool(let value): GoString(value ? "true" : "false")
        case .integer(let value): GoString(String(value))
        case .float(let value): Scalar.float(value).key.map { GoString($0) }
        case .string(let text): text
        }
    }
}

import YAML

/// What a scalar without quotes means to kustomize: go-yaml v3's rules, which are neither those of `kubectl` nor quite
/// YAML 1.2's. `yes` and `on` are strings, `0777` and `0o777` are octal, `2001-01-01` is a time.
enum PlainScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Above what an `Int` holds.
    case large(UInt64)
    case float(Double)
    /// The time as JSON has it, `2001-01-01T00:00:00Z`.
    case timestamp(String)
    case string

    init(_ bytes: [UInt8]) {
        if let time = Timestamp.json(bytes) {
            self = .timestamp(time)
            return
        }
        switch Scalar(plain: bytes) {
        case nil, .merge, .string: self = PlainScalar.signedOctal(bytes)
        case .null: self = .null
        case .bool(let value): self = PlainScalar.isBoolean(bytes) ? .bool(value) : .string
        case .integer(let value): self = .integer(value)
        case .large(let value): self = .large(value)
        case .float(let value): self = .float(value)
        }
    }

    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .large: "integer"
        case .float: "number"
        case .timestamp: "time"
        case .string: "string"
        }
    }

    /// Version 3 takes a sign behind this prefix, too.
    private static func signedOctal(_ bytes: [UInt8]) -> PlainScalar {
        guard bytes.first == UInt8(ascii: "0") else { return .string }
        let digits = bytes.filter { $0 != UInt8(ascii: "_") }
        guard case .integer(let value)? = Scalar.integer(digits, behind: "0o", radix: 8) else { return .string }
        return .integer(value)
    }

    /// Whether a scalar is what a tag of YAML's own says that it is.
    func fits(tag: String) -> Bool {
        switch (tag, self) {
        case ("int", .integer), ("int", .large), ("float", .integer), ("float", .large), ("float", .float),
            ("bool", .bool), ("null", .null), ("timestamp", .timestamp):
            true
        default: false
        }
    }

    private static func isBoolean(_ bytes: [UInt8]) -> Bool {
        let first = bytes.first.map { $0 | 0x20 }
        return first == UInt8(ascii: "t") || first == UInt8(ascii: "f")
    }
}

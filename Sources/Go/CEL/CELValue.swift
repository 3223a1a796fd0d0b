package import Documents
package import GoValues

/// A value of the Common Expression Language.
///
/// What comes from documents is converted where it is looked at only: lists and maps hold the document's own parts.
package enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    /// Always UTF-8. Equality is of code points, as CEL has it, which Swift's strings do not have.
    case string(GoString)
    case bytes([UInt8])
    case list(CELList)
    case map(CELMap)
    case timestamp(CELTimestamp)
    case duration(CELDuration)
    /// A type, by its name.
    case type(String)
    /// A value that may be missing.
    indirect case optional(CELValue?)
    /// A value of one of Kubernetes' own types.
    indirect case extended(CELExtended)

    /// The value that a part of a document is. Numbers without a fraction are `int`, others `double`.
    package init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .int(Int64(value))
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(GoString(value))
        case .array(let elements): self = .list(CELList(elements))
        case .object(let object): self = .map(CELMap(object))
        }
    }

    /// What `type()` says: `int`, `google.protobuf.Timestamp` and the like.
    package var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        case .extended(let value): value.typeName
        }
    }

    /// The names that stand for types in expressions.
    static let typeNames: Set<String> = [
        "null_type", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "google.protobuf.Timestamp",
        "google.protobuf.Duration", "type", "optional_type", "net.IP", "net.CIDR", "kubernetes.URL",
        "kubernetes.Quantity", "kubernetes.Semver",
    ]
}

extension CELValue {
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value.string
    }

    static func text(_ text: String) -> CELValue { .string(GoString(text)) }

    /// Whether it is what `optional.ofNonZeroValue` takes for nothing.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.isEmpty
        case .timestamp(let value): value == CELTimestamp.zero
        case .duration(let value): value.nanoseconds == 0
        case .optional(let value): value == nil
        case .type, .extended: false
        }
    }
}

/// The values of the types that Kubernetes adds to CEL.
package enum CELExtended: Sendable, Hashable {
    case address(InternetAddress)
    case network(InternetNetwork)
    case url(KubeURL)
    case quantity(Quantity)
    case version(StrictVersion)

    var typeName: String {
        switch self {
        case .address: "net.IP"
        case .network: "net.CIDR"
        case .url: "kubernetes.URL"
        case .quantity: "kubernetes.Quantity"
        case .version: "kubernetes.Semver"
        }
    }
}

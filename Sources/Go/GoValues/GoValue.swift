/// A value that a Go template works on.
///
/// Not `Sendable`: lists, maps and objects are references, as in Go, and functions change maps in place. A render works on
/// copies of its own, on one thread.
package enum GoValue {
    /// `nil` without a type: an absent key, JSON's null.
    case null
    case bool(Bool)
    /// Go's `int`.
    case int(Int)
    case int64(Int64)
    case uint64(UInt64)
    /// `float64`: every number that comes from JSON or YAML.
    case float(Double)
    case string(GoString)
    /// `[]byte`.
    case bytes([UInt8])
    case list(GoList)
    case map(GoMap)
    /// A struct, or a named type with methods.
    case object(any GoObject)
}

extension GoValue {
    /// A `string` of the text's UTF-8.
    package static func string(_ text: String) -> GoValue { .string(GoString(text)) }
    /// A new `[]interface {}`.
    package static func list(_ elements: [GoValue]) -> GoValue { .list(GoList(elements)) }
    /// A new `map[string]interface {}`.
    package static func map(_ entries: [GoString: GoValue]) -> GoValue { .map(GoMap(entries)) }
    /// A new `[]string`.
    package static func strings(_ elements: [GoString]) -> GoValue {
        .list(GoList(elements.map { .string($0) }, type: .string))
    }

    /// The type's name as `%T` prints it, `<nil>` for nil.
    package var typeName: String {
        switch self {
        case .null: "<nil>"
        case .bytes: "[]uint8"
        case .list(let list): list.type.name
        case .map(let map): map.type.name
        case .object(let object): object.typeName
        default: kindName
        }
    }

    /// The name of the type's kind in Go's `reflect`: `invalid` for nil, `slice`, `map`, `struct`, `ptr`, `string` and so on.
    package var kindName: String {
        switch self {
        case .null: "invalid"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .uint64: "uint64"
        case .float: "float64"
        case .string: "string"
        case .bytes, .list: "slice"
        case .map: "map"
        case .object(let object): object.kindName
        }
    }

    /// Whether templates take the value as true: not nil, zero, false or empty. Structs always are.
    package var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .int64(let value): value != 0
        case .uint64(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .bytes(let value): !value.isEmpty
        case .list(let list): !list.elements.isEmpty
        case .map(let map): !map.entries.isEmpty
        case .object(let object): object.underlying?.isTrue ?? !((object as? GoComplex)?.isZero ?? false)
        }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The value of the type beneath a named type (`time.Month` gives an `int`); anything else gives itself.
    package var underlying: GoValue {
        guard case .object(let object) = self, let beneath = object.underlying else { return self }
        return beneath
    }

    /// The text of a string, also of a named string type.
    package var text: GoString? {
        guard case .string(let text) = underlying else { return nil }
        return text
    }
}

extension GoValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(GoString(value)) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .float(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}

/// Why a function of a template failed: what Go's `error` says. No secret values.
package struct GoError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// Whether a bound was passed. The render has to end then: no function may turn the error into a result.
    package private(set) var isLimit = false

    package init(_ message: String) { self.message = message }

    /// A bound was passed. Templates cannot go on from it, whatever they do with other errors.
    package static func limit(_ message: String) -> GoError {
        var error = GoError(message)
        error.isLimit = true
        return error
    }

    package var description: String { message }
}

/// Bounds on walks over values, which may refer to themselves or share parts many times over.
package enum GoBounds {
    /// How deep lists and maps may nest. Go would overflow its stack far beyond what any document holds.
    package static let depth = 1_000
    /// How many values one walk may visit.
    package static let nodes = 10_000_000
    /// How long one text may become: as long as a file may be.
    package static let bytes = 16 << 20
}

/// A value with methods or named fields: a Go struct or pointer to one, or a named slice, map or scalar type.
package protocol GoObject: AnyObject {
    /// As `%T` prints it, such as `*semver.Version`.
    var typeName: String { get }
    /// As Go's `reflect.Kind` prints it: `struct`, `ptr`, `slice`, `map`, `string`, `int`, `func`.
    var kindName: String { get }
    /// The value beneath a named slice, map or scalar type, by which it is compared, ranged over, indexed and printed; nil
    /// for a struct.
    var underlying: GoValue? { get }
    /// The struct's fields in their order, for printing; empty where there are none.
    var fields: [(name: String, value: GoValue)] { get }
    /// What the type's `String` or `Error` method says; nil where it has none.
    var text: GoString? { get }
    /// What the `String` method of a pointer to it says: what a template prints that holds the value in its place. A
    /// function gets a copy, which has `text` only. Nil where there is none.
    var textInPlace: GoString? { get }

    /// The value of a struct's field; nil where it has no such field.
    func field(_ name: String) -> GoValue?
    /// A method bound to this value; nil where there is none of that name.
    func method(_ name: String) -> GoMethod?
}

extension GoObject {
    package var underlying: GoValue? { nil }
    package var fields: [(name: String, value: GoValue)] { [] }
    package var text: GoString? { nil }
    package var textInPlace: GoString? { nil }

    package func field(_ name: String) -> GoValue? { fields.first { $0.name == name }?.value }
    package func method(_ name: String) -> GoMethod? { nil }
}

/// The type that a Go function declares for a parameter. Templates check arguments against it.
package enum GoType: Sendable, Hashable {
    /// `interface {}`
    case any
    case bool
    case int
    case int64
    case uint64
    case float
    case string
    /// `[]uint8`
    case bytes
    /// `[]interface {}`
    case list
    /// `[]string`
    case strings
    /// `map[string]interface {}`
    case map
    /// `map[string]string`
    case stringMap
    /// `reflect.Value`: takes whatever there is, as Go's own functions do.
    case reflection
    /// Any other type by its name, with its kind as `reflect.Kind` prints it.
    case named(String, kind: String)

    package var name: String {
        switch self {
        case .any: "interface {}"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .uint64: "uint64"
        case .float: "float64"
        case .string: "string"
        case .bytes: "[]uint8"
        case .list: "[]interface {}"
        case .strings: "[]string"
        case .map: "map[string]interface {}"
        case .stringMap: "map[string]string"
        case .reflection: "reflect.Value"
        case .named(let name, _): name
        }
    }

    /// Whether `nil` may stand for a value of the type.
    package var acceptsNil: Bool {
        switch self {
        case .any, .bytes, .list, .strings, .map, .stringMap, .reflection: true
        case .bool, .int, .int64, .uint64, .float, .string: false
        case .named(_, let kind): ["ptr", "slice", "map", "func", "interface", "chan"].contains(kind)
        }
    }

    /// Whether a value that is not nil may be assigned to the type by Go's rules: a named type goes where its unnamed
    /// underlying type is declared.
    package func accepts(_ value: GoValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.reflection, _): true
        case (.bool, .bool), (.int, .int), (.int64, .int64), (.uint64, .uint64), (.float, .float): true
        case (.string, .string), (.bytes, .bytes): true
        case (.list, .list(let list)): list.type == .any
        case (.strings, .list(let list)): list.type == .string
        case (.map, .map(let map)): map.type != .string
        case (.stringMap, .map(let map)): map.type == .string
        case (.list, .object(let object)), (.strings, .object(let object)), (.map, .object(let object)),
            (.stringMap, .object(let object)):
            object.underlying.map(accepts) ?? false
        default: value.typeName == name
        }
    }
}

/// What a Go function takes.
package struct GoSignature: Sendable, Hashable {
    package var parameters: [GoType]
    /// The type of the arguments after the parameters; nil where there may be none.
    package var variadic: GoType?

    package init(_ parameters: GoType..., variadic: GoType? = nil) {
        self.parameters = parameters
        self.variadic = variadic
    }
}

/// A method bound to its receiver, or a function held as a value. The arguments have been checked against the signature.
package struct GoMethod {
    package let signature: GoSignature
    package let body: ([GoValue]) throws(GoError) -> GoValue
    /// Why templates do not call it: it gives what they cannot take.
    package private(set) var refusal: String?

    package init(_ signature: GoSignature, _ body: @escaping ([GoValue]) throws(GoError) -> GoValue) {
        self.signature = signature
        self.body = body
    }

    /// A method without parameters that templates do not call.
    package static func refused(_ reason: String) -> GoMethod {
        var method = GoMethod(GoSignature()) { _ in .null }
        method.refusal = reason
        return method
    }
}

/// A function as a value, for Go's `call`.
package final class GoFunction: GoObject {
    package let typeName: String
    package let method: GoMethod

    /// - Parameter typeName: as `%T` prints it, such as `func(string) string`.
    package init(typeName: String, _ method: GoMethod) {
        self.typeName = typeName
        self.method = method
    }

    package var kindName: String { "func" }
}

/// `complex128`, which templates can write and print.
package final class GoComplex: GoObject {
    package let real: Double
    package let imaginary: Double

    package init(real: Double, imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    package var isZero: Bool { real == 0 && imaginary == 0 }
    package var typeName: String { "complex128" }
    package var kindName: String { "complex128" }
}

/// `uint8`: what an element of `[]byte` or of a string is.
package final class GoByte: GoObject {
    package let value: UInt8

    package init(_ value: UInt8) { self.value = value }

    /// The elements of a `[]byte`. Equal bytes are one object: there can be millions.
    package static func elements(of bytes: [UInt8]) -> [GoValue] {
        let all = (UInt8.min...UInt8.max).map { GoValue.object(GoByte($0)) }
        return bytes.map { all[Int($0)] }
    }

    package var typeName: String { "uint8" }
    package var kindName: String { "uint8" }
    package var underlying: GoValue? { .uint64(UInt64(value)) }
}

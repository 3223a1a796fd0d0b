/// A document: what JSON and YAML can both say, with the order of keys kept.
///
/// Integers that do not fit 64 bits become `double`, as in Kubernetes' own tools. Two objects are equal when they hold
/// the same keys and values, in whatever order.
public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value {
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The value as an integer; a double without a fraction counts as one.
    public var integer: Int? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    public var double: Double? {
        switch self {
        case .double(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    public var array: [Value]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    public var object: Object? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    public var isNull: Bool { self == .null }

    /// What a person would call this kind of value, for messages.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "mapping"
        }
    }

    /// The member of an object, or nil where this is no object or has no such key. Setting on a value that is not an
    /// object replaces it by one.
    public subscript(key: String) -> Value? {
        get {
            guard case .object(let object) = self else { return nil }
            return object[key]
        }
        set {
            var object = self.object ?? Object()
            self = .null
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The element of an array, or nil where this is no array or is shorter.
    public subscript(index: Int) -> Value? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The value at the end of a path of keys, for instance `value.at("metadata", "labels", "app")`.
    public func at(_ keys: String...) -> Value? {
        var current = self
        for key in keys {
            guard let next = current[key] else { return nil }
            current = next
        }
        return current
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Object(elements)) }
}

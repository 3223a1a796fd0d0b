internal import Documents
internal import KubeModel

/// A type of which members of our resources are. How it is read, written and described is said here, once for all
/// members of the type.
protocol FieldValue: Sendable, Equatable {
    /// Throws what is wrong, with the place from this value on.
    init(field value: Value) throws(APIError)

    var fieldValue: Value { get }

    /// Without a description, where only the member knows what the value is.
    static var fieldSchema: Schema { get }

    /// What the schema says where this is a member's default.
    var defaultValue: Value { get }

    /// Reads a list of them.
    static func list(_ elements: [Value]) throws(APIError) -> [Self]
}

extension FieldValue {
    var defaultValue: Value { fieldValue }

    static func list(_ elements: [Value]) throws(APIError) -> [Self] {
        var result: [Self] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            result.append(try APIError.inside("[\(index)]") { () throws(APIError) in try Self(field: element) })
        }
        return result
    }
}

// MARK: - Single values

extension String: FieldValue {
    init(field value: Value) throws(APIError) {
        guard case .string(let text) = value else { throw .wrongType(value, "a text") }
        self = text
    }

    var fieldValue: Value { .string(self) }
    static var fieldSchema: Schema { .string("") }

    static func list(_ elements: [Value]) throws(APIError) -> [String] {
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for element in elements { texts.append(try String(element: element)) }
        return texts
    }

    /// Of a list or a mapping of texts.
    fileprivate init(element: Value) throws(APIError) {
        switch element {
        case .string(let text): self = text
        // `NAME:` with nothing behind it.
        case .null: self = ""
        default:
            throw APIError(.wrongType, "", "must hold texts only, and holds a \(element.kindName); put it in quotes")
        }
    }
}

extension Bool: FieldValue {
    init(field value: Value) throws(APIError) {
        guard case .bool(let flag) = value else { throw .wrongType(value, "true or false") }
        self = flag
    }

    var fieldValue: Value { .bool(self) }
    static var fieldSchema: Schema { Schema(content: .boolean, description: "") }
}

extension Int: FieldValue {
    init(field value: Value) throws(APIError) {
        guard let number = value.integer else { throw .wrongType(value, "a whole number") }
        self = number
    }

    var fieldValue: Value { .integer(self) }
    static var fieldSchema: Schema { Schema(content: .integer(minimum: nil, maximum: nil), description: "") }
}

extension Double: FieldValue {
    init(field value: Value) throws(APIError) {
        guard let number = value.double else { throw .wrongType(value, "a number") }
        self = number
    }

    var fieldValue: Value { Int(exactly: self).map(Value.integer) ?? .double(self) }
    static var fieldSchema: Schema { Schema(content: .number, description: "") }
}

extension APIDuration: FieldValue {
    init(field value: Value) throws(APIError) {
        guard let duration = APIDuration(try String(field: value)) else {
            throw APIError(.invalid, "", "must be a duration of at most a year, such as 30s, 5m or 1h30m")
        }
        self = duration
    }

    var fieldValue: Value { .string(description) }
    static var fieldSchema: Schema { .string("", Schema.Text(pattern: pattern)) }
}

extension KubeTime: FieldValue {
    init(field value: Value) throws(APIError) {
        guard let time = KubeTime(try String(field: value)) else {
            throw APIError(.invalid, "", "must be a time such as 2026-11-21T09:00:00Z")
        }
        self = time
    }

    var fieldValue: Value { .string(wholeSeconds.description) }
    static var fieldSchema: Schema { .string("", Schema.Text(format: "date-time")) }
}

/// One of a few words.
protocol FieldChoice: FieldValue, RawRepresentable<String>, CaseIterable {}

extension FieldChoice {
    init(field value: Value) throws(APIError) {
        guard let choice = Self(rawValue: try String(field: value)) else {
            throw APIError(.invalid, "", "must be one of \(Self.words.joined(separator: ", "))")
        }
        self = choice
    }

    var fieldValue: Value { .string(rawValue) }
    static var fieldSchema: Schema { .string("", Schema.Text(choices: words)) }

    private static var words: [String] { allCases.map(\.rawValue) }
}

// MARK: - What holds others

extension Optional: FieldValue where Wrapped: FieldValue {
    init(field value: Value) throws(APIError) { self = try Wrapped(field: value) }

    var fieldValue: Value { self?.fieldValue ?? .null }
    static var fieldSchema: Schema { Wrapped.fieldSchema }
}

extension Array: FieldValue where Element: FieldValue {
    init(field value: Value) throws(APIError) {
        guard case .array(let elements) = value else { throw .wrongType(value, "a list") }
        self = try Element.list(elements)
    }

    var fieldValue: Value { .array(map(\.fieldValue)) }

    static var fieldSchema: Schema {
        Schema(content: .list(of: Element.fieldSchema, keys: [], maximum: nil), description: "")
    }
}

extension [String: String]: FieldValue {
    init(field value: Documents.Value) throws(APIError) {
        guard case .object(let members) = value else { throw .wrongType(value, "a mapping") }
        self.init(minimumCapacity: members.count)
        for (name, member) in members { self[name] = try String(element: member) }
    }

    /// Sorted by key, so that equal maps are written alike.
    var fieldValue: Documents.Value { .object(Object(sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })) }
    static var fieldSchema: Schema { Schema(content: .stringMap, description: "") }
}

/// A mapping of any content.
extension Value: FieldValue {
    init(field value: Value) throws(APIError) {
        guard case .object = value else { throw .wrongType(value, "a mapping") }
        self = value
    }

    var fieldValue: Value { self }
    static var fieldSchema: Schema { Schema(content: .anyMapping, description: "") }
}

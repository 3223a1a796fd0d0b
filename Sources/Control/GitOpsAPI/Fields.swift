internal import Documents
internal import KubeModel

/// What can be read from the members of one object.
protocol FieldDecodable {
    init(_ fields: Fields) throws(APIError)
}

/// Reads the members of one object and knows where in the resource it lies. A null counts as absent, as it does for the
/// API server's defaults.
struct Fields {
    let path: String
    private let object: Object

    init(_ value: Value?, at path: String) throws(APIError) {
        self.path = path
        switch value {
        case nil, .null?: object = Object()
        case .object(let members)?: object = members
        case let other?: throw APIError(.wrongType, path, "must be a mapping, and is a \(other.kindName)")
        }
    }

    func path(_ key: String) -> String { "\(path).\(key)" }

    func contains(_ key: String) -> Bool { self[key] != nil }

    private subscript(key: String) -> Value? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    private func read<T>(_ key: String, _ expected: String, _ get: (Value) -> T?) throws(APIError) -> T? {
        guard let value = self[key] else { return nil }
        if let result = get(value) { return result }
        throw APIError(.wrongType, path(key), "must be \(expected), and is a \(value.kindName)")
    }

    func string(_ key: String) throws(APIError) -> String? { try read(key, "a text", \.string) }
    func bool(_ key: String) throws(APIError) -> Bool? { try read(key, "true or false", \.bool) }
    func integer(_ key: String) throws(APIError) -> Int? { try read(key, "a whole number", \.integer) }

    /// A mapping of any content.
    func mapping(_ key: String) throws(APIError) -> Value? {
        try read(key, "a mapping") { $0.object.map(Value.object) }
    }

    func required(_ key: String) throws(APIError) -> String {
        guard let text = try string(key) else { throw APIError(.missing, path(key), "is missing") }
        return text
    }

    func duration(_ key: String) throws(APIError) -> APIDuration? {
        guard let text = try string(key) else { return nil }
        if let duration = APIDuration(text) { return duration }
        throw APIError(.invalid, path(key), "must be a duration of at most a year, such as 30s, 5m or 1h30m")
    }

    func time(_ key: String) throws(APIError) -> KubeTime? {
        guard let text = try string(key) else { return nil }
        if let time = KubeTime(text) { return time }
        throw APIError(.invalid, path(key), "must be a time such as 2026-11-21T09:00:00Z")
    }

    func choice<T: RawRepresentable<String> & CaseIterable>(_ key: String, _: T.Type = T.self) throws(APIError) -> T? {
        guard let text = try string(key) else { return nil }
        if let choice = T(rawValue: text) { return choice }
        let known = T.allCases.map(\.rawValue).joined(separator: ", ")
        throw APIError(.invalid, path(key), "must be one of \(known)")
    }

    func strings(_ key: String) throws(APIError) -> [String] {
        var texts: [String] = []
        for element in try read(key, "a list", \.array) ?? [] { texts.append(try text(element, in: key)) }
        return texts
    }

    func stringMap(_ key: String) throws(APIError) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in try read(key, "a mapping", \.object) ?? Object() { texts[name] = try text(value, in: key) }
        return texts
    }

    private func text(_ value: Value, in key: String) throws(APIError) -> String {
        if let text = value.string { return text }
        // `NAME:` with nothing behind it.
        if value.isNull { return "" }
        throw APIError(.wrongType, path(key), "must hold texts only, and holds a \(value.kindName); put it in quotes")
    }

    /// The object at a key, or nil where there is none.
    func optional<T: FieldDecodable>(_ key: String, _: T.Type = T.self) throws(APIError) -> T? {
        guard let value = self[key] else { return nil }
        return try T(Fields(value, at: path(key)))
    }

    /// The object at a key; where there is none, what its defaults say.
    func defaulted<T: FieldDecodable>(_ key: String, _: T.Type = T.self) throws(APIError) -> T {
        try T(Fields(self[key], at: path(key)))
    }

    func list<T: FieldDecodable>(_ key: String, _: T.Type = T.self) throws(APIError) -> [T] {
        guard let elements = try read(key, "a list", \.array) else { return [] }
        var result: [T] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            result.append(try T(Fields(element, at: "\(path(key))[\(index)]")))
        }
        return result
    }

    func optional<T: Recorded>(_ key: String, _: T.Type = T.self) throws(APIError) -> T? {
        guard let value = self[key] else { return nil }
        return try T.record.read(value, at: path(key))
    }

    func list<T: Recorded>(_ key: String, _: T.Type = T.self) throws(APIError) -> [T] {
        guard let value = self[key] else { return [] }
        return try APIError.inside(path(key)) { () throws(APIError) in try [T](field: value) }
    }

    func conditions(_ key: String) -> Conditions { Conditions(self[key]) }
}

extension Value {
    /// An object of those members that are there, in this order. A null is not there either: `nil` in Swift can mean both.
    static func fields(_ members: KeyValuePairs<String, Value?>) -> Value {
        .object(Object(members.compactMap { key, value in value.flatMap { $0.isNull ? nil : (key, $0) } }))
    }

    static func strings(_ texts: [String]) -> Value { .array(texts.map(Value.string)) }

    /// Sorted by key, so that equal maps are written alike.
    static func strings(_ map: [String: String]) -> Value {
        .object(Object(map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    static func string(_ duration: APIDuration) -> Value { .string(duration.description) }
    static func string(_ time: KubeTime) -> Value { .string(time.wholeSeconds.description) }
    static func string(_ choice: some RawRepresentable<String>) -> Value { .string(choice.rawValue) }
}

extension String {
    /// Nil for the empty text, which says nothing in most fields.
    var nonEmpty: String? { isEmpty ? nil : self }
}

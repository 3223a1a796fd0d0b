import Documents

/// The way to a member of an object, as `status.phase`; as a list where a key has dots of its own.
struct Path: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    private let keys: [String]

    private init(keys: [String]) { self.keys = keys }
    init(stringLiteral text: String) { keys = text.split(separator: ".").map(String.init) }
    init(arrayLiteral keys: String...) { self.keys = keys }

    func appending(_ path: Path) -> Path { Path(keys: keys + path.keys) }

    /// What a person would call what is there.
    var name: String { keys.last ?? "" }

    /// See `Value.count(at:)`.
    func count(in value: Value) -> Int? { value.count(at: keys[...]) }

    /// Nil where nothing is there, or null.
    func value(in value: Value) -> Value? {
        var current = value
        for key in keys {
            guard let next = current[key] else { return nil }
            current = next
        }
        return current.isNull ? nil : current
    }
}

extension Value {
    /// What a number or a list counts; what is below a list is the sum over its elements. Nil where there is neither,
    /// and 0 where there is nothing: Kubernetes leaves zeros out.
    func count(at keys: ArraySlice<String>) -> Int? {
        switch (self, keys.first) {
        case (.null, _): return 0
        case (.array(let elements), let key?):
            let counts = elements.prefix(longestList).compactMap { ($0[key] ?? .null).count(at: keys.dropFirst()) }
            return counts.reduce(0) { min($0 + min(max($1, 0), 1 << 48), 1 << 56) }
        case (_, let key?): return (self[key] ?? .null).count(at: keys.dropFirst())
        case (.array(let elements), nil): return elements.count
        case (_, nil): return integer
        }
    }

    /// A text, number or truth value as a text: controllers do not agree on which of them a state is.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// Whether there is something in it: an empty text, list or mapping says as much as none.
    var isSaid: Bool {
        switch self {
        case .null: false
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        case .bool, .integer, .double: true
        }
    }
}

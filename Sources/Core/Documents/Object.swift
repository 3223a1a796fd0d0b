internal import OrderedCollections

/// A mapping from strings to values that keeps the order in which keys were first set.
///
/// Equality and hashing disregard that order, as JSON does.
public struct Object: Sendable {
    private var members: OrderedDictionary<String, Value>

    public init() { members = [:] }

    /// The later of two equal keys wins, in the place of the first.
    public init(_ pairs: some Sequence<(String, Value)>) {
        members = OrderedDictionary(pairs, uniquingKeysWith: { _, new in new })
    }

    public init(minimumCapacity: Int) { members = OrderedDictionary(minimumCapacity: minimumCapacity) }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { Array(members.keys) }
    public var values: [Value] { Array(members.values) }

    /// Setting nil removes the key; a new key goes to the end.
    public subscript(key: String) -> Value? {
        get { members[key] }
        set { members[key] = newValue }
        _modify { yield &members[key] }
    }

    /// Whether there is such a member, null or not.
    public func contains(_ key: String) -> Bool { members.index(forKey: key) != nil }

    /// Takes a member out; the others keep their order. Nil where there was none.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? { members.removeValue(forKey: key) }

    /// The members, keys in ascending order of their UTF-8 bytes, here only and not in what they hold.
    public func sortedByKey() -> [(key: String, value: Value)] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The same keys in the same order, each with what its value becomes.
    public func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var mapped = self
        mapped.members = try members.mapValues(transform)
        return mapped
    }

    /// Takes out the members that the closure accepts; the others keep their order.
    public mutating func removeAll(where shouldRemove: (String, Value) throws -> Bool) rethrows {
        try members.removeAll { try shouldRemove($0.key, $0.value) }
    }
}

extension Object: Sequence {
    public struct Iterator: IteratorProtocol {
        private var base: OrderedDictionary<String, Value>.Iterator

        fileprivate init(_ base: OrderedDictionary<String, Value>.Iterator) { self.base = base }

        public mutating func next() -> (key: String, value: Value)? { base.next() }
    }

    public func makeIterator() -> Iterator { Iterator(members.makeIterator()) }
    public var underestimatedCount: Int { members.count }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        guard left.count == right.count else { return false }
        return left.members.allSatisfy { right.members[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

/// What is remembered of events, by namespace: which namespace has most, and what of it is to go first. Each answer takes time
/// in proportion to the logarithm of what there is, because a flood asks for every event.
struct EventCrowds<Key: Hashable & Sendable>: Sendable {
    private struct Crowd: Sendable {
        var sent = IndexedHeap<Key, Quiet>()
        /// The newest first.
        var unsent = IndexedHeap<Key, Int64>()

        var count: Int { sent.count + unsent.count }
    }

    /// Orders by how long nothing was seen of it, the longest first.
    private struct Quiet: Comparable, Sendable {
        var lastSeen: Duration
        var stamp: Int64

        static func < (left: Quiet, right: Quiet) -> Bool {
            (left.lastSeen, left.stamp) < (right.lastSeen, right.stamp)
        }
    }

    /// The largest first.
    private struct Size: Comparable, Sendable {
        var count: Int
        var namespace: String

        static func < (left: Size, right: Size) -> Bool {
            (left.count, left.namespace) > (right.count, right.namespace)
        }
    }

    private var crowds: [String: Crowd] = [:]
    private var sizes = IndexedHeap<String, Size>()

    /// - Parameter stamp: the later it came, the greater.
    mutating func insert(_ key: Key, of namespace: String, isSent: Bool, lastSeen: Duration, stamp: Int64) {
        var crowd = crowds.removeValue(forKey: namespace) ?? Crowd()
        if isSent {
            crowd.sent.insert(key, rank: Quiet(lastSeen: lastSeen, stamp: stamp))
        } else {
            crowd.unsent.insert(key, rank: -stamp)
        }
        put(crowd, namespace)
    }

    mutating func remove(_ key: Key, of namespace: String) {
        guard var crowd = crowds.removeValue(forKey: namespace) else { return }
        crowd.sent.remove(key)
        crowd.unsent.remove(key)
        put(crowd, namespace)
    }

    private mutating func put(_ crowd: Crowd, _ namespace: String) {
        sizes.remove(namespace)
        guard crowd.count > 0 else { return }
        crowds[namespace] = crowd
        sizes.insert(namespace, rank: Size(count: crowd.count, namespace: namespace))
    }

    /// The namespace that has most, once this one has one more.
    func largest(with namespace: String) -> String {
        let own = Size(count: (crowds[namespace]?.count ?? 0) + 1, namespace: namespace)
        guard let first = sizes.first, first.rank < own else { return namespace }
        return first.key
    }

    /// What of a namespace is sent, and was seen last the longest time ago.
    func quietest(of namespace: String) -> Key? { crowds[namespace]?.sent.first?.key }

    /// What of a namespace came last and is not sent.
    func lastUnsent(of namespace: String) -> Key? { crowds[namespace]?.unsent.first?.key }
}

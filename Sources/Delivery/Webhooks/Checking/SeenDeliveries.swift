/// Which deliveries came before: as many as there is room for, each for a day. A pure value.
package struct SeenDeliveries: Sendable {
    private static let lifetime = Duration.seconds(86_400)

    /// The beginning of a hash.
    private struct Mark: Hashable {
        let high: UInt64
        let low: UInt64
    }

    private let capacity: Int
    private var moments: [Mark: Duration] = [:]
    /// The oldest first, from `next` on.
    private var order: [Mark] = []
    private var next = 0

    package init(capacity: Int) { self.capacity = capacity }

    package var count: Int { moments.count }

    /// Notes one, by a hash of all that makes it what it is. False where it came before.
    package mutating func note(_ hash: [UInt8], now: Duration) -> Bool {
        precondition(hash.count >= 16, "a hash is long enough to tell deliveries apart")
        let words = stride(from: 0, to: 16, by: 8).map { start in
            hash[start..<(start + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        let mark = Mark(high: words[0], low: words[1])
        if let moment = moments[mark], now - moment < Self.lifetime { return false }
        guard moments.updateValue(now, forKey: mark) == nil else { return true }
        if order.count < capacity {
            order.append(mark)
        } else {
            moments[order[next]] = nil
            order[next] = mark
            next = (next + 1) % capacity
        }
        return true
    }
}

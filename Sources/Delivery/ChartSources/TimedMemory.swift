import Synchronization

/// What was looked up a moment ago, for a bounded time and up to a bounded cost. Whatever was used longest ago leaves first;
/// what is over leaves as soon as anything new comes.
final class TimedMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var cost: Int
        var expires: ContinuousClock.Instant
        var used: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var cost = 0
        var uses: UInt64 = 0

        mutating func remove(_ key: Key) {
            if let entry = entries.removeValue(forKey: key) { cost -= entry.cost }
        }
    }

    private let lifetime: Duration
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// - Parameter capacity: the sum of the costs of what is kept.
    init(lifetime: Duration, capacity: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.lifetime = lifetime
        self.capacity = capacity
        self.now = now
    }

    /// The sum of the costs of what is kept.
    var cost: Int { state.withLock { $0.cost } }

    func value(for key: Key) -> Value? {
        let time = now()
        return state.withLock { state in
            guard let entry = state.entries[key] else { return nil }
            guard time < entry.expires else {
                state.remove(key)
                return nil
            }
            state.uses += 1
            state.entries[key]?.used = state.uses
            return entry.value
        }
    }

    /// Keeps a value, unless it alone costs more than there is room.
    func remember(_ value: Value, for key: Key, cost: Int = 1) {
        let time = now()
        state.withLock { state in
            state.remove(key)
            for (key, entry) in state.entries where entry.expires <= time { state.remove(key) }
            guard cost <= capacity else { return }
            while state.cost + cost > capacity, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
                state.remove(oldest.key)
            }
            state.uses += 1
            state.cost += cost
            state.entries[key] = Entry(value: value, cost: cost, expires: time + lifetime, used: state.uses)
        }
    }
}

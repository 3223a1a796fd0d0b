package import Surroundings
internal import Synchronization

/// Keys that have work to do, each at most once, each leased to at most one worker at a time.
///
/// Guarantees: a key added while it is leased is queued again when the lease completes; of two adds the earlier time and
/// the higher priority hold, and the causes of both; inside a priority the key that has been ready longest comes first; a lower priority that
/// has something ready is passed over only so often; a key that fails comes back after a growing delay; of one group, where
/// keys have any, no more are leased at once than its share.
package final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    /// What a key's work is worth.
    package enum Priority: Int, Sendable, Comparable, CaseIterable {
        /// First lists and resyncs: many at once, nobody waits for one of them.
        case low
        /// Something changed.
        case normal
        /// A person asked.
        case high

        package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }

    /// How a lease ends.
    package enum Completion: Sendable {
        /// Nothing to do until the key is added again.
        case settled
        /// To be done again later, although nothing failed.
        case again(after: Duration, priority: Priority = .normal)
        /// To be tried again after the key's back-off.
        case failed
        /// Nothing was tried: somebody adds the key again. Failures before still count.
        case untried
    }

    /// What the queue holds at one moment.
    package struct Figures: Sendable, Hashable {
        package var ready: Int
        package var delayed: Int
        package var leased: Int
        /// How long the key that is ready longest has waited; zero where none is.
        package var oldestAge: Duration
    }

    /// How many workers may be at keys of one group at once: so no group keeps all of them from the others.
    package struct Share: Sendable {
        package var count: Int
        package var group: @Sendable (Key) -> String

        package init(count: Int, group: @escaping @Sendable (Key) -> String) {
            self.count = count
            self.group = group
        }
    }

    private struct Shared {
        var state: State
        var bells: [Int: Doorbell] = [:]
        var lastWaiter = 0
    }

    private let shared: Mutex<Shared>
    private let surroundings: Surroundings

    /// - Parameter share: nil where any key may be leased to any worker.
    package init(backoff: Backoff, share: Share? = nil, surroundings: Surroundings = .system) {
        shared = Mutex(Shared(state: State(backoff: backoff, share: share)))
        self.surroundings = surroundings
    }

    /// Queues a key, to be leased no earlier than `after`. Can be called from anywhere; does nothing after `shutDown`.
    package func add(
        _ key: Key, after: Duration = .zero, priority: Priority = .normal, causes: Causes = []
    ) {
        change { $0.add(key, readyAt: $1 + max(after, .zero), priority: priority, causes: causes, now: $1) }
    }

    /// Waits for a key to work on. Nil after `shutDown`, or when the task is cancelled.
    package func next() async -> Lease? {
        let bell = Doorbell()
        let waiter = enter(bell)
        defer { leave(waiter) }
        while !Task.isCancelled {
            switch change({ $0.take(waiter, now: $1) }) {
            case .lease(let ticket): return Lease(ticket, of: self)
            case .end: return nil
            case .wait(let moment): await bell.wait(until: moment, by: surroundings)
            }
        }
        return nil
    }

    /// Hands out no more keys. Leases that are out may still complete.
    package func shutDown() {
        let bells = shared.withLock { shared in
            shared.state.shutDown()
            return Array(shared.bells.values)
        }
        for bell in bells { bell.ring() }
    }

    package var figures: Figures { change { $0.figures(now: $1) } }

    /// Called once for each lease, when it ends.
    func finish(_ key: Key, _ completion: Completion) {
        let random = surroundings.fraction()
        change { $0.finish(key, completion, now: $1, random: random) }
    }

    private func enter(_ bell: Doorbell) -> Int {
        shared.withLock { shared in
            shared.lastWaiter += 1
            shared.bells[shared.lastWaiter] = bell
            return shared.lastWaiter
        }
    }

    private func leave(_ waiter: Int) {
        change { state, _ in state.leave(waiter) }
        shared.withLock { $0.bells[waiter] = nil }
    }

    /// Every change may make somebody's waiting pointless: after each the state says whose, and that one is woken after
    /// the lock is released.
    private func change<Result: Sendable>(_ body: (inout State, _ now: Duration) -> Result) -> Result {
        let (result, bell) = shared.withLock { shared in
            let now = surroundings.now
            let result = body(&shared.state, now)
            return (result, shared.state.waiterToWake(now: now).flatMap { shared.bells[$0] })
        }
        bell?.ring()
        return result
    }
}

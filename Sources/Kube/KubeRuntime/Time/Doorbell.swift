package import Surroundings
internal import Synchronization

/// Wakes the one task that waits for it. A ring while nobody waits is remembered, once.
///
/// Guarantees: no ring is lost; `wait` returns at once when the task is cancelled.
/// Caveat: `wait` may also return without a ring; look at what you wait for again.
package final class Doorbell: Sendable {
    private enum State {
        case quiet
        case rung
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    package init() {}

    /// Wakes who waits, or whoever waits next. However often it is rung before, that is once.
    package func ring() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .waiting(let continuation) = state else {
                state = .rung
                return nil
            }
            state = .quiet
            return continuation
        }
        waiting?.resume()
    }

    /// Waits until rung, or until the task is cancelled. One at a time may wait.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { register($0) }
        } onCancel: {
            ring()
        }
    }

    /// Waits until rung, or until the moment has come. Without a moment, until rung.
    package func wait(until moment: Duration?, by time: Surroundings) async {
        guard let moment else { return await wait() }
        await firstOf({ try? await time.sleep(until: moment) }, { await self.wait() })
    }

    private func register(_ continuation: CheckedContinuation<Void, Never>) {
        let isDone = state.withLock { state -> Bool in
            guard case .quiet = state, !Task.isCancelled else {
                state = .quiet
                return true
            }
            state = .waiting(continuation)
            return false
        }
        if isDone { continuation.resume() }
    }
}

/// Runs both, and cancels the one that is left when the first is done. Returns when both have ended.
package func firstOf(
    _ first: @escaping @Sendable () async -> Void, _ second: @escaping @Sendable () async -> Void
) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { await first() }
        group.addTask { await second() }
        await group.next()
        group.cancelAll()
    }
}

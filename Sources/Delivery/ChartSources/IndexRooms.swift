import Synchronization

/// The memory that all indexes share while they are read: each waits here until there is room for it.
///
/// Waits are short: what is in here reckons, and nothing of it comes from a server.
final class IndexRooms: Sendable {
    private enum Entry {
        /// Nobody waits for it yet, or somebody does.
        case asked(CheckedContinuation<Bool, Never>?)
        case begun
        case ended
    }

    private struct State {
        var turns: IndexTurns
        var entries: [Int: Entry] = [:]
        var lastID = 0
    }

    let capacity: Int
    private let state: Mutex<State>

    init(capacity: Int) {
        self.capacity = capacity
        state = Mutex(State(turns: IndexTurns(capacity: capacity)))
    }

    /// Waits for room and runs `body` in it.
    /// - Parameter bytes: at most the capacity.
    func run<Outcome>(
        _ bytes: Int, for namespace: String, _ body: () throws(ChartSourceError) -> Outcome
    ) async throws(ChartSourceError) -> Outcome {
        let id = ask(min(bytes, capacity), for: namespace)
        defer { leave(id) }
        guard await isTurn(id) else { throw ChartSourceError(.cancelled, "reading an index was cancelled") }
        return try body()
    }

    private func ask(_ bytes: Int, for namespace: String) -> Int {
        change { state in
            state.lastID += 1
            let id = state.lastID
            state.entries[id] = .asked(nil)
            return (id, state.turns.ask(IndexTurns.Request(id: id, namespace: namespace, bytes: bytes)))
        }
    }

    private func leave(_ id: Int) {
        change { state in
            state.entries[id] = nil
            return ((), state.turns.leave(id))
        }
    }

    /// Those who may begin are told after the lock is released.
    private func change<Result>(_ body: (inout State) -> (Result, begun: [Int])) -> Result {
        let (result, waiters) = state.withLock { state in
            let (result, begun) = body(&state)
            var waiters: [CheckedContinuation<Bool, Never>] = []
            for id in begun {
                if case .asked(let waiter?) = state.entries[id] { waiters.append(waiter) }
                state.entries[id] = .begun
            }
            return (result, waiters)
        }
        for waiter in waiters { waiter.resume(returning: true) }
        return result
    }

    /// False where the task is cancelled first.
    private func isTurn(_ id: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    switch state.entries[id] {
                    case .begun: return true
                    case .asked:
                        state.entries[id] = .asked(continuation)
                        return nil
                    case .ended, nil: return false
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard case .asked(let waiter) = state.entries[id] else { return nil }
                state.entries[id] = .ended
                return waiter
            }
            waiter?.resume(returning: false)
        }
    }
}

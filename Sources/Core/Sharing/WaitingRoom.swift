internal import Synchronization

/// Where tasks wait until it is their turn by `FairTurns`.
///
/// Whoever has entered has to leave, whether its turn came or not; until then it keeps what it asked for.
package final class WaitingRoom<Need: Sendable>: Sendable {
    private enum Entry {
        /// Nobody waits for it yet, or somebody does.
        case asked(CheckedContinuation<Bool, Never>?)
        case begun
        case ended
    }

    private struct State {
        var turns: FairTurns<Need>
        var entries: [Int: Entry] = [:]
        var lastID = 0
    }

    private let state: Mutex<State>

    package init(_ turns: FairTurns<Need>) { state = Mutex(State(turns: turns)) }

    /// Whether nobody is in here.
    package var isIdle: Bool { state.withLock { $0.turns.isIdle && $0.entries.isEmpty } }

    /// The id to wait and to leave with.
    package func enter(for namespace: String, _ need: Need) -> Int {
        change { state in
            state.lastID += 1
            let id = state.lastID
            state.entries[id] = .asked(nil)
            return (id, state.turns.ask(FairTurns.Request(id: id, namespace: namespace, need: need)))
        }
    }

    /// Ends a turn, or a wait for one, and lets in whoever is next. One that has left already may leave again.
    package func leave(_ id: Int) {
        change { state in
            state.entries[id] = nil
            return ((), state.turns.leave(id))
        }
    }

    /// Waits for the turn, once; false where the task is cancelled first.
    package func wait(_ id: Int) async -> Bool {
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

    /// Those who may begin are told after the lock is released.
    private func change<Result: Sendable>(_ body: (inout State) -> (Result, begun: [Int])) -> Result {
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
}

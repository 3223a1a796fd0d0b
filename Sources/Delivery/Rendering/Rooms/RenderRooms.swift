import Synchronization

/// The memory that all renders under way share: each waits here until there is room for it.
package final class RenderRooms: Sendable {
    private enum Entry {
        /// Nobody waits for it yet, or somebody does.
        case asked(CheckedContinuation<Bool, Never>?)
        case begun
        case ended
    }

    private struct State {
        var turns: RenderTurns
        var entries: [Int: Entry] = [:]
        var lastID = 0
    }

    /// Renders reckon more than they wait: more at once would take longer each. All but one are of the usual size, so all
    /// together take 176 MiB.
    package static let usualPlaces = 4
    /// A render takes up to a minute, and several may be before one.
    package static let usualPatience = Duration.seconds(180)

    private let patience: Duration
    private let state: Mutex<State>

    package init(places: Int, patience: Duration) {
        self.patience = patience
        state = Mutex(State(turns: RenderTurns(places: places)))
    }

    /// Whether nobody is in a room or waits for one.
    package var isIdle: Bool { state.withLock { $0.turns.isIdle && $0.entries.isEmpty } }

    /// Waits for room and runs `body` in it.
    package func run<Outcome: Sendable>(
        isLarge: Bool, for namespace: String, _ body: () async throws(RenderError) -> Outcome
    ) async throws(RenderError) -> Outcome {
        let id = ask(isLarge: isLarge, for: namespace)
        defer { leave(id) }
        guard await isTurn(id) else {
            throw RenderError(
                .limit,
                "the source is not rendered yet: there was no room beside other renders for \(patience); it is tried again"
            )
        }
        return try await body()
    }

    private func ask(isLarge: Bool, for namespace: String) -> Int {
        change { state in
            state.lastID += 1
            let id = state.lastID
            state.entries[id] = .asked(nil)
            return (id, state.turns.ask(RenderTurns.Request(id: id, namespace: namespace, isLarge: isLarge)))
        }
    }

    private func leave(_ id: Int) {
        change { state in
            state.entries[id] = nil
            return ((), state.turns.leave(id))
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

    /// False where the turn does not come in time.
    private func isTurn(_ id: Int) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask(name: "turn") { await self.wait(id) }
            group.addTask(name: "patience") {
                try? await Task.sleep(for: self.patience)
                return false
            }
            var isTurn = false
            // Both are heard: the turn may come at the moment when time is up.
            for await outcome in group {
                isTurn = isTurn || outcome
                group.cancelAll()
            }
            return isTurn
        }
    }

    private func wait(_ id: Int) async -> Bool {
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

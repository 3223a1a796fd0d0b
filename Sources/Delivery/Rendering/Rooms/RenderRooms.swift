internal import Sharing
package import Surroundings

/// Which renders may run now, by whether each is large: all of them together fit into memory.
///
/// A render of the usual size needs one of the places; a large one needs one, too, and to be the only large one. A namespace
/// has at most half of the places. A large one that waits blocks nobody.
typealias RenderTurns = FairTurns<Bool>

extension RenderTurns {
    init(places: Int) {
        let share = max(1, places / 2)
        self.init(.overtaking) { request, running in
            let isLarge = request.need
            return running.count < places && running.count { $0.namespace == request.namespace } < share
                && !(isLarge && running.contains(where: \.need))
        }
    }
}

/// The memory that all renders under way share: each waits here until there is room for it.
package final class RenderRooms: Sendable {
    /// Renders reckon more than they wait: more at once would take longer each. All but one are of the usual size, so all
    /// together take 176 MiB.
    package static let usualPlaces = 4
    /// A render takes up to a minute, and several may be before one.
    package static let usualPatience = Duration.seconds(180)

    private let patience: Duration
    let surroundings: Surroundings
    private let room: WaitingRoom<Bool>

    package init(places: Int, patience: Duration, surroundings: Surroundings = .system) {
        self.patience = patience
        self.surroundings = surroundings
        room = WaitingRoom(RenderTurns(places: places))
    }

    /// Whether nobody is in a room or waits for one.
    package var isIdle: Bool { room.isIdle }

    /// Waits for room and runs `body` in it.
    package func run<Outcome: Sendable>(
        isLarge: Bool, for namespace: String, _ body: () async throws(RenderError) -> Outcome
    ) async throws(RenderError) -> Outcome {
        let id = room.enter(for: namespace, isLarge)
        defer { room.leave(id) }
        guard await isTurn(id) else {
            throw RenderError(
                .limit,
                "the source is not rendered yet: there was no room beside other renders for \(patience); it is tried again"
            )
        }
        return try await body()
    }

    /// False where the turn does not come in time.
    private func isTurn(_ id: Int) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask(name: "turn") { await self.room.wait(id) }
            group.addTask(name: "patience") {
                try? await self.surroundings.sleep(for: self.patience)
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
}

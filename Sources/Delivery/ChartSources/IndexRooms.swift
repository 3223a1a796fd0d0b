internal import Sharing

/// Which indexes may be read now, by the bytes that each takes: all of them together fit into memory. The next waits until
/// there is room for it, and nobody overtakes it: nobody waits for a server in here, so that it is not long.
typealias IndexTurns = FairTurns<Int>

extension IndexTurns {
    init(capacity: Int) {
        self.init(.strict) { request, running in running.reduce(request.need) { $0 + $1.need } <= capacity }
    }
}

/// The memory that all indexes share while they are read: each waits here until there is room for it.
///
/// Waits are short: what is in here reckons, and nothing of it comes from a server.
final class IndexRooms: Sendable {
    let capacity: Int
    private let room: WaitingRoom<Int>

    init(capacity: Int) {
        self.capacity = capacity
        room = WaitingRoom(IndexTurns(capacity: capacity))
    }

    /// Waits for room and runs `body` in it.
    /// - Parameter bytes: at most the capacity.
    func run<Outcome>(
        _ bytes: Int, for namespace: String, _ body: () throws(ChartSourceError) -> Outcome
    ) async throws(ChartSourceError) -> Outcome {
        let id = room.enter(for: namespace, min(bytes, capacity))
        defer { room.leave(id) }
        guard await room.wait(id) else { throw ChartSourceError(.cancelled, "reading an index was cancelled") }
        return try body()
    }
}

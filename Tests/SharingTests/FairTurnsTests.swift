import Sharing
import Testing

@Suite("Fair turns")
struct FairTurnsTests {
    private func turns(_ order: FairTurns<Int>.Order) -> FairTurns<Int> {
        FairTurns(order) { request, running in running.reduce(request.need) { $0 + $1.need } <= 10 }
    }

    private func request(_ id: Int, _ namespace: String, _ need: Int) -> FairTurns<Int>.Request {
        FairTurns.Request(id: id, namespace: namespace, need: need)
    }

    @Test("where nobody may overtake, what there is room for waits behind what there is none for")
    func strict() {
        var turns = turns(.strict)
        #expect(turns.ask(request(1, "a", 6)) == [1])
        #expect(turns.ask(request(2, "b", 6)) == [] && turns.ask(request(3, "b", 1)) == [])
        #expect(turns.leave(1) == [2, 3])
    }

    @Test("elsewhere it goes first")
    func overtaking() {
        var turns = turns(.overtaking)
        #expect(turns.ask(request(1, "a", 6)) == [1])
        #expect(turns.ask(request(2, "b", 6)) == [] && turns.ask(request(3, "b", 1)) == [3])
        #expect(turns.leave(1) == [2])
    }

    @Test("nothing is remembered of who has gone", arguments: [FairTurns<Int>.Order.strict, .overtaking])
    func idle(order: FairTurns<Int>.Order) {
        var turns = turns(order)
        for id in 1...3 { _ = turns.ask(request(id, "\(id)", 10)) }
        for id in [2, 1, 3] { _ = turns.leave(id) }
        #expect(turns.isIdle)
    }
}

@Suite("The waiting room", .timeLimit(.minutes(1)))
struct WaitingRoomTests {
    private let room = WaitingRoom<Int>(FairTurns(.strict) { _, running in running.isEmpty })

    @Test("the next is called when the one before has left")
    func turns() async {
        let (first, second) = (room.enter(for: "a", 1), room.enter(for: "b", 1))
        #expect(await room.wait(first))
        async let turn = room.wait(second)
        room.leave(first)
        #expect(await turn)
        room.leave(second)
        #expect(room.isIdle)
    }

    @Test("who is cancelled waits no longer, and its turn passes on")
    func cancellation() async {
        let ids = (1...3).map { room.enter(for: "\($0)", 1) }
        let waiting = Task { [room] in await room.wait(ids[1]) }
        waiting.cancel()
        #expect(await !waiting.value)
        room.leave(ids[1])
        room.leave(ids[0])
        #expect(await room.wait(ids[2]))
        room.leave(ids[2])
        #expect(room.isIdle)
    }
}

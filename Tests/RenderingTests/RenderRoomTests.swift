import Sharing
import Synchronization
import Testing

@testable import Rendering

@Suite("Turns of renders")
struct RenderTurnTests {
    private var turns = RenderTurns(places: 4)

    private mutating func ask(_ id: Int, _ namespace: String, isLarge: Bool = false) -> [Int] {
        turns.ask(RenderTurns.Request(id: id, namespace: namespace, need: isLarge))
    }

    @Test("a namespace has half of the places at most, and others need not wait for it")
    mutating func share() {
        #expect(ask(1, "a") == [1])
        #expect(ask(2, "a") == [2])
        #expect(ask(3, "a") == [])
        #expect(ask(4, "b") == [4])
        #expect(turns.leave(4) == [])
        #expect(turns.leave(1) == [3])
    }

    @Test("one large render runs at a time, and keeps no small ones waiting")
    mutating func large() {
        #expect(ask(1, "a", isLarge: true) == [1])
        #expect(ask(2, "b", isLarge: true) == [])
        #expect(ask(3, "b") == [3])
        #expect(ask(4, "c") == [4])
        #expect(turns.leave(1) == [2])
    }

    @Test("large renders of namespaces come in turns, however many of them one has asked for before")
    mutating func turnsOfNamespaces() {
        #expect(ask(1, "a", isLarge: true) == [1])
        for id in 2..<6 { #expect(ask(id, "a", isLarge: true) == []) }
        #expect(ask(6, "b", isLarge: true) == [])
        #expect(ask(7, "b", isLarge: true) == [])
        #expect(turns.leave(1) == [6])
        #expect(turns.leave(6) == [2])
        #expect(turns.leave(2) == [7])
        #expect(turns.leave(7) == [3])
    }

    @Test("who does not wait any more is in nobody's way, and nothing is remembered of who has gone")
    mutating func leaving() {
        for id in 1...2 { _ = ask(id, "a") }
        for id in 3...4 { _ = ask(id, "b") }
        #expect(ask(5, "c") == [])
        #expect(ask(6, "d") == [])
        #expect(turns.leave(5) == [])
        #expect(turns.leave(3) == [6])
        for id in [1, 2, 4, 6] { _ = turns.leave(id) }
        #expect(turns.isIdle)
    }
}

@Suite("Rooms of renders")
struct RenderRoomTests {
    private final class Running: Sendable {
        let counts = Mutex((now: 0, most: 0, done: 0))
    }

    @Test("no more run at once than there is room for, and all of them run")
    func concurrency() async throws {
        let rooms = RenderRooms(places: 4, patience: .seconds(60))
        let running = Running()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try? await rooms.run(isLarge: number % 3 == 0, for: "n\(number % 5)") {
                        () async throws(RenderError) in
                        running.counts.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        await Task.yield()
                        running.counts.withLock {
                            $0.now -= 1
                            $0.done += 1
                        }
                    }
                }
            }
        }
        #expect(running.counts.withLock { $0.done } == 60)
        #expect(running.counts.withLock { $0.most } <= 4)
        #expect(rooms.isIdle)
    }

    @Test("who finds no room in time is told so, and is in nobody's way afterwards")
    func patience() async throws {
        let rooms = RenderRooms(places: 1, patience: .milliseconds(1))
        let error = try await rooms.run(isLarge: false, for: "a") { () async throws(RenderError) -> RenderError? in
            do throws(RenderError) {
                try await rooms.run(isLarge: false, for: "b") { () async throws(RenderError) in }
                return nil
            } catch {
                return error
            }
        }
        #expect(error?.code == .limit)
        #expect(error?.message.contains("no room beside other renders") == true)
        #expect(rooms.isIdle)
    }

    @Test("a task that is cancelled waits no longer")
    func cancellation() async throws {
        let rooms = RenderRooms(places: 1, patience: .seconds(600))
        try await rooms.run(isLarge: false, for: "a") { () async throws(RenderError) in
            let waiting = Task {
                try? await rooms.run(isLarge: false, for: "b") { () async throws(RenderError) in true }
            }
            waiting.cancel()
            #expect(await waiting.value == nil)
        }
        #expect(rooms.isIdle)
    }
}

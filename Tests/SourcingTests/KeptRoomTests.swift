import Testing

@testable import Sourcing

@Suite("room for what is kept for applications")
struct KeptRoomTests {
    private func entry(_ bytes: Int, of namespace: String = "team") -> KeptRoom.Entry {
        KeptRoom.Entry(namespace: namespace, bytes: bytes)
    }

    @Test("each namespace has its own, and its Secrets share it")
    func sharing() throws {
        var room = KeptRoom(limit: 10)
        #expect(try room.take("a", entry(6)) == nil)
        #expect(throws: (any Error).self) { try room.take("b", entry(5)) }
        #expect(!room.contains("b"))
        #expect(try room.take("b", entry(4)) == nil)
        #expect(try room.take("c", entry(10, of: "other")) == nil)
        room.set("a", nil)
        #expect(try room.take("d", entry(6)) == nil)
    }

    @Test("one takes the place of itself; what takes no more than before stays, also where too much is there already")
    func replacing() throws {
        var room = KeptRoom(limit: 10)
        #expect(try room.take("a", entry(8)) == nil)
        #expect(try room.take("a", entry(10)) == entry(8))
        room.set("b", entry(20))
        #expect(try room.take("b", entry(20)) == entry(20))
        #expect(try room.take("b", entry(15)) == entry(20))
        #expect(throws: (any Error).self) { try room.take("b", entry(16)) }
    }

    @Test("the message says how much, whose, and what to do")
    func message() {
        var room = KeptRoom(limit: 10)
        let error = #expect(throws: (any Error).self) { try room.take("a", entry(11)) }
        let told = "\(error.map { "\($0)" } ?? "")"
        for part in ["10 bytes", "namespace team", "0 are taken", "11 are needed", "--kept-size"] {
            #expect(told.contains(part), "\(told)")
        }
    }
}

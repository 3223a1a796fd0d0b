import Testing

@testable import Server

@Suite struct ConnectionTableTests {
    private var table = ConnectionTable<Int>(limit: 4, limitPerAddress: 2)

    @Test("the oldest idle connection of all goes for one more")
    mutating func full() {
        for (id, address) in [(1, "a"), (2, "b"), (3, "c"), (4, "d")] {
            #expect(table.add(id, from: address) == .admitted)
        }
        #expect(table.add(5, from: "e") == .inPlaceOf(1))
        table.beginAnswering(2)
        #expect(table.add(6, from: "f") == .inPlaceOf(3))
        table.endAnswering(2)
        // The second has only just answered.
        #expect(table.add(7, from: "g") == .inPlaceOf(4))
        #expect(table.count == 4)
    }

    @Test("whoever has many connections loses one of their own")
    mutating func crowded() {
        #expect(table.add(1, from: "other") == .admitted)
        #expect(table.add(2, from: "many") == .admitted)
        #expect(table.add(3, from: "many") == .admitted)
        #expect(table.add(4, from: "many") == .inPlaceOf(2))
    }

    @Test("what is being answered is not ended: one more is refused")
    mutating func busy() {
        for id in 1...2 {
            #expect(table.add(id, from: "many") == .admitted)
            table.beginAnswering(id)
        }
        #expect(table.add(3, from: "many") == .refused)
        #expect(table.add(4, from: "other") == .admitted)
        table.remove(1)
        #expect(table.add(5, from: "many") == .admitted)
        #expect(Set(table.idle) == [4, 5])
    }
}

import Cryptography
import Testing
import Webhooks

@Suite("What came before") struct SeenDeliveriesTests {
    private func hash(_ number: Int) -> [UInt8] { HashFunction.sha256.hash(Array("\(number)".utf8)) }

    @Test("is known for a day, and as much as there is room for")
    func repeats() {
        var seen = SeenDeliveries(capacity: 3)
        let moments = [
            (1, 0), (1, 86_399), (1, 86_400), (2, 86_400), (3, 86_400), (4, 86_400), (1, 86_401), (4, 86_401),
        ]
        let answers = moments.map { number, second in seen.note(hash(number), now: .seconds(second)) }
        // Known for a day; the fourth drives out the first.
        #expect(answers == [true, false, true, true, true, true, true, false])
        #expect(seen.count == 3)
    }

    @Test("has a bound in a flood")
    func flood() {
        var seen = SeenDeliveries(capacity: 100)
        for number in 0..<10_000 { _ = seen.note(hash(number), now: .seconds(number)) }
        #expect(seen.count == 100)
    }
}

@Suite("An allowance") struct AllowanceTests {
    @Test("is so many at once, and then so many a second")
    func rate() {
        var allowance = Allowance(perSecond: 2, atOnce: 5, now: .seconds(10))
        func taken(at moment: Duration) -> Int {
            var count = 0
            for _ in 0..<10 where allowance.take(now: moment) { count += 1 }
            return count
        }
        #expect(taken(at: .seconds(10)) == 5)
        #expect(taken(at: .seconds(11)) == 2)
        #expect(taken(at: .seconds(9)) == 0, "a clock that goes back gives nothing")
        #expect(taken(at: .seconds(1_000)) == 5)
    }
}

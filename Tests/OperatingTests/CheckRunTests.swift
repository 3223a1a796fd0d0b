import Directives
import KubeModel
import Testing

@testable import Operating

@Suite("How a check comes to its end")
struct CheckRunTests {
    private let start = KubeTime(seconds: 1_000)
    private var pace = Operation.CheckPace(
        interval: .seconds(10), timeout: .seconds(60), initialDelay: .seconds(5), successes: 1, failures: 1)
    private lazy var run = Operation.CheckRun(phase: .after, name: "smoke", definition: "d", now: start)

    private func at(_ seconds: Int64) -> KubeTime { start + .seconds(seconds) }

    @Test("the first look is due after the delay, each further one an interval after the last")
    mutating func looks() {
        #expect(run.nextLook(after: nil, pace) == at(5))
        #expect(run.nextLook(after: at(6), pace) == at(16))
        #expect(run.deadline(pace) == at(65))
        #expect(run.result == .pending)
    }

    @Test("one look decides where one is enough, and what is decided stays")
    mutating func one() {
        var failing = run
        run.note(.asWished, pace, now: at(6))
        #expect(run.result == .passed && run.message.isEmpty && run.at == at(6))
        run.note(.otherwise("500"), pace, now: at(7))
        run.expire(pace, limit: "1m", now: at(100))
        #expect(run.result == .passed && run.at == at(6))
        failing.note(.otherwise("500"), pace, now: at(6))
        #expect(failing.result == .failed && failing.message == "500")
    }

    @Test("several looks count in a row; what decides nothing breaks none")
    mutating func several() {
        (pace.successes, pace.failures) = (2, 2)
        run.note(.asWished, pace, now: at(6))
        #expect(run.result == .inconclusive && run.message == "passed 1 of 2 times")
        run.note(.otherwise("503"), pace, now: at(16))
        run.note(.asWished, pace, now: at(26))
        run.note(.open("no answer"), pace, now: at(36))
        #expect(run.result == .inconclusive && run.successes == 1 && run.failures == 0 && run.at == at(6))
        run.note(.asWished, pace, now: at(46))
        #expect(run.result == .passed)
    }

    @Test("what does not pass in time has failed, with what was seen last")
    mutating func timeout() {
        run.note(.open("no answer"), pace, now: at(6))
        run.expire(pace, limit: "1m", now: at(64))
        #expect(run.result == .inconclusive)
        run.expire(pace, limit: "1m", now: at(65))
        #expect(run.result == .failed && run.message == "did not pass in 1m: no answer" && run.at == at(65))
    }

    @Test("what cannot change fails at once, however many failures it would take")
    mutating func hopeless() {
        pace.failures = 5
        run.note(.hopeless("the host is not allowed"), pace, now: at(6))
        #expect(run.result == .failed)
    }

    @Test("messages are bounded")
    mutating func bound() {
        run.note(.otherwise(String(repeating: "ä", count: 1_000)), pace, now: at(6))
        #expect(run.message.utf8.count <= Operation.CheckRun.longestMessage + 3)
    }
}

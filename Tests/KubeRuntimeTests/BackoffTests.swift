import KubeRuntime
import Testing

@Suite struct BackoffTests {
    @Test("delays double up to the cap")
    func doubling() {
        let backoff = Backoff(initial: .milliseconds(750), factor: 2, cap: .seconds(10), jitter: 0)
        let delays = (1...6).map { backoff.delay(failures: $0, random: 0.5) }
        #expect(delays == [0.75, 1.5, 3, 6, 10, 10].map { Duration.seconds($0) })
    }

    @Test("many failures neither overflow nor take long")
    func manyFailures() {
        #expect(Backoff.work(cap: .seconds(900)).delay(failures: .max, random: 0) == .seconds(900))
    }

    @Test("chance only shortens, by no more than the jitter", arguments: [0, 0.3, 0.999])
    func jitter(random: Double) {
        let backoff = Backoff(initial: .seconds(10), factor: 2, cap: .seconds(10), jitter: 0.2)
        let delay = backoff.delay(failures: 1, random: random)
        #expect(delay <= .seconds(10) && delay > .seconds(8))
    }

    @Test("failures far apart have nothing to do with each other")
    func calm() {
        var failures = FailureCount(calm: .seconds(120))
        failures.fail(at: .seconds(1))
        failures.fail(at: .seconds(100))
        #expect(failures.count == 2)
        failures.fail(at: .seconds(221))
        #expect(failures.count == 1)
    }
}

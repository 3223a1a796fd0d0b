import KubeModel
import Testing

@testable import KubeRuntime

@Suite struct ElectionStateTests {
    private var state = ElectionState(identity: "me", timing: .standard)

    private func record(_ holder: String?, renewed: Int64 = 0, duration: Int? = 15, transitions: Int = 3) -> LeaseRecord
    {
        LeaseRecord(
            holderIdentity: holder, leaseDurationSeconds: duration, acquireTime: KubeTime(seconds: 0),
            renewTime: KubeTime(seconds: renewed), leaseTransitions: transitions)
    }

    @Test("a Lease that nobody holds is ours to take")
    mutating func free() {
        #expect(state.observe(nil, now: .zero) == .write)
        #expect(state.observe(record(""), now: .zero) == .write)
        #expect(state.observe(record(nil), now: .zero) == .write)
    }

    @Test("a holder is left alone for its duration since we last saw it change, whatever its clock says")
    mutating func held() {
        #expect(state.observe(record("other", renewed: -9_999), now: .seconds(100)) == .wait(until: .seconds(115)))
        #expect(state.observe(record("other", renewed: -9_999), now: .seconds(110)) == .wait(until: .seconds(115)))
        #expect(state.observe(record("other", renewed: 5), now: .seconds(114)) == .wait(until: .seconds(129)))
        #expect(state.observe(record("other", renewed: 5), now: .seconds(129)) == .write)
    }

    @Test("the holder's duration counts, not ours")
    mutating func foreignDuration() {
        #expect(state.observe(record("other", duration: 60), now: .zero) == .wait(until: .seconds(60)))
        #expect(state.observe(record("other", duration: nil), now: .zero) == .wait(until: .seconds(15)))
    }

    @Test("taking over counts a transition, renewing does not")
    mutating func claims() {
        #expect(state.claim(wallClock: KubeTime(seconds: 9)).leaseTransitions == 0)
        _ = state.observe(record(""), now: .zero)
        let claim = state.claim(wallClock: KubeTime(seconds: 9))
        #expect(claim.leaseTransitions == 4 && claim.acquireTime == KubeTime(seconds: 9))
        state.wrote(claim, version: "1", start: .zero, now: .zero)
        let renewal = state.claim(wallClock: KubeTime(seconds: 20))
        #expect(renewal.leaseTransitions == 4 && renewal.acquireTime == KubeTime(seconds: 9))
        #expect(renewal.renewTime == KubeTime(seconds: 20))
    }

    @Test("our hold lapses after the renew deadline, counted from the start of the request")
    mutating func lapse() {
        #expect(state.heldUntil(now: .zero) == nil)
        state.wrote(state.claim(wallClock: KubeTime(seconds: 0)), version: "1", start: .seconds(1), now: .seconds(4))
        #expect(state.heldUntil(now: .seconds(10)) == .seconds(11))
        #expect(state.heldUntil(now: .seconds(11)) == nil)
    }

    @Test("a holder renews without looking, but looks where that did not work")
    mutating func renewal() {
        state.wrote(state.claim(wallClock: KubeTime(seconds: 0)), version: "7", start: .zero, now: .zero)
        #expect(state.takeOwnVersion(now: .seconds(2)) == "7")
        #expect(state.takeOwnVersion(now: .seconds(2)) == nil)
        state.wrote(state.claim(wallClock: KubeTime(seconds: 2)), version: "8", start: .seconds(2), now: .seconds(2))
        #expect(state.takeOwnVersion(now: .seconds(12)) == nil, "it has lapsed")
    }

    @Test("seeing another holder ends our hold at once")
    mutating func usurped() {
        state.wrote(state.claim(wallClock: KubeTime(seconds: 0)), version: "1", start: .zero, now: .zero)
        _ = state.observe(record("other"), now: .seconds(1))
        #expect(state.heldUntil(now: .seconds(1)) == nil)
    }

    @Test("what is given away is free for all")
    mutating func release() {
        let released = state.release(wallClock: KubeTime(seconds: 0))
        var other = ElectionState(identity: "other", timing: .standard)
        #expect(other.observe(released, now: .zero) == .write)
    }
}

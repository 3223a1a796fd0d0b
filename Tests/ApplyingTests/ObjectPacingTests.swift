import Documents
import Testing

@testable import Applying

@Suite("pacing of writes")
struct ObjectPacingTests {
    private let id = ObjectID(group: "", kind: "ConfigMap", namespace: "a", name: "b")
    private let retry = ObjectPacing.Retry(limit: 2, initial: 5, factor: 2, longest: 180)

    @Test("a refused manifest waits longer each time, and past the limit for a change")
    func failures() {
        var pacing = ObjectPacing()
        #expect(pacing.noteFailure(id, digest: 1, premise: nil, isTransient: false, retry: retry, now: 0) == 1)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 0) == 5)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 5) == nil)
        #expect(pacing.noteFailure(id, digest: 1, premise: nil, isTransient: false, retry: retry, now: 5) == 2)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 5) == 15)
        #expect(pacing.noteFailure(id, digest: 1, premise: nil, isTransient: false, retry: retry, now: 15) == 3)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 1e9) == .infinity)
        #expect(pacing.notBefore(id, digest: 2, premise: nil, isRepair: false, now: 16) == nil)
    }

    @Test("a transient failure is tried for ever")
    func transient() {
        var pacing = ObjectPacing()
        for _ in 0..<50 { _ = pacing.noteFailure(id, digest: 1, premise: nil, isTransient: true, retry: retry, now: 0) }
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 0) == 180)
    }

    @Test("the first repairs are free, a fight is slowed, and calm makes them free again")
    func repairs() {
        var pacing = ObjectPacing()
        for _ in 0..<4 {
            pacing.noteSuccess(id, wasRepair: true, now: 0)
            #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: true, now: 0) == nil)
        }
        for _ in 0..<3 { pacing.noteSuccess(id, wasRepair: true, now: 0) }
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: true, now: 0) == 9)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 0) == nil)
        pacing.noteSuccess(id, wasRepair: true, now: 1000)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: true, now: 1000) == nil)
    }

    @Test("a refusal speaks of the object that was there: once that is gone, or another, it counts no more")
    func premises() {
        var pacing = ObjectPacing()
        for _ in 0..<4 {
            pacing.noteFailure(id, digest: 1, premise: "a", isTransient: false, retry: retry, now: 0)
        }
        #expect(pacing.notBefore(id, digest: 1, premise: "a", isRepair: false, now: 9) == .infinity)
        #expect(pacing.notBefore(id, digest: 1, premise: nil, isRepair: false, now: 9) == nil)
        #expect(pacing.notBefore(id, digest: 1, premise: "b", isRepair: false, now: 9) == nil)
        // Not in a spin, though, where somebody makes it anew all the time.
        #expect(pacing.notBefore(id, digest: 1, premise: "b", isRepair: false, now: 0.1) == 0.5)
        #expect(
            pacing.noteFailure(id, digest: 1, premise: "b", isTransient: false, retry: retry, now: 9) == 1)
    }

    @Test("the same field by the same other again and again is a fight, for an hour")
    func fights() {
        let rules = ObjectPacing.Opponent(field: ".rules", manager: "aggregator")
        let label = ObjectPacing.Opponent(field: ".metadata.labels.a", manager: "someone")
        var pacing = ObjectPacing()
        #expect(!pacing.isSuspect(id, now: 0))
        pacing.noteSuccess(id, wasRepair: true, now: 0)
        #expect(pacing.isSuspect(id, now: 10))
        pacing.noteOpponents([rules, label], of: id, now: 10)
        #expect(pacing.fights(now: 10).isEmpty)
        pacing.noteOpponents([rules], of: id, now: 400)
        #expect(pacing.fights(now: 400)[id]?.opponents == [rules])
        #expect(pacing.fights(now: 400)[id]?.wait == 3600)
        #expect(pacing.fights(now: 4001).isEmpty)
        pacing.noteOpponents([label], of: id, now: 500)
        #expect(pacing.fights(now: 500).isEmpty)
    }
}

@Suite struct ShortestWaitTests {
    private let object = ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")

    @Test(arguments: [(0.0, 2.0), (-1, 2), (5, 0)]) func `No wait is a spin`(initial: Double, factor: Double) {
        var pacing = ObjectPacing()
        let retry = ObjectPacing.Retry(limit: -1, initial: initial, factor: factor, longest: initial)
        for _ in 1...3 {
            _ = pacing.noteFailure(object, digest: 1, premise: nil, isTransient: true, retry: retry, now: 0)
        }
        #expect((pacing.notBefore(object, digest: 1, premise: nil, isRepair: false, now: 0) ?? 0) >= 0.5)
    }
}

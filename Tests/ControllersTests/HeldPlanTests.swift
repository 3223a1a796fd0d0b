import Documents
import GitOpsAPI
import KubeModel
import Planning
import Sourcing
import Testing

@testable import Controllers

@Suite("What is held back") struct HeldPlanTests {
    private func pending(_ digest: String = "d", at time: KubeTime = start) -> GitOpsApplication.PendingPlan {
        GitOpsApplication.PendingPlan(digest: digest, revision: "main@sha1:new", computedAt: time, impact: .low)
    }

    private let later = start + .seconds(60)

    @Test("keeps its time while it stays the same, and has another once it is another")
    func time() {
        let told = HeldChange.plan(pending(at: later))
        #expect(told.told(after: nil, now: start)?.computedAt == start)
        #expect(told.told(after: pending(), now: later) == pending())
        #expect(told.told(after: pending("other"), now: later)?.computedAt == later)
        #expect(HeldChange.unknown.told(after: pending(), now: later) == pending())
        #expect(HeldChange.nothing.told(after: pending(), now: later) == nil)
    }

    @Test("goes where nothing is compared, as while the application is suspended")
    func halted() throws {
        var status = GitOpsApplication.Status()
        status.plan = pending()
        func after(_ verdict: ApplicationReport.Verdict) -> GitOpsApplication.PendingPlan? {
            ApplicationReport.halted(verdict).status(after: status, spec: nil, metadata: metadata(), now: later).plan
        }
        #expect(after(.suspended) == nil)
        #expect(after(.stalls(Finding(reason: "InvalidSpec", message: "is wrong"))) == nil)
    }

    @Test("is what a plan does and another does not, without what would only be applied again")
    func rest() {
        let whole = plan(["a", "b"], applied: ["old"], live: ["old": live()])
        let repairs = whole.limited(to: .repairs, Inventory())
        #expect(whole.without(repairs).writes.map(\.id.name).sorted() == ["a", "b", "old"])
        #expect(whole.without(whole.limited(to: .applies, Inventory())).writes.map(\.id.name) == ["old"])
        #expect(whole.without(whole).isEmpty)
    }
}

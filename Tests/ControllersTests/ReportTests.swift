import Applying
import Documents
import GitOpsAPI
import Health
import KubeModel
import Operating
import Planning
import Sourcing
import TestKit
import Testing

@testable import Controllers

@Suite("what status says of a run") struct ReportTests {
    private static let start = KubeTime(seconds: 1_800_000_000)
    private static let revision = "main@sha1:0123456789012345678901234567890123456789"
    private let object = ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "one")

    private func spec(_ health: Value = [:]) throws -> GitOpsApplication.Spec {
        try GitOpsApplication.Spec(["source": ["repositoryRef": ["name": "r"]], "health": health])
    }

    private func status(
        of report: ApplicationReport, after old: GitOpsApplication.Status = .init(), health: Value = [:],
        seconds: Int = 0
    ) throws -> GitOpsApplication.Status {
        let metadata = ResourceMetadata(
            key: ObjectKey(namespace: "shop", name: "app"), uid: "u", generation: 3, resourceVersion: "1",
            deletionTimestamp: nil, finalizers: [], annotations: [:])
        return report.status(
            after: old, spec: try spec(health), metadata: metadata, now: Self.start + .seconds(seconds))
    }

    private func plan(of inventory: Inventory, live: (ObjectID) -> LiveRow?) -> Plan {
        Planning.plan(
            desired: [DesiredObject(id: object, version: "v1", digest: 1, place: "a.yaml:1")], inventory: inventory,
            live: live,
            options: PlanOptions(owner: "shop/app", prune: true, selfHeal: true, allowEmpty: false, forceAll: false))
    }

    /// A comparison in which the only object is as it should be.
    private func compared(_ health: HealthStatus, disputes: [ObjectProblem] = []) -> ApplicationReport.Comparison {
        let entry = InventoryEntry(id: object, version: "v1", settled: .init(manifest: 1, projection: 2))
        let row = LiveRow(
            uid: "o", resourceVersion: "5", projection: 2, owner: "shop/app", managedByUs: true, isTerminating: false,
            keep: false)
        return ApplicationReport.Comparison(
            revision: Self.revision, isNewest: true, digest: "d", plan: plan(of: Inventory([entry])) { _ in row },
            inventory: Inventory([entry]),
            problems: [], disputes: disputes,
            health: HealthSummary(status: health, message: "the Deployment web waits", unhealthy: 0), isManual: false)
    }

    /// After an operation that wrote the object, or without one.
    private func report(
        _ health: HealthStatus, applied: Bool = false, disputes: [ObjectProblem] = []
    ) -> ApplicationReport {
        let first = plan(of: Inventory()) { _ in nil }
        let changes = ChangeSet(results: first.applies.joined().map { ObjectResult(planned: $0, outcome: .created) })
        return ApplicationReport(
            verdict: .proceeds, compared: compared(health, disputes: disputes),
            operation: applied
                ? .init(begun: begun(Self.revision), changes: changes, retryIn: nil) : nil)
    }

    private func ready(_ status: GitOpsApplication.Status) -> String {
        status.conditions["Ready"].map { "\($0.status.rawValue) \($0.reason)" } ?? "none"
    }

    @Test("a healthy application is ready, and says so of its own generation")
    func healthy() throws {
        let status = try status(of: report(.healthy, applied: true))
        #expect(ready(status) == "True Healthy")
        #expect(status.sync?.status == .synced && status.observedGeneration == 3)
        #expect(status.operation?.phase == .succeeded && status.history.first?.result == .succeeded)
        #expect(status.conditions["Ready"]?.observedGeneration == 3)
    }

    @Test("the same run again says nothing new")
    func quiet() throws {
        let first = try status(of: report(.healthy, applied: true))
        #expect(try status(of: report(.healthy), after: first, seconds: 500).value == first.value)
    }

    @Test("what waits is Reconciling, what stalls is Stalled, and the last comparison stays on record")
    func halted() throws {
        let before = try status(of: report(.healthy, applied: true))
        let finding = Finding(reason: "Why", message: "because")
        let waiting = try status(of: .halted(.waits(finding)), after: before, seconds: 5)
        #expect(ready(waiting) == "False Why" && waiting.conditions.isTrue("Reconciling"))
        #expect(waiting.sync == before.sync && waiting.inventory == before.inventory)
        let stalled = try status(of: .halted(.stalls(finding)), after: before, seconds: 5)
        #expect(ready(stalled) == "False Why" && stalled.conditions.isTrue("Stalled"))
        let suspended = try status(of: .halted(.suspended), after: before, seconds: 5)
        #expect(ready(suspended) == "True Healthy")
        #expect(suspended.conditions["Reconciling"]?.reason == "Suspended")
    }

    @Test(
        "objects that are not healthy in time make it a HealthTimeout, and the operation fail where that is asked for")
    func overdue() throws {
        for fails in [true, false] {
            let health: Value = ["timeout": "1m", "onFailure": fails ? "Fail" : "Ignore"]
            let first = try status(of: report(.progressing, applied: true), health: health)
            #expect(ready(first) == "False Progressing")
            let early = try status(of: report(.progressing), after: first, health: health, seconds: 60)
            #expect(ready(early) == "False Progressing")
            let late = try status(of: report(.progressing), after: early, health: health, seconds: 61)
            #expect(ready(late) == "False HealthTimeout")
            #expect(late.operation?.phase == (fails ? .failed : .succeeded))
            #expect(late.history.first?.result == (fails ? .failed : .succeeded))
        }
    }

    @Test("objects that fall ill later have that time again, and their operation has succeeded")
    func illness() throws {
        let health: Value = ["timeout": "1m", "onFailure": "Fail"]
        let well = try status(of: report(.healthy, applied: true), health: health)
        let ill = try status(of: report(.progressing), after: well, health: health, seconds: 1_000)
        #expect(ready(ill) == "False Progressing")
        let late = try status(of: report(.progressing), after: ill, health: health, seconds: 1_061)
        #expect(ready(late) == "False HealthTimeout")
        #expect(late.operation?.phase == .succeeded && late.history.first?.result == .succeeded)
    }

    @Test("what others change again and again is listed, also while it is right, and is no failure of ours")
    func fights() throws {
        let fight = ObjectProblem(id: object, reason: ObjectProblem.fight, message: "by whom", isTransient: true)
        var right = report(.healthy)
        right.compared?.fights = [fight]
        let settled = try status(of: right)
        #expect(ready(settled) == "True Healthy" && settled.problems.map(\.reason) == ["Fight"])
        #expect(settled.conditions["Ready"]?.message.contains("others change some of them") == true)

        var wrong = report(.healthy)
        wrong.compared?.plan = plan(of: Inventory()) { _ in nil }
        wrong.compared?.problems = [fight]
        let open = try status(of: wrong)
        #expect(ready(open) == "False Fight")
        #expect(open.conditions["Ready"]?.message == "ConfigMap shop/one: by whom")
    }

    @Test("what is out of sync is named by its first object")
    func firstDifference() throws {
        var report = report(.healthy)
        report.compared?.plan = plan(of: Inventory()) { _ in nil }
        let message = try status(of: report).conditions["Ready"]?.message
        #expect(message == "1 of 1 objects are out of sync: ConfigMap shop/one is not there")
    }

    @Test("what has ended and is gone is as it ended, and is no problem")
    func ended() throws {
        for (finish, health) in [(Finish.succeeded, nil), (.failed, HealthStatus.degraded)] {
            let settled = InventoryEntry.Settled(manifest: 1, projection: 2, finish: finish)
            let entry = InventoryEntry(id: object, version: "v1", settled: settled)
            let plan = plan(of: Inventory([entry])) { _ in nil }
            guard case .present(let judged) = plan.ended[object] else {
                Issue.record("\(finish) is not told of")
                continue
            }
            #expect(judged?.status == health)
            var report = report(.healthy)
            report.compared?.plan = plan
            let status = try status(of: report)
            #expect(status.sync?.status == .synced && status.problems.isEmpty)
        }
    }

    @Test("what an earlier controller applied out of reach is listed, and does not make the application any less ready")
    func remnants() throws {
        let remnant = ObjectProblem(
            id: object, reason: ObjectProblem.outOfReach, message: "was applied before", isTransient: false)
        var report = report(.healthy)
        report.compared?.remnants = [remnant]
        let status = try status(of: report)
        #expect(ready(status) == "True Healthy" && status.sync?.status == .synced)
        #expect(status.problems.map(\.reason) == ["OutOfReach"])
        #expect(status.conditions["Ready"]?.message.contains("status.problems") == true)
    }

    @Test("what others want too is listed, and does not make the application any less ready")
    func disputes() throws {
        let dispute = ObjectProblem(id: object, reason: "Conflict", message: "is also wanted", isTransient: true)
        let status = try status(of: report(.healthy, disputes: [dispute]))
        #expect(ready(status) == "True Healthy" && status.sync?.status == .synced)
        #expect(status.problems.map(\.reason) == ["Conflict"])
        #expect(status.conditions["Ready"]?.message.contains("status.problems") == true)
    }

    @Test("what the server warns of is listed, and does not make the application any less ready")
    func warnings() throws {
        var report = report(.healthy)
        report.compared?.warnings = [
            ObjectProblem(id: object, reason: "Warning", message: "the server warns: unknown field", isTransient: true)
        ]
        let status = try status(of: report)
        #expect(ready(status) == "True Healthy" && status.sync?.status == .synced)
        #expect(status.problems.map(\.reason) == ["Warning"])
        #expect(status.conditions["Ready"]?.message.contains("status.problems") == true)
    }
}

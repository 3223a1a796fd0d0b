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

private typealias Status = GitOpsApplication.Status

private let finding = Finding(reason: "Because", message: "because")

private func status(
    _ report: ApplicationReport, after old: GitOpsApplication.Status = .init(), spec: GitOpsApplication.Spec? = nil,
    metadata: ResourceMetadata = metadata(), at now: KubeTime = start
) throws -> GitOpsApplication.Status {
    report.status(after: old, spec: try spec ?? plainSpec(), metadata: metadata, now: now)
}

private func plainSpec() throws -> GitOpsApplication.Spec { try spec() }

/// `Ready Reconciling Stalled` and the reason of Ready.
private func conditions(_ status: GitOpsApplication.Status) -> String {
    let types = [ConditionType.ready, ConditionType.reconciling, ConditionType.stalled]
    let values = types.map { status.conditions[$0]?.status.rawValue ?? "-" }.joined(separator: " ")
    return "\(values) \(status.conditions[ConditionType.ready]?.reason ?? "-")"
}

@Suite struct ReportTableTests {
    private static let missing = plan(["a"])
    private static let stray = plan(["a"], applied: ["a", "b"], live: ["a": live(), "b": live(terminating: true)])
    private static let drift = plan(["a"], applied: ["a"], live: ["a": live(11)], selfHeal: false)

    @Test(arguments: [
        (report(), "True False False Healthy"),
        (report(.proceeds, comparison(health: progressing)), "False True False Progressing"),
        (
            report(.proceeds, comparison(health: HealthSummary(status: .degraded, message: "m", unhealthy: 1))),
            "False False False Degraded"
        ),
        (report(.proceeds, comparison(missing, problems: [problem()])), "False False False SyncFailed"),
        (
            report(
                .proceeds, comparison(missing, problems: [problem()]), work([.failed(problem())], retryIn: .seconds(5))),
            "False True False SyncFailed"
        ),
        (report(.proceeds, comparison(missing, isManual: true)), "False False False OutOfSync"),
        (report(.proceeds, comparison(drift)), "False False False OutOfSync"),
        (report(.proceeds, comparison(stray)), "False True False Pruning"),
        (report(.proceeds, comparison(plan(["a"], live: ["a": live(terminating: true)]))), "False True False Pruning"),
        (report(.waits(finding)), "False True False Because"),
        (report(.fails(finding)), "False True False Because"),
        (.halted(.waits(finding)), "False True False Because"),
        (.halted(.stalls(finding)), "False False True Because"),
        (.halted(.suspended), "- False False -"),
    ]) func `Conditions`(report: ApplicationReport, expected: String) throws {
        let status = try status(report)
        #expect(conditions(status) == expected)
        #expect(status.observedGeneration == 2)
        #expect(status.conditions.all.allSatisfy { $0.observedGeneration == 2 && !$0.message.isEmpty })
    }

    @Test func `The same report twice writes nothing the second time`() throws {
        let reports = [
            report(), report(.proceeds, comparison(health: progressing)), report(.waits(finding)),
            report(.proceeds, comparison(Self.missing, problems: [problem()])), .halted(.stalls(finding)),
            report(.proceeds, comparison(Self.stray)),
        ]
        for report in reports {
            let first = try status(report)
            #expect(try status(report, after: first, at: start + .seconds(60)) == first)
        }
    }

    @Test func `Finding everything right in a resync is no operation`() throws {
        let first = try status(report(.proceeds, comparison(), work([.created])))
        let resync = report(.proceeds, comparison(), work([.unchanged, .unchanged]))
        #expect(try status(resync, after: first, at: start + .seconds(3_600)) == first)
    }

    @Test func `A requested sync that finds everything right is one`() throws {
        let asked = report(.proceeds, comparison(), work([.unchanged], isAsked: true))
        let status = try status(asked, metadata: metadata(sync: "now"))
        #expect(status.operation?.phase == .succeeded)
        #expect(status.lastHandledSync == "now")
    }

    @Test(arguments: [
        (report(.waits(finding)), false),
        (.halted(.waits(finding)), false),
        (.halted(.suspended), false),
        (report(.fails(finding)), true),
        (report(.fails(Finding(reason: "TimedOut", message: "no answer", isTransient: true))), false),
        (.halted(.stalls(finding)), true),
        (report(.proceeds, comparison(), work([.failed(problem())], retryIn: .seconds(5))), false),
        (report(.proceeds, comparison(), work([.failed(problem())])), true),
        (report(), true),
    ]) func `A request is done with when it was tried for good`(report: ApplicationReport, isDone: Bool) throws {
        let status = try status(report, metadata: metadata(sync: "now"))
        #expect((status.lastHandledSync == "now") == isDone)
    }

    @Test func `While an older revision is kept, sync is not known and history stays`() throws {
        let first = try status(report(.proceeds, comparison(), work([.created])))
        let held = report(.fails(finding), comparison(revision: "main@sha1:old", isNewest: false), work([.updated]))
        let second = try status(held, after: first, at: start + .seconds(60))
        #expect(second.sync?.status == .unknown)
        #expect(second.history == first.history)
        #expect(!second.conditions.isTrue(ConditionType.ready))
    }

    @Test func `An owner names who else wants its object, and stays ready`() throws {
        let contended = comparison(disputes: [problem("Conflict", "is also in the application shop/api")])
        let status = try status(report(.proceeds, contended))
        #expect(status.problems.map(\.reason) == ["Conflict"])
        #expect(status.sync?.status == .synced)
        #expect(status.conditions.isTrue(ConditionType.ready))
    }

    @Test func `What cannot be planned counts as out of sync, once`() throws {
        for reason in ["InvalidName", "UnknownKind", "WatchFailed", "APIUnavailable"] {
            let other = ObjectProblem(id: id("b"), reason: reason, message: "no", isTransient: true)
            let status = try status(report(.proceeds, comparison(problems: [other])))
            #expect(conditions(status) == "False False False SyncFailed")
            #expect(status.summary?.outOfSync == 1)
            let planned = ObjectProblem(id: id("a"), reason: reason, message: "no", isTransient: true)
            #expect(comparison(Self.missing, problems: [planned]).outOfSync == 1)
        }
    }

    @Test func `What is on its way out is named, with what holds it`() throws {
        var compared = comparison(Self.stray)
        compared.leaving = ["ConfigMap shop/b (Pending deletion: waits for example.org/teardown)"]
        let status = try status(report(.proceeds, compared))
        #expect(
            status.conditions[ConditionType.ready]?.message
                == "waits until 1 object is deleted: "
                + "ConfigMap shop/b (Pending deletion: waits for example.org/teardown)")
    }

    @Test func `What an application lives by is named once it is ready`() throws {
        var compared = comparison()
        compared.holders = [ObjectID(group: "", kind: "Namespace", namespace: "", name: "shop")]
        let message = try status(report(.proceeds, compared)).conditions[ConditionType.ready]?.message
        #expect(message?.hasSuffix("lives by some of them, which are never deleted with it: Namespace shop") == true)
    }

    @Test func `History is bounded, and an attempt at the same is no new entry`() throws {
        var status = Status()
        let spec = try spec(["historyLimit": 2])
        for commit in ["1", "2", "2", "3"] {
            let report = report(.proceeds, comparison(revision: commit), work([.updated], begun: begun(commit)))
            status = report.status(after: status, spec: spec, metadata: metadata(), now: start)
        }
        #expect(status.history.map(\.revision) == ["3", "2"])
    }

    @Test(arguments: [0, -1]) func `No history is kept where none is to be`(limit: Int) throws {
        let spec = try spec(["historyLimit": .integer(limit)])
        let report = report(.proceeds, comparison(revision: "1"), work([.updated]))
        #expect(report.status(after: Status(), spec: spec, metadata: metadata(), now: start).history.isEmpty)
    }
}

@Suite struct HealthDeadlineTests {
    private let ready = report()
    private let unready = report(.proceeds, comparison(health: progressing))
    private let applied = report(.proceeds, comparison(health: progressing), work([.created]))

    @Test func `Time runs from the end of the operation`() throws {
        let spec = try spec(["health": ["timeout": "60s"]])
        let first = try status(applied, spec: spec)
        #expect(unready.healthDeadline(first, spec, now: start) == start + .seconds(60))
        let late = try status(unready, after: first, spec: spec, at: start + .seconds(61))
        #expect(conditions(late) == "False False False HealthTimeout")
    }

    @Test func `What becomes unhealthy later has its time from then on`() throws {
        let spec = try spec(["health": ["timeout": "60s", "onFailure": "Fail"]])
        var now = start
        var last = try status(report(.proceeds, comparison(), work([.created])), spec: spec)
        now = now + .seconds(3_600)
        last = try status(unready, after: last, spec: spec, at: now)
        #expect(conditions(last) == "False True False Progressing")
        now = now + .seconds(61)
        last = try status(unready, after: last, spec: spec, at: now)
        #expect(conditions(last) == "False False False HealthTimeout")
        // The operation was fine: what came later is not its failure.
        #expect(last.operation?.phase == .succeeded)
    }

    @Test func `An operation that never got healthy fails where that is asked for`() throws {
        let spec = try spec(["health": ["timeout": "60s", "onFailure": "Fail"]])
        var last = try status(applied, spec: spec)
        last = try status(unready, after: last, spec: spec, at: start + .seconds(61))
        #expect(last.operation?.phase == .failed)
        #expect(last.history.first?.result == .failed)
        let again = try status(unready, after: last, spec: spec, at: start + .seconds(120))
        #expect(again == last)
    }
}

@Suite struct RepairTests {
    @Test func `Of a plan for what was applied last only repairs are left`() {
        let all = plan(
            ["new", "drifted", "gone", "fine"], applied: ["drifted", "gone", "fine", "stray"],
            live: ["drifted": live(11), "fine": live(), "stray": live()])
        let inventory = Inventory()
        let repairs = all.limited(to: .repairs, inventory)
        #expect(Set(repairs.writes.map(\.id.name)) == ["drifted", "gone"])
        #expect(repairs.inventoryDuring == inventory)
        #expect(repairs.deletes.isEmpty)
    }

    @Test func `Objects of others are told apart`() {
        let blocked = plan(["a", "b"], live: ["a": live(owner: "shop/api"), "b": live(terminating: true)])
        #expect(blocked.contended == [id("a")])
    }
}

import Applying
import Documents
import Git
import GitOpsAPI
import Health
import KubeModel
import Operating
import Planning
import Sourcing
import TestKit

@testable import Controllers

let owner: ObjectKey = "shop/web"
let start = KubeTime(seconds: 1_000_000)

func id(_ name: String, kind: String = "ConfigMap", group: String = "") -> ObjectID {
    ObjectID(group: group, kind: kind, namespace: "shop", name: name)
}

func metadata(generation: Int = 2, sync: String? = nil) -> ResourceMetadata {
    ResourceMetadata(
        key: ObjectKey(namespace: "shop", name: "web"), uid: "u", generation: generation, resourceVersion: "1",
        deletionTimestamp: nil, finalizers: [], annotations: sync.map { [Annotations.sync: $0] } ?? [:])
}

func spec(_ fields: Value = [:]) throws -> GitOpsApplication.Spec {
    var value = fields
    value["source"] = ["repositoryRef": ["name": "source"], "path": "web"]
    return try GitOpsApplication.Spec(value)
}

func live(
    _ projection: UInt64 = 10, owner: ObjectKey? = owner, terminating: Bool = false
) -> LiveRow {
    LiveRow(
        uid: "u", resourceVersion: "1", projection: projection, owner: owner, managedByUs: true,
        isTerminating: terminating, keep: false)
}

extension LiveRow {
    fileprivate func named(_ name: String) -> LiveRow {
        var row = self
        row.uid = name
        return row
    }
}

/// The plan for objects with what is live of them; a settled entry stands for each that is named in `applied`.
func plan(_ desired: [String], applied: [String] = [], live rows: [String: LiveRow] = [:], selfHeal: Bool = true)
    -> Plan
{
    let inventory = Inventory(
        applied.map { InventoryEntry(id: id($0), version: "v1", settled: .init(manifest: 1, projection: 10)) })
    let desired = desired.map { DesiredObject(id: id($0), version: "v1", digest: 1, place: "a.yaml:1") }
    return Planning.plan(
        desired: desired, inventory: inventory, live: { rows[$0.name]?.named($0.name) },
        options: PlanOptions(owner: owner, prune: true, selfHeal: selfHeal, allowEmpty: true, forceAll: false))
}

let healthy = HealthSummary(status: .healthy, message: "", unhealthy: 0)
let progressing = HealthSummary(status: .progressing, message: "1 of 2", unhealthy: 1)

/// An application all of whose objects are as they should be, unless said otherwise.
func comparison(
    _ left: Plan = plan(["a"], applied: ["a"], live: ["a": live()]), health: HealthSummary = healthy,
    revision: String = "main@sha1:new", isNewest: Bool = true, problems: [ObjectProblem] = [], isManual: Bool = false,
    disputes: [ObjectProblem] = []
) -> ApplicationReport.Comparison {
    ApplicationReport.Comparison(
        revision: revision, isNewest: isNewest, digest: "d", plan: left, inventory: Inventory(), problems: problems,
        disputes: disputes, health: health, isManual: isManual)
}

/// An operation that has just begun.
func begun(_ revision: String = "main@sha1:new", at start: KubeTime = KubeTime(seconds: 1_800_000_000)) -> Operation {
    Operation(
        id: "o", target: Operation.Target(revision: revision, digest: "d", planDigest: "p"), trigger: "NewRevision",
        startedAt: start)
}

func work(
    _ outcomes: [ObjectResult.Outcome], retryIn: Duration? = nil, isAsked: Bool = false, begun: Operation = begun()
) -> ApplicationReport.Work {
    let planned = PlannedObject.sample
    return ApplicationReport.Work(
        begun: begun,
        changes: ChangeSet(results: outcomes.map { ObjectResult(planned: planned, outcome: $0) }),
        retryIn: retryIn, isAsked: isAsked)
}

extension PlannedObject {
    static var sample: PlannedObject { plan(["a"]).applies[0][0] }
}

func problem(_ reason: String = "Invalid", _ message: String = "no") -> ObjectProblem {
    ObjectProblem(id: id("a"), reason: reason, message: message, isTransient: false)
}

func report(
    _ verdict: ApplicationReport.Verdict = .proceeds, _ compared: ApplicationReport.Comparison? = comparison(),
    _ operation: ApplicationReport.Work? = nil
) -> ApplicationReport {
    ApplicationReport(verdict: verdict, compared: compared, operation: operation)
}

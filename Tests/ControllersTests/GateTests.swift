import Applying
import Documents
import GitOpsAPI
import KubeModel
import Operating
import Planning
import Sourcing
import TestKit
import Testing

@testable import Controllers

@Suite("Gates") struct GateTests {
    private func specification(isAutomatic: Bool = true, suspend: Bool = false) throws -> GitOpsApplication.Spec {
        try spec(["sync": ["automatic": .bool(isAutomatic)], "suspend": .bool(suspend)])
    }

    /// With a plan, of whatever is desired of what is there.
    private func request(
        isAutomatic: Bool = true, isAsked: Bool = false, obstacle: TargetObstacle? = nil,
        desired names: [String] = ["one"], applied: [String] = [], problems: [ObjectProblem] = [],
        doubt: String? = nil, outside: Inventory = Inventory()
    ) throws -> GateRequest {
        let desired = names.map { DesiredObject(id: id($0), version: "v1", digest: 1, place: "a.yaml:1") }
        let inventory = Inventory(
            applied.map { InventoryEntry(id: id($0), version: "v1", settled: .init(manifest: 1, projection: 10)) })
        var options = PlanOptions(owner: owner, prune: true, selfHeal: true, allowEmpty: false, forceAll: false)
        options.doubt = doubt
        let made = plan(
            desired: desired, inventory: inventory, live: { applied.contains($0.name) ? row($0.name) : nil },
            options: options)
        let premises = Premises(
            desired: desired, types: [:], inventory: inventory, problems: problems, outside: outside)
        return GateRequest(
            spec: try specification(isAutomatic: isAutomatic), isAsked: isAsked, obstacle: obstacle,
            planned: GateRequest.Planned(plan: made, premises: premises))
    }

    private func row(_ name: String) -> LiveRow {
        var row = live()
        row.uid = name
        return row
    }

    @Test("let a change pass that nothing speaks against")
    func open() throws {
        let request = try request()
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.isEmpty && verdicts.allowance == .everything && verdicts.verdict == .proceeds)
        let plan = try #require(request.planned?.plan)
        #expect(plan.limited(to: .everything, Inventory()) == plan)
    }

    @Test(
        "going back by itself deletes nothing that holds data; by a person's wish it does",
        arguments: Pin.Cause.allCases)
    func irreversible(cause: Pin.Cause) throws {
        var request = try request(applied: ["one", "gone"])
        request.pin = Pin(
            revision: "main@sha1:1", cause: cause, reason: "", since: KubeTime(seconds: 0),
            skipped: Pin.Skipped(revision: "main@sha1:2", digest: "2"))
        #expect(Gates.verdicts(request).isEmpty)
        request.planned?.plan.deletes[0][0].id.kind = "PersistentVolumeClaim"
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.map(\.gate) == (cause == .failure ? ["IrreversibleRollback"] : []))
        #expect(verdicts.allowance == (cause == .failure ? .applies : .everything))
    }

    @Test("that refuse to go back let all the rest pass, and leave the condition alone")
    func refusedRollback() throws {
        var request = try request()
        request.refusedRollback = Finding(reason: "RollbackRefused", message: "not there")
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.map(\.gate) == ["Rollback"] && verdicts.map(\.result?.verdict) == [.refuse])
        #expect(verdicts.allowance == .everything && verdicts.verdict == .proceeds)
    }

    @Test("a policy lets only repairs through, and gives the condition its reason")
    func policies() throws {
        let finding = Finding(reason: "PolicyDenied", message: "no")
        let obstacle = TargetObstacle.policies(PolicyObstacle(verdict: .stalls(finding), problems: []))
        let verdicts = Gates.verdicts(try request(obstacle: obstacle))
        #expect(verdicts.map(\.gate) == ["Policies"] && verdicts.map(\.result?.verdict) == [.refuse])
        #expect(verdicts.allowance == .repairs && verdicts.verdict == .stalls(finding))
        let unknown = TargetObstacle.policies(PolicyObstacle(verdict: .waits(finding), problems: []))
        #expect(Gates.verdicts(try request(obstacle: unknown)).map(\.result?.verdict) == [.hold])
    }

    @Test("are asked before there is a plan, or a source: then the suspension speaks alone")
    func suspended() throws {
        let early = GateRequest(spec: try specification(isAutomatic: false), isAsked: false)
        #expect(Gates.verdicts(early).isEmpty)
        let spec = try specification(suspend: true)
        let verdicts = Gates.verdicts(
            GateRequest(spec: spec, suspension: suspension(spec, [:]), isAsked: true))
        #expect(verdicts.map(\.gate) == ["Suspension"])
        #expect(verdicts.allowance == .nothing && verdicts.verdict == .suspended)
    }

    private func suspension(_ spec: GitOpsApplication.Spec, _ annotations: [String: String]) -> Suspension? {
        let metadata = ResourceMetadata(
            key: ObjectKey(namespace: "a", name: "b"), uid: "", generation: 1, resourceVersion: "",
            deletionTimestamp: nil, finalizers: [], annotations: annotations)
        return Suspension(spec, metadata, now: KubeTime("2026-11-30T08:00:00Z") ?? KubeTime(seconds: 0))
    }

    @Test("suspend until a time, which opens them by itself; what is no time keeps them shut")
    func suspendedUntil() throws {
        let spec = try specification()
        #expect(suspension(spec, [:]) == nil)
        #expect(suspension(spec, [Annotations.suspendedUntil: "2026-11-30T08:00:00Z"]) == nil)
        let later = try #require(
            suspension(
                spec, [Annotations.suspendedUntil: "2026-11-30T10:00:00+01:00", Annotations.suspendReason: "a sale"]))
        #expect(later.until == KubeTime("2026-11-30T09:00:00Z") && later.message.hasSuffix(": a sale"))
        let verdicts = Gates.verdicts(GateRequest(spec: spec, suspension: later, isAsked: true))
        #expect(verdicts.compactMap(\.result?.until) == [later.until] && verdicts.verdict == .suspended)
        let unread = try #require(suspension(spec, [Annotations.suspendedUntil: "tomorrow"]))
        #expect(unread.until == nil && unread.message.contains("is no time"))
        let both = suspension(try specification(suspend: true), [Annotations.suspendedUntil: "2026-11-30T07:00:00Z"])
        #expect(both != nil && both?.until == nil)
    }

    @Test("in manual mode let nothing pass before a person asks, which is no failure")
    func manual() throws {
        let request = try request(isAutomatic: false)
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.allowance == .nothing && verdicts.verdict == .proceeds)
        let limited = try #require(request.planned?.plan.limited(to: .nothing, Inventory()))
        #expect(limited.isEmpty && limited.inventoryDuring == Inventory())
        #expect(Gates.verdicts(try self.request(isAutomatic: false, isAsked: true)).isEmpty)
    }

    @Test("let repairs pass while the newest revision cannot be used, and say why it cannot")
    func obstacle() throws {
        let verdict = ApplicationReport.Verdict.fails(Finding(reason: "RenderFailed", message: "a.yaml:1"))
        let request = try request(obstacle: .source(verdict), desired: ["one", "new"], applied: ["old"])
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.map(\.gate) == ["Source"])
        #expect(verdicts.allowance == .repairs && verdicts.verdict == verdict)
        #expect(request.planned?.plan.isEmpty == false, "what is new waits; RepairTests has what passes")
        #expect(request.planned?.plan.limited(to: .repairs, Inventory()).isEmpty == true)
    }

    @Test("are all heard; the first that speaks for the whole gives the reason")
    func several() throws {
        let finding = Finding(reason: "DependencyNotReady", message: "waits")
        let verdicts = Gates.verdicts(try request(isAutomatic: false, obstacle: .dependency(finding)))
        #expect(verdicts.map(\.gate) == ["Dependencies", "Manual"])
        #expect(verdicts.allowance == .nothing && verdicts.verdict == .waits(finding))
        #expect(
            verdicts.compactMap(\.result) == [
                GitOpsApplication.Gate(
                    name: "Dependencies", verdict: .hold, reason: "DependencyNotReady", message: "waits"),
                GitOpsApplication.Gate(
                    name: "Manual", verdict: .hold, reason: "Manual",
                    message:
                        "spec.sync.automatic is off; annotate the application with gitops.martlet.dev/sync to apply it"),
            ])
    }

    @Test("let nothing new pass that status has no room for")
    func size() throws {
        // Names that share nothing take the most room.
        let outside = Inventory((0..<60_000).map { InventoryEntry(id: id(longName($0)), version: "v1", settled: nil) })
        let verdicts = Gates.verdicts(try request(outside: outside))
        #expect(verdicts.map(\.gate) == ["InventorySize"] && verdicts.allowance == .repairs)
        #expect(verdicts.compactMap(\.result).map(\.reason) == ["TooManyObjects"])
        #expect(verdicts.compactMap(\.result).map(\.verdict) == [.refuse])
    }

    private func longName(_ number: Int) -> String {
        (1...4).map { round in
            String((UInt64(number + round)) &* 0x9E37_79B9_7F4A_7C15 ^ (UInt64(number) << UInt64(round * 7)), radix: 36)
        }.joined(separator: "-")
    }

    @Test("refuse to delete all that there is, which the comparison tells of each object")
    func empty() throws {
        let verdicts = Gates.verdicts(try request(desired: [], applied: ["one", "two"]))
        #expect(verdicts.map(\.gate) == ["Emptiness"])
        #expect(verdicts.allowance == .applies && verdicts.verdict == .proceeds)
        #expect(verdicts.compactMap(\.result).map(\.reason) == ["PruneRefused"])
        #expect(verdicts.compactMap(\.result).first?.message.contains("set sync.allowEmpty") == true)
    }

    @Test(
        "let nothing go while not everything that is desired is known; what is new is applied",
        arguments: [(ObjectProblem.unknownKind, "UnknownKinds"), (ObjectProblem.invalidManifest, "PartialKnowledge")])
    func partial(reason: String, gate: String) throws {
        let stray = problem(reason, "no")
        let request = try request(applied: ["old"], problems: [stray])
        let verdicts = Gates.verdicts(request)
        #expect(verdicts.map(\.gate) == [gate] && verdicts.allowance == .applies && verdicts.verdict == .proceeds)
        #expect(verdicts.compactMap(\.result).first?.message.contains("no") == true)
        let limited = try #require(request.planned?.plan.limited(to: .applies, Inventory()))
        #expect(limited.deletes.isEmpty && limited.applies.joined().map(\.id) == [id("one")])
        #expect(limited.inventoryDuring.contains(id("old")), "what stays is remembered")
        #expect(Gates.verdicts(try self.request(problems: [stray])).isEmpty, "there is nothing to be deleted")
    }

    @Test("let nothing go that a chart may have left out for want of an answer")
    func doubtful() throws {
        let verdicts = Gates.verdicts(try request(applied: ["old"], doubt: "nobody answers"))
        #expect(verdicts.map(\.gate) == ["PartialKnowledge"] && verdicts.allowance == .applies)
        #expect(verdicts.compactMap(\.result).map(\.message) == ["nothing is deleted: nobody answers"])
    }
}

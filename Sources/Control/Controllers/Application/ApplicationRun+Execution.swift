internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Planning
internal import Rendering

/// Doing what is planned, once it is written down.
extension ApplicationRun {
    mutating func execute(
        _ plan: Plan, _ sides: inout Sides, _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> ApplicationReport.Work {
        let held = heldUntil(plan, sides)
        guard plan.writes.contains(where: { held[$0.id] == nil }) else {
            let results = plan.writes.map { ObjectResult(planned: $0, outcome: .held(until: held[$0.id] ?? .infinity)) }
            return work(ChangeSet(results: results), sides)
        }
        let objects = try await manifests(of: plan, target, spec)
        try await recordIntent(plan, sides, target)
        let applier = Applier(
            client: try await writer(spec), index: services.index, account: account(spec),
            createNamespace: createdNamespace(spec))
        let (pacing, now) = (memory.pacing, services.monotonicSeconds())
        let changes = await applier.execute(
            plan.deferringDeletes(after: sides.unseen), objects: objects, types: sides.types, isWhole: sides.isWhole,
            heldUntil: { held[$0.id] }, isSuspect: { pacing.isSuspect($0, now: now) })
        tellOfTakenOver(changes, known: sides.inventory)
        sides.inventory = plan.inventoryDuring
        remember(changes, &sides, spec)
        memory.unwritten = ApplicationMemory.Unwritten(
            stored: plan.inventoryDuring.union(sides.outside), settled: sides.inventory.union(sides.outside))
        announceAdoption(changes)
        return work(changes, sides)
    }

    /// Why status has no room for what the plan is about to apply. What it has already is repaired all the same.
    func shortage(_ plan: Plan, _ sides: Sides) -> ApplicationReport.Verdict? {
        guard !plan.isEmpty, let shortage = plan.inventoryDuring.union(sides.outside).shortage else { return nil }
        return .stalls(
            Finding(
                reason: "TooManyObjects",
                message: "\(shortage), so nothing new is applied; divide the objects over several applications"))
    }

    /// The manifests of what is to be written, and of nothing else.
    private func manifests(
        of plan: Plan, _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> [ObjectID: PreparedObject] {
        let written = Set(plan.applies.joined().map { $0.id.withoutNamespace })
        let manifests = target.manifests.manifests.filter { written.contains($0.id.withoutNamespace) }
        let (objects, _) = try await preparation(spec).prepare(manifests, definedBy: target.manifests.manifests)
        return Dictionary(objects.map { ($0.desired.id, $0) }) { first, _ in first }
    }

    private func createdNamespace(_ spec: GitOpsApplication.Spec) -> String? {
        let isAllowed = spec.destination.createNamespace && services.settings.reach.confinement == nil
        return isAllowed ? preparation(spec).namespace : nil
    }

    private func work(_ changes: ChangeSet, _ sides: Sides) -> ApplicationReport.Work {
        let now = services.monotonicSeconds()
        let times = changes.results.compactMap { result -> Double? in
            switch result.outcome {
            case .failed, .held: notBefore(result.planned, sides, now: now) ?? now
            case .created, .updated, .unchanged, .deleting: nil
            }
        }
        let next = times.filter(\.isFinite).min()
        return ApplicationReport.Work(
            trigger: causes.leading, changes: changes, retryIn: next.map { .seconds(max($0 - now, 0.001)) })
    }

    private func heldUntil(_ plan: Plan, _ sides: Sides) -> [ObjectID: Double] {
        let now = services.monotonicSeconds()
        var held: [ObjectID: Double] = [:]
        for planned in plan.writes { held[planned.id] = notBefore(planned, sides, now: now) }
        return held
    }

    private func notBefore(_ planned: PlannedObject, _ sides: Sides, now: Double) -> Double? {
        memory.pacing.notBefore(
            planned.id, digest: sides.digest(of: planned), premise: planned.live?.uid, isRepair: planned.isRepair,
            now: now)
    }

    /// Writes down what is about to happen, so that nothing is orphaned whenever the process ends.
    private mutating func recordIntent(_ plan: Plan, _ sides: Sides, _ target: Target) async throws(KubeError) {
        guard plan.inventoryDuring != sides.inventory else { return }
        var during = status
        during.inventory = plan.inventoryDuring.union(sides.outside).value
        during.observedGeneration = application.metadata.generation
        let revision = target.revision
        during.sync = GitOpsApplication.SyncStatus(
            status: .syncing, revision: status.sync?.revision, lastSyncedAt: status.sync?.lastSyncedAt)
        let isRetry = status.operation?.phase == .failed && status.operation?.revision == revision
        during.operation = GitOpsApplication.Operation(
            revision: revision, trigger: causes.leading.rawValue, startedAt: startedAt.wholeSeconds, finishedAt: nil,
            attempt: isRetry ? status.operation?.attempt ?? 1 : 1, retryAt: nil, phase: .running,
            message: "in progress",
            counts: .init())
        let message = "applies \(RevisionText.short(revision))"
        for type in [ConditionType.reconciling, ConditionType.ready] {
            during.conditions.set(
                type, type == ConditionType.ready ? .unknown : .true, reason: "Syncing", message: message,
                generation: application.metadata.generation, now: startedAt)
        }
        guard try await write(during) else { throw KubeError(.notFound, "the application is gone") }
    }

    /// Takes over what the writes came to: into the inventory what succeeded, into memory what did not.
    private mutating func remember(_ changes: ChangeSet, _ sides: inout Sides, _ spec: GitOpsApplication.Spec) {
        let now = services.monotonicSeconds()
        for result in changes.results {
            let id = result.planned.id
            switch result.outcome {
            case .created, .updated, .unchanged:
                memory.problems[id] = nil
                memory.note(result.warnings, of: id)
                memory.pacing.noteSuccess(id, wasRepair: result.planned.isRepair, now: now)
                memory.pacing.noteOpponents(result.opponents, of: id, now: now)
                if let type = result.type { sides.types[id] = type }
                if let settled = result.settled {
                    sides.inventory.settle(
                        id, version: result.planned.version, manifest: settled.manifest, projection: settled.projection)
                }
            case .deleting:
                memory.problems[id] = nil
            case .failed(let problem):
                memory.problems[id] = problem
                if problem.reason == ObjectProblem.unknownKind { memory.prepared = nil }
                memory.pacing.noteFailure(
                    id, digest: sides.digest(of: result.planned), premise: result.planned.live?.uid,
                    isTransient: problem.isTransient, retry: spec.pacing, now: now)
            case .held: break
            }
        }
    }
}

extension ApplicationRun.Sides {
    /// What failures are counted by: a manifest that changed is another attempt; deletions all count as the same.
    func digest(of planned: PlannedObject) -> UInt64 { planned.desiredIndex.map { desired[$0].digest } ?? 0 }
}

extension ObjectID {
    /// As a manifest names it, which may leave the namespace to the application.
    fileprivate var withoutNamespace: ObjectID { ObjectID(group: group, kind: kind, namespace: "", name: name) }
}

extension GitOpsApplication.Spec {
    fileprivate var pacing: ObjectPacing.Retry {
        let backoff = sync.retry.backoff
        return ObjectPacing.Retry(
            limit: sync.retry.limit, initial: Double(backoff.duration.milliseconds) / 1_000,
            factor: Double(backoff.factor), longest: Double(backoff.maxDuration.milliseconds) / 1_000)
    }
}

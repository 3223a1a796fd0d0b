internal import Applying
internal import Digests
internal import Documents
internal import Git
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Planning
internal import Rendering

/// The second half of a run: what is there, what to do about it, doing it, and how it stands afterwards.
extension ApplicationRun {
    /// The sides of a comparison.
    struct Sides {
        var desired: [DesiredObject]
        /// Where to find each object: those desired, and those applied before.
        var types: [ObjectID: ResourceType]
        var inventory: Inventory
        var problems: [ObjectProblem]
        /// What is remembered, and is none of this controller's business.
        var outside = Inventory()
    }

    mutating func pursue(_ target: Target, _ spec: GitOpsApplication.Spec) async throws(KubeError) -> Completion {
        let inventory: Inventory
        do {
            inventory = try Inventory(status.inventory)
        } catch {
            let finding = Finding(
                reason: "InventoryUnreadable",
                message: "\(error.message); mend status.inventory, nothing is done before")
            return try await publish(.halted(.stalls(finding), newest: target.newest), spec: spec)
        }
        services.index.setRules(spec.rules, of: owner)
        var sides = try await sides(target, spec, inventory)
        guard requireStep(&sides) else { return try await reportTroubles(sides, target, spec) }
        return try await act(on: sides, target, spec)
    }

    private mutating func sides(
        _ target: Target, _ spec: GitOpsApplication.Spec, _ inventory: Inventory
    ) async throws(KubeError) -> Sides {
        let generation = application.metadata.generation
        let outside = outside(inventory)
        let inventory = inventory.removing(outside.unorderedEntries.map(\.id))
        func made(_ desired: [DesiredObject], _ types: [ObjectID: ResourceType], _ problems: [ObjectProblem]) -> Sides {
            Sides(
                desired: desired, types: types, inventory: inventory, problems: problems, outside: outside)
        }
        if let known = memory.prepared, known.digest == target.manifests.digest, known.generation == generation {
            memory.unknownKinds = 0
            let types = try await types(known.types, inventory)
            return made(known.desired, types, known.problems)
        }
        let (objects, problems) = try await preparation(spec).prepare(target.manifests.manifests)
        let desired = objects.map(\.desired)
        let found = Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }
        // Kinds that are unknown now may be known soon: somebody installs them, and no watch tells of it.
        let isFinal = problems.allSatisfy { $0.reason == ObjectProblem.outOfReach }
        memory.unknownKinds = isFinal ? 0 : memory.unknownKinds + 1
        if !isFinal { lookAgain(in: Pauses.unknownKind(looks: memory.unknownKinds)) }
        memory.prepared =
            isFinal
            ? .init(
                digest: target.manifests.digest, generation: generation, desired: desired, types: found,
                problems: problems) : nil
        return made(desired, try await types(found, inventory), problems)
    }

    private func preparation(_ spec: GitOpsApplication.Spec) -> Preparation {
        Preparation(
            marks: Marks(installation: services.settings.installation, owner: key),
            namespace: spec.destination.namespace.isEmpty ? key.namespace : spec.destination.namespace,
            rules: spec.rules, key: services.digestKey, discovery: services.client.discovery,
            confinement: services.settings.reach.confinement)
    }

    /// Kinds that the server no longer has need no type: of them nothing is left.
    func types(
        _ desired: [ObjectID: ResourceType], _ inventory: Inventory
    ) async throws(KubeError) -> [ObjectID: ResourceType] {
        var types = desired
        var looked: [GroupVersionKind: ResourceType?] = [:]
        for entry in inventory.unorderedEntries where types[entry.id] == nil {
            let gvk = GroupVersionKind(group: entry.id.group, version: entry.version, kind: entry.id.kind)
            if looked[gvk] == nil { looked[gvk] = .some(try await services.client.type(of: gvk)) }
            types[entry.id] = looked[gvk] ?? nil
        }
        return types
    }

    /// The index calls again once it is in step; only what keeps it from that is worth telling.
    private mutating func reportTroubles(
        _ sides: Sides, _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> Completion {
        let troubles = services.index.troubles(with: Set(sides.types.values))
        guard let first = troubles.first else { return .settled }
        let finding = Finding(reason: "WatchFailed", message: first)
        return try await publish(.halted(.waits(finding), newest: target.newest), spec: spec)
    }

    // MARK: Plan and gate

    private mutating func act(
        on sides: Sides, _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> Completion {
        let isAsked = requestedSync != nil
        let isManual = !spec.sync.automatic && !isAsked
        let isForced = isAsked && memory.forcedSync != requestedSync
        let isResync = turnResync(spec, now: services.monotonicSeconds())
        var options = planOptions(spec, target)
        options.forceAll = isForced || (isResync && spec.sync.selfHeal && !isManual)
        var after = sides
        var first = try await checkedPlan(&after, options)
        if target.held != nil { first = first.onlyRepairs(after.inventory) }
        var operation: ApplicationReport.Work?
        if !isManual, !first.isEmpty {
            operation = try await execute(first, &after, target, spec)
            operation?.trigger = isResync && trigger == .retry ? .resync : trigger
            operation?.isAsked = isForced
        }
        memory.forcedSync = requestedSync
        let wasForced = options.forceAll
        options.forceAll = false
        var left = operation == nil && !wasForced ? first : makePlan(after, options)
        if operation != nil, try await forget(left, &after) {
            left = makePlan(after, options)
            lookAgain(in: Pauses.unfinished)
        }
        services.index.setContended(left.contended, by: owner)
        let report = ApplicationReport(
            verdict: target.held ?? .proceeds, newest: target.newest,
            compared: comparison(left, after, target, isManual: isManual), operation: operation)
        return try await publish(report, spec: spec)
    }

    /// Whether it is time to apply everything again. The first resync is one interval after the first run.
    private mutating func turnResync(_ spec: GitOpsApplication.Spec, now: Double) -> Bool {
        guard !spec.sync.interval.isZero else {
            memory.resyncAt = nil
            return false
        }
        let isDue = memory.resyncAt.map { $0 <= now } ?? false
        if isDue || memory.resyncAt == nil {
            memory.resyncAt = now + Double(spec.sync.interval.milliseconds) / 1_000 * Double.random(in: 0.9...1)
        }
        if isDue { memory.pacing.forgetFailures() }
        return isDue
    }

    private func planOptions(_ spec: GitOpsApplication.Spec, _ target: Target) -> PlanOptions {
        PlanOptions(
            owner: owner, prune: spec.sync.prune && target.held == nil, selfHeal: spec.sync.selfHeal,
            allowEmpty: spec.sync.allowEmpty, forceAll: false)
    }

    /// A plan on what is sure. Before anything is written, because writing begins with storing an inventory that no
    /// longer has what the plan forgets.
    func checkedPlan(_ sides: inout Sides, _ options: PlanOptions) async throws(KubeError) -> Plan {
        let plan = makePlan(sides, options)
        return try await forget(plan, &sides) ? makePlan(sides, options) : plan
    }

    func makePlan(_ sides: Sides, _ options: PlanOptions) -> Plan {
        plan(
            desired: sides.desired, inventory: sides.inventory, live: { live($0, sides.types) }, options: options)
    }

    /// The row of an object. The mark of an application that is gone binds nobody.
    private func live(_ id: ObjectID, _ types: [ObjectID: ResourceType]) -> LiveRow? {
        guard let type = types[id], var row = services.index.row(id, version: type.gvk.version) else { return nil }
        if let other = row.owner, other != owner, !exists(other) { row.owner = nil }
        return row
    }

    private func exists(_ owner: String) -> Bool {
        guard let key = ObjectKey(owner) else { return false }
        // One that we do not look at may well be there.
        let isOurs = services.settings.reach.namespace.map { $0 == key.namespace } ?? true
        return !isOurs || !services.applications.isSynced || services.applications.latest(key) != nil
    }

    // MARK: Doing it

    private mutating func execute(
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
            client: try client(spec), index: services.index,
            createNamespace: createdNamespace(spec))
        let changes = await applier.execute(
            plan, objects: objects, types: sides.types, isWhole: sides.problems.isEmpty, heldUntil: { held[$0.id] })
        sides.inventory = plan.inventoryDuring
        remember(changes, &sides, spec)
        return work(changes, sides)
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
            trigger: trigger, changes: changes, retryIn: next.map { .seconds(max($0 - now, 0.001)) })
    }

    private func heldUntil(_ plan: Plan, _ sides: Sides) -> [ObjectID: Double] {
        let now = services.monotonicSeconds()
        var held: [ObjectID: Double] = [:]
        for planned in plan.writes { held[planned.id] = notBefore(planned, sides, now: now) }
        return held
    }

    private func notBefore(_ planned: PlannedObject, _ sides: Sides, now: Double) -> Double? {
        memory.pacing.notBefore(
            planned.id, digest: sides.digest(of: planned), isRepair: planned.isRepair, now: now)
    }

    /// Takes out of the inventory what is gone or not ours. What was only intended may exist although no watch has told
    /// of it yet, so the server is asked, as it is where a watch ended because the kind is gone. True where something
    /// does exist: then the plan was made on wrong premises.
    private func forget(_ plan: Plan, _ sides: inout Sides) async throws(KubeError) -> Bool {
        var wasWrong = false
        sides.inventory = sides.inventory.removing(plan.released.map(\.id))
        let doubtful = plan.forgotten.filter { entry in
            entry.settled == nil || sides.types[entry.id].map { services.index.isAbsent($0.gvk) } ?? false
        }
        if !doubtful.isEmpty { try await services.client.confirmReady() }
        for entry in doubtful {
            guard let type = sides.types[entry.id], try await isThere(entry.id, type) else { continue }
            wasWrong = true
        }
        guard !wasWrong else { return true }
        sides.inventory = sides.inventory.removing(plan.forgotten.map(\.id))
        return false
    }

    private func isThere(_ id: ObjectID, _ type: ResourceType) async throws(KubeError) -> Bool {
        do {
            let object = try await services.client.get(type, ObjectKey(namespace: id.namespace, name: id.name))
            // The watch does not tell of what carries no mark of this installation, so nothing of it is kept.
            guard object.label(Marks.label) == services.settings.installation else { return false }
            return services.index.record(object, type: type)?.owner == owner
        } catch let error where error.code == .notFound {
            return false
        }
    }

    /// Writes down what is about to happen, so that nothing is orphaned whenever the process ends.
    private mutating func recordIntent(_ plan: Plan, _ sides: Sides, _ target: Target) async throws(KubeError) {
        guard plan.inventoryDuring != sides.inventory else { return }
        var during = status
        during.inventory = plan.inventoryDuring.union(sides.outside).value
        during.observedGeneration = application.metadata.generation
        let revision = target.revision.description
        during.sync = GitOpsApplication.SyncStatus(
            status: .syncing, revision: status.sync?.revision, lastSyncedAt: status.sync?.lastSyncedAt)
        let isRetry = status.operation?.phase == .failed && status.operation?.revision == revision
        during.operation = GitOpsApplication.Operation(
            revision: revision, trigger: trigger.rawValue, startedAt: startedAt.wholeSeconds, finishedAt: nil,
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
                memory.pacing.noteSuccess(id, wasRepair: result.planned.isRepair, now: now)
                if let settled = result.settled {
                    sides.inventory.settle(
                        id, version: result.planned.version, manifest: settled.manifest, projection: settled.projection)
                }
            case .deleting:
                memory.problems[id] = nil
            case .failed(let problem):
                memory.problems[id] = problem
                memory.pacing.noteFailure(
                    id, digest: sides.digest(of: result.planned), isTransient: problem.isTransient, retry: spec.pacing,
                    now: now)
            case .held: break
            }
        }
    }

    // MARK: How it stands

    private mutating func comparison(
        _ left: Plan, _ sides: Sides, _ target: Target, isManual: Bool
    ) -> ApplicationReport.Comparison {
        let ids = Set(sides.desired.map(\.id)).union(sides.inventory.unorderedEntries.map(\.id))
        memory.problems = memory.problems.filter { ids.contains($0.key) }
        memory.pacing.keepOnly(ids)
        let unsettled = Set(left.writes.map(\.id))
        let problems = memory.problems.values.filter { unsettled.contains($0.id) }
            .sorted { $0.id.description < $1.id.description }
        let (index, owner) = (services.index, self.owner)
        let health = rollUp(
            sides.desired.lazy.map {
                ($0.id, index.contribution(of: $0.id, version: $0.version, owner: owner))
            })
        return ApplicationReport.Comparison(
            revision: target.revision.description, isNewest: target.held == nil, digest: target.manifests.digest.hex,
            plan: left, inventory: sides.inventory.union(sides.outside), problems: sides.problems + problems,
            remnants: remnants(sides.outside, besides: sides.problems),
            disputes: disputes(over: sides.desired.map(\.id)), health: health, isManual: isManual,
            leftOut: target.manifests.leftOut)
    }

    /// What others want of what is ours. It stays ours until we give it up.
    private func disputes(over ids: [ObjectID]) -> [ObjectProblem] {
        services.index.disputes(over: ids, of: owner).map { id, others in
            let names = Set(others.map { Owner($0, seenBy: owner).description }).sorted().joined(separator: ", ")
            return ObjectProblem(
                id: id, reason: "Conflict", message: "is also wanted by \(names); remove it from one", isTransient: true
            )
        }.sorted { $0.id.description < $1.id.description }
    }
}

extension ApplicationRun.Sides {
    /// What failures are counted by: a manifest that changed is another attempt; deletions all count as the same.
    func digest(of planned: PlannedObject) -> UInt64 { planned.desiredIndex.map { desired[$0].digest } ?? 0 }
}

extension Plan {
    /// What puts right what somebody else did, and nothing that would be new.
    func onlyRepairs(_ inventory: Inventory) -> Plan {
        var plan = self
        plan.applies = applies.map { stage in stage.filter(\.isRepair) }.filter { !$0.isEmpty }
        plan.deletes = []
        plan.inventoryDuring = inventory
        return plan
    }

    /// Everything that is written to the cluster.
    var writes: [PlannedObject] { Array(applies.joined()) + Array(deletes.joined()) }

    /// What is desired and belongs to another application.
    var contended: Set<ObjectID> {
        Set(blocked.lazy.filter { if case .blocked(.ownedByAnother) = $0.action { true } else { false } }.map(\.id))
    }
}

extension PlannedObject {
    /// Whether it puts right what somebody else did to an object.
    var isRepair: Bool { action == .update(.drifted) || action == .create(.recreate) }
}

extension ObjectID {
    /// As a manifest names it, which may leave the namespace to the application.
    fileprivate var withoutNamespace: ObjectID { ObjectID(group: group, kind: kind, namespace: "", name: name) }
}

extension GitOpsApplication.Spec {
    var rules: [IgnoreRule] {
        ignoreDifferences.map { rule in
            IgnoreRule(
                group: rule.group, kind: rule.kind, name: rule.name, namespace: rule.namespace,
                pointers: rule.jsonPointers.compactMap { Pointer($0) }, managers: Set(rule.managers))
        }
    }

    fileprivate var pacing: ObjectPacing.Retry {
        let backoff = sync.retry.backoff
        return ObjectPacing.Retry(
            limit: sync.retry.limit, initial: Double(backoff.duration.milliseconds) / 1_000,
            factor: Double(backoff.factor), longest: Double(backoff.maxDuration.milliseconds) / 1_000)
    }
}

internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Planning
internal import Rendering

/// The second half of a run, step by step: what is there, what to do about it, doing it, and how it stands afterwards.
extension ApplicationRun {
    /// The sides of a comparison.
    struct Sides {
        var desired: [DesiredObject]
        /// Where to find each object: those desired, and those applied before.
        var types: [ObjectID: ResourceType]
        var inventory: Inventory
        var problems: [ObjectProblem]
        /// What is remembered, and is none of this controller's business, or set aside.
        var outside = Inventory()
        /// What was set aside and is not desired.
        var unseen: Set<ObjectID> = []

        /// Whether all that is desired can be applied.
        var isWhole: Bool { problems.allSatisfy { unseen.contains($0.id) } }
    }

    mutating func pursue(_ target: Target, _ spec: GitOpsApplication.Spec) async throws(KubeError) -> Completion {
        let inventory: Inventory
        do {
            inventory = try memory.readInventory(status.inventory)
        } catch {
            let finding = Finding(
                reason: "InventoryUnreadable",
                message: "\(error.message); mend status.inventory, nothing is done before")
            return try await publish(.halted(.stalls(finding), newest: target.newest), spec: spec)
        }
        services.index.setRules(spec.rules, of: owner)
        var sides = try await sides(target, spec, inventory)
        // The index calls again once it is in step.
        guard requireStep(&sides) else { return .settled }
        return try await act(on: sides, target, spec)
    }

    private mutating func sides(
        _ target: Target, _ spec: GitOpsApplication.Spec, _ inventory: Inventory
    ) async throws(KubeError) -> Sides {
        let outside = outside(inventory)
        let remembered = withoutReserved(inventory.removing(outside.unorderedEntries.map(\.id)))
        let prepared = try await prepared(target, spec)
        let namespace = preparation(spec).namespace
        let problems = prepared.problems.map { $0.placed(in: namespace, where: remembered.contains) }
        let named = Set(prepared.desired.map(\.id)).union(problems.map(\.id))
        let (inventory, unknown) = try await renamed(remembered, besides: named)
        let (types, unanswered) = try await types(prepared.types, inventory)
        var sides = Sides(
            desired: prepared.desired, types: types, inventory: inventory, problems: [], outside: outside)
        // What could not be prepared is not what is no longer desired.
        sides.problems = problems
        sides.setAside(problems + unknown + unanswered)
        return sides
    }

    private mutating func prepared(
        _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> ApplicationMemory.Prepared {
        let generation = application.metadata.generation
        try await doubtAbsentKinds(target)
        if let known = memory.prepared, known.digest == target.manifests.digest, known.generation == generation {
            memory.unknownKinds = 0
            return known
        }
        let (objects, problems) = try await preparation(spec).prepare(target.manifests.manifests)
        let prepared = ApplicationMemory.Prepared(
            digest: target.manifests.digest, generation: generation, desired: objects.map(\.desired),
            types: Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }, problems: problems)
        // Kinds that are unknown now may be known soon: somebody installs them, and no watch tells of it.
        let passing = [ObjectProblem.unknownKind, ObjectProblem.unanswered]
        let isFinal = problems.allSatisfy { !passing.contains($0.reason) } && objects.allSatisfy(\.type.isServed)
        memory.unknownKinds = isFinal ? 0 : memory.unknownKinds + 1
        if !isFinal { lookAgain(in: Pauses.unknownKind(looks: memory.unknownKinds)) }
        memory.prepared = isFinal ? prepared : nil
        return prepared
    }

    /// A kind that the server did not serve when it was last watched is looked up anew: it may have it in another version.
    private mutating func doubtAbsentKinds(_ target: Target) async throws(KubeError) {
        let absent = services.index.absentKinds
        guard !absent.isEmpty else { return }
        let used = absent.intersection(target.manifests.manifests.lazy.compactMap(\.value.groupVersionKind))
        guard !used.isEmpty else { return }
        memory.prepared = nil
        try await services.client.confirmReady()
        for group in Set(used.map(\.group)) { services.client.discovery.invalidate(group: group) }
    }

    func preparation(_ spec: GitOpsApplication.Spec) -> Preparation {
        Preparation(
            marks: Marks(installation: services.settings.installation, owner: key),
            namespace: spec.destination.namespace.isEmpty ? key.namespace : spec.destination.namespace,
            rules: spec.rules, key: services.digestKey, discovery: services.client.discovery,
            confinement: services.settings.reach.confinement, refusal: refusal(spec))
    }

    private mutating func act(
        on sides: Sides, _ target: Target, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> Completion {
        let isAsked = requestedSync != nil
        let isManual = !spec.sync.automatic && !isAsked
        let isForced = isAsked && memory.forcedSync != requestedSync
        let isResync = turnResync(spec, now: services.monotonicSeconds())
        var options = planOptions(spec, target)
        options.forceAll = isForced || (isResync && spec.sync.selfHeal && !isManual)
        options.rerunFinished = isForced
        var after = sides
        noteEndings(&after)
        var first = try await checkedPlan(&after, options)
        let halts = target.held ?? (isManual ? nil : shortage(first, after))
        if halts != nil { first = first.onlyRepairs(after.inventory) }
        var operation: ApplicationReport.Work?
        if !isManual, !first.isEmpty {
            operation = try await execute(first, &after, target, spec)
            operation?.trigger = isResync && causes.isEmpty ? .resync : causes.leading
            operation?.isAsked = isForced
        }
        memory.forcedSync = requestedSync
        let wasForced = options.forceAll
        options.forceAll = false
        options.rerunFinished = false
        noteEndings(&after)
        var left = operation == nil && !wasForced ? first : makePlan(after, options)
        if operation != nil, try await forget(left, &after) {
            left = makePlan(after, options)
            lookAgain(in: Pauses.unfinished)
        }
        services.index.setContended(left.contended, by: owner)
        services.index.setOffered(target.held == nil && !isManual ? offered(left, spec, target) : [], by: owner)
        if left.isDisputed { lookAgain(in: Pauses.disputed) }
        if !after.unseen.isEmpty { lookAgain(in: Pauses.unanswered) }
        let report = ApplicationReport(
            verdict: halts ?? .proceeds, newest: target.newest,
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
}

extension GitOpsApplication.Spec {
    var rules: [IgnoreRule] {
        ignoreDifferences.map { rule in
            IgnoreRule(
                group: rule.group, kind: rule.kind, name: rule.name, namespace: rule.namespace,
                pointers: rule.jsonPointers.compactMap { Pointer($0) }, managers: Set(rule.managers))
        }
    }
}

extension ObjectProblem {
    /// Under the name by which an object is remembered: a manifest may leave the namespace to the application, and whether a
    /// kind has any is not known while it cannot be looked up.
    fileprivate func placed(in namespace: String, where isRemembered: (ObjectID) -> Bool) -> ObjectProblem {
        guard id.namespace.isEmpty, !isRemembered(id) else { return self }
        var placed = self
        placed.id.namespace = namespace
        return isRemembered(placed.id) ? placed : self
    }
}

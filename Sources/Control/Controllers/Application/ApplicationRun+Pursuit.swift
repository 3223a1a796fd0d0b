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
        /// What is remembered, and is none of this controller's business.
        var outside = Inventory()
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
        guard requireStep(&sides) else { return try await reportTroubles(sides, target, spec) }
        return try await act(on: sides, target, spec)
    }

    private mutating func sides(
        _ target: Target, _ spec: GitOpsApplication.Spec, _ inventory: Inventory
    ) async throws(KubeError) -> Sides {
        let generation = application.metadata.generation
        let outside = outside(inventory)
        let inventory = withoutReserved(inventory.removing(outside.unorderedEntries.map(\.id)))
        func made(_ desired: [DesiredObject], _ types: [ObjectID: ResourceType], _ problems: [ObjectProblem]) -> Sides {
            let refused = refused(inventory, problems)
            return Sides(
                desired: desired, types: types,
                inventory: inventory.removing(refused.unorderedEntries.map(\.id)), problems: problems,
                outside: outside.union(refused))
        }
        if let known = memory.prepared, known.digest == target.manifests.digest, known.generation == generation,
            !Set(known.types.values).contains(where: services.index.isAbsent)
        {
            memory.unknownKinds = 0
            let types = try await types(known.types, inventory)
            return made(known.desired, types, known.problems)
        }
        let (objects, problems) = try await preparation(spec).prepare(target.manifests.manifests)
        let desired = objects.map(\.desired)
        let found = Dictionary(objects.map { ($0.desired.id, $0.type) }) { first, _ in first }
        // Kinds that are unknown now may be known soon: somebody installs them, and no watch tells of it.
        let isFinal =
            problems.allSatisfy { $0.reason != ObjectProblem.unknownKind } && objects.allSatisfy(\.type.isServed)
        memory.unknownKinds = isFinal ? 0 : memory.unknownKinds + 1
        if !isFinal { lookAgain(in: Pauses.unknownKind(looks: memory.unknownKinds)) }
        memory.prepared =
            isFinal
            ? .init(
                digest: target.manifests.digest, generation: generation, desired: desired, types: found,
                problems: problems) : nil
        return made(desired, try await types(found, inventory), problems)
    }

    func preparation(_ spec: GitOpsApplication.Spec) -> Preparation {
        Preparation(
            marks: Marks(installation: services.settings.installation, owner: key),
            namespace: spec.destination.namespace.isEmpty ? key.namespace : spec.destination.namespace,
            rules: spec.rules, key: services.digestKey, discovery: services.client.discovery,
            confinement: services.settings.reach.confinement, refusal: refusal(spec))
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
        let troubles = services.index.troubles(with: Set(sides.types.values)).values.sorted()
        guard let first = troubles.first else { return .settled }
        let finding = Finding(reason: "WatchFailed", message: first)
        return try await publish(.halted(.waits(finding), newest: target.newest), spec: spec)
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
            operation?.trigger = isResync && trigger == .retry ? .resync : trigger
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
        services.index.setOffered(target.held == nil && !isManual ? offered(left, spec) : [], by: owner)
        if left.isDisputed { lookAgain(in: Pauses.disputed) }
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

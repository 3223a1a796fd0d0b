internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Operating
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// From a target to the last status write: compare, ask the gates, carry out, say how it stands.
extension ApplicationRun {
    mutating func bring(to target: Target, _ spec: GitOpsApplication.Spec) async throws(KubeError) -> Completion {
        let inventory: Inventory
        do {
            inventory = try memory.readInventory(status.inventory)
        } catch {
            let finding = Finding(
                reason: "InventoryUnreadable",
                message: "\(error.message); mend status.inventory, nothing is done before")
            return try await publish(.halted(.stalls(finding)), spec: spec)
        }
        services.destination.index.setRules(spec.rules, of: key)
        let premises = try await comparer.premises(
            target, preparation(spec), inventory, generation: application.metadata.generation, memory: &memory,
            wake: &wake)
        // The index calls again once it is in step.
        guard let premises else { return .settled }
        return try await apply(target, on: log(.compare, premises), spec)
    }

    private mutating func apply(
        _ target: Target, on premises: Premises, _ spec: GitOpsApplication.Spec
    ) async throws(KubeError) -> Completion {
        let (comparer, assessor, tell) = (comparer, assessor, announcer.tell)
        let isAsked = requestedSync != nil
        let isManual = !spec.sync.automatic && !isAsked
        let isForced = isAsked && memory.forcedSync != requestedSync
        let isResync = memory.takeResyncIfDue(
            spec.sync, now: services.monotonicSeconds(), random: services.surroundings.fraction())
        var options = planOptions(spec, target)
        options.forceAll = isForced || (isResync && spec.sync.selfHeal && !isManual)
        options.rerunFinished = isForced
        var after = premises
        assessor.noteEndings(&after)
        var plan = log(.plan, try await comparer.checkedPlan(&after, options, tell: tell))
        let gates = log(
            .gate,
            Gates.verdicts(
                GateRequest(spec: spec, isAsked: isAsked, obstacle: target.held, plan: plan, premises: after)))
        if gates.allowRepairsOnly { plan = plan.onlyRepairs(after.inventory) }
        var work: ApplicationReport.Work?
        if gates.letSomethingPass, !plan.isEmpty {
            let trigger = isResync && causes.isEmpty ? Trigger.resync : causes.leading
            work = try await execute(plan, &after, target, spec, for: trigger)
            work?.isAsked = isForced
        }
        memory.forcedSync = requestedSync
        let isPlanLeft = work == nil && !options.forceAll
        options.forceAll = false
        options.rerunFinished = false
        assessor.noteEndings(&after)
        var left = isPlanLeft ? plan : comparer.makePlan(after, options)
        if work != nil, try await comparer.forget(left, &after, tell: tell) {
            left = comparer.makePlan(after, options)
            wake.within(Pauses.unfinished)
        }
        noteClaims(left, after, isOffering: target.held == nil && !isManual, target, spec)
        let compared = log(
            .assess,
            assessor.compare(
                left, after, target, isManual: isManual, memory: &memory, wake: &wake, now: services.monotonicSeconds())
        )
        let report = ApplicationReport(
            verdict: gates.verdict, gates: gates, compared: compared, operation: work,
            bases: target.held == nil && !isManual ? target.rendered.bases : nil)
        return try await publish(report, spec: spec)
    }

    /// Tells other applications what this one wants of theirs, and what it would let them have.
    private mutating func noteClaims(
        _ left: Plan, _ premises: Premises, isOffering: Bool, _ target: Target, _ spec: GitOpsApplication.Spec
    ) {
        let index = services.destination.index
        index.setContended(left.contended, by: key)
        index.setOffered(isOffering ? left.offered(spec, target) : [], by: key)
        if left.isDisputed { wake.within(Pauses.disputed) }
        if !premises.unseen.isEmpty { wake.within(Pauses.unanswered) }
    }

    private mutating func execute(
        _ plan: Plan, _ premises: inout Premises, _ target: Target, _ spec: GitOpsApplication.Spec, for trigger: Trigger
    ) async throws(KubeError) -> ApplicationReport.Work {
        let held = memory.heldUntil(plan, premises, lifelines, now: services.monotonicSeconds())
        guard plan.writes.contains(where: { held[$0.id] == nil }) else {
            let results = plan.writes.map { ObjectResult(planned: $0, outcome: .held(until: held[$0.id] ?? .infinity)) }
            return work(ChangeSet(results: results), premises, begun: nil)
        }
        let identity = identity(spec)
        let preparation = preparation(spec)
        let mayCreateNamespace = spec.destination.createNamespace && services.settings.reach.confinement == nil
        let executor = Executor(
            destination: services.destination, client: try await writer(identity), account: identity.account,
            createNamespace: mayCreateNamespace ? preparation.namespace : nil)
        let objects = try await executor.objects(of: plan, target, preparation)
        let operation = try await begin(plan, premises, target, for: trigger)
        let (pacing, began) = (memory.pacing, services.monotonicSeconds())
        let changes = log(
            .execute,
            await executor.carryOut(plan, objects, premises, held: held) { pacing.isSuspect($0, now: began) })
        let taken = changes.takenOver(besides: premises.inventory)
        if !taken.isEmpty { announcer.tell(.takenOver(taken)) }
        premises.inventory = plan.inventoryDuring
        memory.note(
            changes, &premises, lifelines, retry: spec.pacing, now: services.monotonicSeconds())
        memory.unwritten = ApplicationMemory.Unwritten(
            stored: plan.inventoryDuring.union(premises.outside), settled: premises.inventory.union(premises.outside))
        for id in lifelines.lasting(changes.adopted) { announcer.tell(.adoptedLifeline(id)) }
        return work(changes, premises, begun: operation)
    }

    private func work(
        _ changes: ChangeSet, _ premises: Premises, begun operation: Operation?
    ) -> ApplicationReport.Work {
        ApplicationReport.Work(
            begun: operation, changes: changes,
            retryIn: memory.nextAttempt(changes, premises, lifelines, now: services.monotonicSeconds()))
    }

    /// Begins an operation. What is about to happen is written down first, so that nothing is orphaned whenever the process ends.
    private mutating func begin(
        _ plan: Plan, _ premises: Premises, _ target: Target, for trigger: Trigger
    ) async throws(KubeError) -> Operation? {
        let operationTarget = Operation.Target(
            revision: target.revision,
            digest: services.destination.digestKey.digest(of: target.manifests.digest).hex,
            planDigest: plan.digest(of: premises.desired).hex)
        var machine = OperationMachine(status.operation)
        let beginning = OperationMachine.Beginning(
            target: operationTarget, trigger: trigger.rawValue, id: operationID(operationTarget),
            needsRecord: plan.inventoryDuring != premises.inventory)
        // What ends, or is given up, is told once status says so.
        for case .persist(let operation) in machine.handle(.begin(beginning), now: startedAt) {
            let intent = ApplicationReport.Intent(
                operation: operation, inventory: plan.inventoryDuring.union(premises.outside))
            let during = intent.status(after: status, generation: application.metadata.generation, now: startedAt)
            guard try await write(during) else { throw KubeError(.notFound, "the application is gone") }
        }
        return machine.operation
    }

    /// Whoever works on the same application at the same moment works on the same operation.
    private func operationID(_ target: Operation.Target) -> String {
        var builder = Digest.Builder()
        for part in [application.metadata.uid, target.digest, target.planDigest, "\(startedAt.microseconds)"] {
            builder.add(part)
        }
        return String(builder.finish().hex.prefix(16))
    }
}

// MARK: - What the steps need

extension ApplicationRun {
    var comparer: Comparer {
        Comparer(
            destination: services.destination, applications: services.applications, publisher: publisher,
            settings: services.settings, key: key)
    }

    var lifelines: Lifelines {
        let containment = Containment(of: key) { services.applications.latest($0)?.owner }
        return Lifelines(containment, home: services.destination.home)
    }

    var assessor: Assessor {
        Assessor(
            destination: services.destination, lifelines: lifelines, territory: territory)
    }

    var territory: Territory { Territory(services.settings, home: services.destination.home) }

    var announcer: Announcer { Announcer(services: services, application: application.metadata) }

    func identity(_ spec: GitOpsApplication.Spec) -> Identity {
        Identity(spec, of: key, services.settings, home: services.destination.home)
    }

    /// As whom the application's objects are written, and whose errors tell nothing that stands in its Secrets.
    mutating func writer(_ identity: Identity) async throws(KubeError) -> KubeClient {
        await learnSecrets()
        let (account, discretion) = (identity.account, discretion)
        return try services.destination.client
            .impersonating(serviceAccount: account.name, namespace: account.namespace)
            .discreet { discretion.told($0) }
    }

    private func preparation(_ spec: GitOpsApplication.Spec) -> Preparation {
        Preparation(
            marks: Marks(installation: services.settings.installation, owner: key),
            namespace: spec.destination.namespace.isEmpty ? key.namespace : spec.destination.namespace,
            rules: spec.rules, key: services.destination.digestKey, discovery: services.destination.client.discovery,
            confinement: services.settings.reach.confinement, refusal: identity(spec).refusal)
    }

    private func planOptions(_ spec: GitOpsApplication.Spec, _ target: Target) -> PlanOptions {
        var options = PlanOptions(
            owner: key, prune: spec.sync.prune, selfHeal: spec.sync.selfHeal, allowEmpty: spec.sync.allowEmpty,
            forceAll: false)
        options.holders = lifelines.kept(spec)
        options.doubt =
            target.held == nil
            ? target.rendered.doubt : "the newest revision cannot be applied, and nothing goes before"
        return options
    }
}

extension RenderedSources {
    /// Why nothing is to be pruned: what a chart leaves out for a kind that only could not be asked for is still wanted.
    fileprivate var doubt: String? {
        guard let first = unaskedVersions.first else { return nil }
        let more = unaskedVersions.count > 1 ? " (and \(unaskedVersions.count - 1) more)" : ""
        return "the server cannot be asked for the kinds of \(first)\(more), and a chart may leave it out for want of "
            + "them; see what serves that API, or set helm.apiVersions"
    }
}

extension ChangeSet {
    /// What was there and belongs to the application now.
    ///
    /// - Parameter known: what it had before.
    fileprivate func takenOver(besides known: Inventory) -> [ObjectID] {
        results.filter { $0.settled != nil && $0.planned.live != nil && !known.contains($0.planned.id) }
            .map(\.planned.id)
    }

    /// What may have been there before. What carries no mark is not seen before it is applied.
    fileprivate var adopted: Set<ObjectID> {
        let first: Set<Action> = [.create(.new), .update(.adopt)]
        return Set(results.filter { $0.settled != nil && first.contains($0.planned.action) }.map(\.planned.id))
    }
}

internal import Applying
internal import Digests
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Operating
internal import Planning
internal import Policies
internal import Rendering
internal import Sourcing
internal import Surroundings
internal import Windows

/// From what differs to how it stands: plan, ask the gates, carry out, assess.
extension ApplicationRun {
    func apply(
        _ target: Target, on compared: Premises, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> ApplicationReport {
        if let report = try await applyChosen(target, on: compared, spec, &state) { return report }
        let (comparer, assessor) = (context.comparer, context.assessor)
        let isAwaited = isAwaited(target, state)
        let isResync = state.memory.takeResyncIfDue(
            spec.sync, now: context.now, random: services.surroundings.fraction())
        var occasion = Occasion(
            spec, isNewest: target.isNewest, requestedSync: state.requestedSync, forcedSync: state.memory.forcedSync,
            isResync: isResync, isRollback: target.isRollback && state.isGoingBack)
        try await tidyHooks(compared, spec, &state)
        occasion.wasHeld = services.windows.isHeld(key)
        let windows = windows(on: target, compared, spec, state)
        var usual = context.planOptions(spec, target, hooks: compared.hookObjects(of: state.written.status.operation))
        if windows?.holds[.selfHeal] != nil { usual.selfHeal = false }
        let tell = context.announcer.tell
        var options = occasion.options(usual)
        var premises = compared
        assessor.noteEndings(&premises)
        let plan = context.log(.plan, try await context.checkedPlan(&premises, &options))
        usual.isConfirmed = options.isConfirmed
        let question = PlanInQuestion(plan: plan, premises: premises, options: options, occasion: occasion)
        let answer = try await askGates(about: question, windows, target, spec, &state)
        let gates = answer.verdicts
        occasion.isHeldBack = answer.isHeldBack
        let held =
            target.isNewest ? comparer.held(plan, by: gates, premises, options, isManual: occasion.isManual) : nil
        let allowed = plan.limited(to: gates.allowance, premises.inventory)
            .pruningLast(where: spec.sync.pruneLast, unless: assessor.isWell(premises))
        try await state.deploy(
            answer.waiting.map { .waits($0, plan) } ?? .goes(allowed), target, gates, occasion, context.causes)
        let (work, standing) = try await carryOut(
            SteppedPlan(plan: allowed, options: options, allowance: gates.allowance, windows: windows), &premises,
            target,
            spec, occasion, &state)
        usual.hooks.formUnion(premises.hookObjects(of: standing?.operation))
        if isAwaited, let standing, standing.delay == nil { state.wake.within(.zero) }
        // An operation of several steps is to apply everything in each of them.
        if target.isNewest, gates.allowance > .nothing, !occasion.isHeldBack, standing?.delay == nil {
            state.memory.forcedSync = state.requestedSync
        }
        assessor.noteEndings(&premises)
        var left = work == nil && standing == nil && !options.forceAll ? plan : comparer.makePlan(premises, usual)
        if work != nil, try await comparer.forget(left, &premises, tell: tell) {
            left = comparer.makePlan(premises, usual)
            state.wake.within(Pauses.unfinished)
        }
        let isOurs = target.isNewest && !occasion.isManual
        if isOurs, gates.allowance > .repairs {
            left = try await lettingGoOfNamespaces(left, &premises, usual, spec, &state)
        }
        let offered =
            isOurs ? left.offered(spec, target) : offeredAhead(premises.inventory, left.contended, target, spec, state)
        noteClaims(left, premises, offering: offered, &state)
        state.memory.keepOnly(premises.ids.union(premises.hooks.map(\.id)))
        let assessed = assessor.assess(
            left, premises, target, isManual: occasion.isManual, state.memory, now: context.now)
        state.wake.merge(assessed.wake)
        var comparison = context.log(.assess, assessed.comparison)
        comparison.objections = target.policies.warned.map { ObjectProblem($0, reason: ObjectProblem.policyWarning) }
        return ApplicationReport(
            verdict: gates.verdict, gates: gates, refused: target.obstacle?.problems ?? [], compared: comparison,
            operation: work, standing: standing, held: await foresee(held, target, spec, &state),
            backups: state.environments.backups,
            bases: isOurs ? target.rendered.bases : nil)
    }

    /// Carries a plan out, at once or in steps, as far as that goes.
    private func carryOut(
        _ plan: SteppedPlan, _ premises: inout Premises, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ occasion: Occasion, _ state: inout RunState
    ) async throws(KubeError) -> (work: ApplicationReport.Work?, standing: SteppedSync.Standing?) {
        state.terminateIfAsked()
        // What is asked before something newer comes must not keep an application from going back.
        let checks = context.checks(spec, premises.hooks).filter { !target.isRollback || $0.phase == .after }
        let stepping = state.stepping(
            plan.plan, premises, checks, occasion, allowance: plan.allowance,
            digest: services.destination.digest(of: target.manifests))
        let repairs = plan.plan.limited(to: .repairs, premises.inventory)
        var work: ApplicationReport.Work?
        var standing: SteppedSync.Standing?
        switch try await rehearsed(stepping, plan.plan, premises, target, spec, occasion, &state) {
        case .refused(let found):
            work = try await repair(repairs, besides: found, &premises, target, spec, occasion, &state)
        case .none where plan.plan.isEmpty: break
        case .none: work = try await execute(plan.plan, &premises, target, spec, occasion, &state)
        case .standing(let found):
            standing = found
            work = repairs.isEmpty ? nil : try await execute(repairs, &premises, target, spec, occasion, &state)
        case .begin:
            (work, standing) = try await carryOutInSteps(
                plan, &premises, target, spec, occasion, checks: checks, &state)
        }
        // What waits for a check keeps what was applied before in repair.
        if work == nil, standing?.operation.step?.place.phase == .before, !repairs.isEmpty {
            work = try await execute(repairs, &premises, target, spec, occasion, &state)
        }
        return (work, standing)
    }

    /// Tells other applications what this one wants of theirs, and what it would let them have.
    private func noteClaims(
        _ left: Plan, _ premises: Premises, offering offered: Set<ObjectID>, _ state: inout RunState
    ) {
        services.destination.index.setContended(left.contended.subtracting(offered), by: key)
        services.destination.index.setOffered(offered, by: key)
        if left.isDisputed { state.wake.within(Pauses.disputed) }
        if !premises.unseen.isEmpty { state.wake.within(Pauses.unanswered) }
    }

    func execute(
        _ plan: Plan, _ premises: inout Premises, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ occasion: Occasion, _ state: inout RunState
    ) async throws(KubeError) -> ApplicationReport.Work {
        let lifelines = context.lifelines
        var work = ApplicationReport.Work(changes: ChangeSet(), isAsked: occasion.isForced)
        let held = state.memory.heldUntil(plan, premises, lifelines, now: context.now)
        if plan.writes.allSatisfy({ held[$0.id] != nil }) {
            work.changes.results = plan.writes.map {
                ObjectResult(planned: $0, outcome: .held(until: held[$0.id] ?? .infinity))
            }
        } else {
            let executor = try await executor(spec, &state)
            let objects = try await executor.objects(of: plan, target, context.preparation(spec))
            // What was done before is told before more is.
            try? await state.flush()
            let begun = try await begin(plan, premises, target, spec, occasion, &state)
            let (pacing, began, known) = (state.memory.pacing, context.now, premises)
            let (changes, failure) = await state.whileTelling(begun.status) {
                await executor.carryOut(plan, objects, known, held: held) { pacing.isSuspect($0, now: began) }
            }
            state.note(context.log(.execute, changes), of: plan, &premises, retry: spec.pacing)
            state.note(executor.keeping)
            if let failure { throw failure }
            (work.begun, work.changes) = (begun.operation, changes)
        }
        work.retryIn = state.memory.nextAttempt(work.changes, premises, lifelines, now: context.now)
        return work
    }

    func executor(
        _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> Executor {
        let identity = context.identity(spec)
        return Executor(
            destination: services.destination, client: try await state.writer(identity), account: identity.account,
            createNamespace: context.namespaceToMake(spec),
            namespaceMetadata: context.backdrop(spec)?.value["metadata"], policy: ApplyPolicy(spec.sync),
            keeping: state.keeping(spec))
    }

    /// Begins an operation. Returns it, and what status is to say while it lasts.
    private func begin(
        _ plan: Plan, _ premises: Premises, _ target: Target, _ spec: GitOpsApplication.Spec, _ occasion: Occasion,
        _ state: inout RunState
    ) async throws(KubeError) -> (operation: Operation?, status: GitOpsApplication.Status?) {
        let needsRecord = plan.inventoryDuring != premises.inventory || !state.hasDurableDeployment
        // What only repairs is part of no other operation than the one of several steps that is held up, or has failed.
        if !needsRecord, target.objects.isEmpty, let held = state.status.operation, held.step != nil,
            held.phase != .succeeded
        {
            return (held, nil)
        }
        var machine = OperationMachine(state.status.operation)
        let beginning = beginning(
            occasion.isHeldBack
                ? state.targetBefore(plan, premises) : operationTarget(target, plan, premises), spec, occasion,
            needsRecord: needsRecord)
        var during: GitOpsApplication.Status?
        for case .persist(let operation) in machine.handle(.begin(beginning), now: context.startedAt) {
            let intent = ApplicationReport.Intent(
                operation: operation, inventory: plan.inventoryDuring.union(premises.outside))
            during = try await state.begin(intent, besides: premises.inventory.union(premises.outside))
        }
        return (machine.operation, during)
    }
}

extension ApplicationRun {
    func operationTarget(_ target: Target, _ plan: Plan, _ premises: Premises) -> Operation.Target {
        var found = Operation.Target(
            revision: target.revision, digest: services.destination.digest(of: target.manifests),
            planDigest: plan.digest(of: premises.desired).hex)
        found.limit(to: target.objects)
        return found
    }

    /// An operation that begins, for what status tells of it once the run is over.
    func begun(
        _ plan: Plan, _ premises: Premises, _ target: Target, _ spec: GitOpsApplication.Spec, _ occasion: Occasion,
        _ state: RunState
    ) -> Operation? {
        var machine = OperationMachine(state.status.operation)
        let goal = operationTarget(target, plan, premises)
        _ = machine.handle(.begin(beginning(goal, spec, occasion, needsRecord: false)), now: context.startedAt)
        return machine.operation
    }

    func beginning(
        _ target: Operation.Target, _ spec: GitOpsApplication.Spec, _ occasion: Occasion, needsRecord: Bool
    ) -> OperationMachine.Beginning {
        OperationMachine.Beginning(
            target: target, trigger: occasion.trigger(context.causes).rawValue, id: context.operationID(target),
            timeout: spec.sync.timeout.isZero ? nil : spec.sync.timeout.duration, needsRecord: needsRecord)
    }
}

extension RunState {
    /// Takes over what writing came to.
    mutating func note(
        _ changes: ChangeSet, of plan: Plan, _ premises: inout Premises, retry: ObjectPacing.Retry
    ) {
        let (tell, lifelines) = (context.announcer.tell, context.lifelines)
        let taken = changes.takenOver(besides: premises.inventory)
        if !taken.isEmpty { tell(.takenOver(taken)) }
        let repaired = changes.results.filter { !$0.lost.isEmpty }.map { (id: $0.planned.id, lost: $0.lost) }
        if !repaired.isEmpty { tell(.repaired(repaired)) }
        premises.inventory = plan.inventoryDuring
        memory.note(changes, &premises, lifelines, retry: retry, now: context.now)
        memory.unwritten = ApplicationMemory.Unwritten(
            stored: stored, settled: premises.inventory.union(premises.outside))
        for id in lifelines.lasting(changes.adopted) { tell(.adoptedLifeline(id)) }
    }
}

extension RunContext {
    /// Whoever works on the same application at the same moment works on the same operation.
    fileprivate func operationID(_ target: Operation.Target) -> String {
        var builder = Digest.Builder()
        for part in [application.metadata.uid, target.digest, target.planDigest, "\(startedAt.microseconds)"] {
            builder.add(part)
        }
        return String(builder.finish().hex.prefix(16))
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

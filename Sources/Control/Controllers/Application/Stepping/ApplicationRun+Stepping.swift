internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Planning
internal import Sourcing
internal import Surroundings

/// Carrying out an operation of several steps, as far as it goes without waiting.
extension ApplicationRun {
    /// Whether there are steps, and whether they go on.
    enum Stepping {
        /// All that there is to do is done at once.
        case none
        case begin
        /// What has failed is not tried again yet.
        case standing(SteppedSync.Standing)
        /// Nothing is done, because something of it would be refused.
        case refused(ApplicationReport.Work)
    }

    func carryOutInSteps(
        _ plan: SteppedPlan, _ premises: inout Premises, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ occasion: Occasion, checks: [CheckTurn], _ state: inout RunState
    ) async throws(KubeError) -> (work: ApplicationReport.Work?, standing: SteppedSync.Standing?) {
        var sync = beginInSteps(target, plan.plan, premises, spec, occasion, state)
        sync.take(checks, services.checks)
        var (left, changes) = (plan, ChangeSet())
        if let run = sync.operation?.run, let known = state.memory.resynced, known.run == run {
            left.done = known.objects
        }
        left.options.hooks = premises.hookObjects(of: sync.operation)
        left.needed = sync.needed(premises, plan.plan)
        var standing: SteppedSync.Standing?
        // What has failed is another attempt only once something is done about it.
        var failed = state.status.operation.flatMap { $0.phase == .failed && $0.id == sync.operation?.id ? $0 : nil }
        steps: while true {
            left.held = state.memory.heldUntil(left.plan, premises, context.lifelines, now: context.now)
            let next = sync.next(left, premises, state.memory.problems)
            if let failed, !next.isAnotherAttempt {
                standing = SteppedSync.Standing(operation: failed, failure: failed.message)
                break steps
            }
            switch next {
            case .end: break steps
            case .wait(_, let why):
                standing = sync.operation.map { SteppedSync.Standing(operation: $0, delay: why) }
                sync.rest.map { state.wake.within($0) }
                break steps
            case .fail(_, let why):
                standing = sync.fail(why)
                break steps
            case .carryOut(let stage):
                standing = stopped(sync, by: left.windows, &state)
                guard standing == nil else { break steps }
                failed = nil
                let before = changes.results.count
                let hooks = sync.begin(stage)
                guard !hooks.isEmpty || stage.writes else { continue steps }
                let started = try await carryOut(
                    stage, hooks, of: left, &sync, &premises, target, spec, &state, noting: &changes)
                left.note(changes)
                left.plan = context.comparer.makePlan(premises, left.options)
                    .limited(to: left.allowance, premises.inventory)
                    .pruningLast(where: spec.sync.pruneLast, unless: context.assessor.isWell(premises))
                if started.contains(where: \.isWaiting) {
                    standing = sync.operation.map {
                        SteppedSync.Standing(operation: $0, delay: "an earlier run of a hook is on its way out")
                    }
                    break steps
                }
                // What cannot be done now, as what goes after something that cannot be looked at, has its problems told.
                if started.isEmpty, changes.results.count == before {
                    state.wake.within(Pauses.unanswered)
                    break steps
                }
            }
        }
        state.memory.resynced = left.done.isEmpty ? nil : sync.operation.map { ($0.run, left.done) }
        if sync.hasUntidyHooks { state.wake.within(state.cannotTidy ? Pauses.unanswered : Pauses.untidy) }
        if let first = left.held.values.filter(\.isFinite).min() {
            state.wake.within(.seconds(max(first - context.now, 0.001)))
        }
        standing = standing ?? (failed ?? sync.operation).map { SteppedSync.Standing(operation: $0) }
        guard !changes.results.isEmpty else { return (nil, standing) }
        var work = ApplicationReport.Work(changes: changes, isAsked: occasion.isForced)
        work.begun = standing?.operation
        work.retryIn = state.memory.nextAttempt(changes, premises, context.lifelines, now: context.now)
        return (work, standing)
    }

    private func beginInSteps(
        _ target: Target, _ plan: Plan, _ premises: Premises, _ spec: GitOpsApplication.Spec, _ occasion: Occasion,
        _ state: RunState
    ) -> SteppedSync {
        var beginning = beginning(operationTarget(target, plan, premises), spec, occasion, needsRecord: false)
        beginning.isAsked = occasion.isForced
        beginning.isInstall = state.status.sync?.lastSyncedAt == nil
        return SteppedSync(
            beginning, after: state.status.operation, premises: premises, index: services.destination.index, owner: key,
            spec: spec, now: context.startedAt, isRollback: target.isRollback)
    }

    /// Carries one stage out, with these hooks. Returns those that were begun, or could not be.
    private func carryOut(
        _ stage: Course.Stage, _ turns: [SteppedSync.HookTurn], of left: SteppedPlan, _ sync: inout SteppedSync,
        _ premises: inout Premises,
        _ target: Target, _ spec: GitOpsApplication.Spec, _ state: inout RunState, noting changes: inout ChangeSet
    ) async throws(KubeError) -> [SteppedSync.StartedHook] {
        var part = left.part(stage)
        for turn in turns {
            part.inventoryDuring.intend(sync.id(turn), version: turn.hook.version)
            premises.types[sync.id(turn)] = turn.hook.type
        }
        let executor = try await executor(spec, &state)
        let preparation = context.preparation(spec)
        let objects = try await executor.objects(of: part, target, preparation)
        let hooks = try await sync.objects(of: turns, target.manifests, preparation)
        try? await state.flush()
        let during = try await state.record(part, for: sync, premises)
        let started = await sync.start(hooks, by: executor.applier)
        sync.note(started, &premises)
        part.inventoryDuring = part.inventoryDuring.union(premises.inventory.only(started.map { $0.object.desired.id }))
        if !part.isEmpty {
            let (pacing, began, known, writes) = (state.memory.pacing, context.now, premises, part)
            let (held, earlier) = (left.held, changes)
            let (done, failure) = await state.whileTelling(during) {
                await executor.carryOut(writes, objects, known, after: earlier, held: held) {
                    pacing.isSuspect($0, now: began)
                }
            }
            state.note(context.log(.execute, done), of: part, &premises, retry: spec.pacing)
            state.note(executor.keeping)
            changes.results += done.results
            if let failure { throw failure }
        } else {
            premises.inventory = part.inventoryDuring
        }
        return started
    }
}

extension RunState {
    /// Stops an operation of several steps that a person has named. It is begun again by a request, or for another target.
    mutating func terminateIfAsked() {
        guard let operation = status.operation, operation.step != nil, operation.phase == .running,
            context.application.metadata.annotations[Annotations.terminate] == operation.id
        else { return }
        var machine = OperationMachine(operation)
        _ = machine.handle(.terminated, now: context.startedAt)
        status.operation = machine.operation
        // What still runs goes once status says that.
        wake.within(Pauses.untidy)
    }

    /// Whether a plan is carried out in steps.
    ///
    /// - Parameter digest: of what is rendered; most applications have no steps, and need none.
    func stepping(
        _ plan: Plan, _ premises: Premises, _ checks: [CheckTurn], _ occasion: Occasion,
        allowance: GateVerdict.Allowance, digest: @autoclosure () -> String
    ) -> ApplicationRun.Stepping {
        let operation = status.operation
        let hasSteps =
            !premises.hooks.isEmpty || !plan.waves.isEmpty || !checks.isEmpty || !plan.postponed.isEmpty
        let isRunning = operation?.phase == .running
        guard hasSteps || isRunning, allowance >= .applies else { return .none }
        let isSame = operation?.step != nil && operation?.target.digest == digest()
        // What was put off is done by the operation that it was put off by.
        guard hasSteps || isSame else { return .none }
        if isSame, isRunning || occasion.isForced { return .begin }
        if isSame, let operation, operation.phase == .terminated {
            return .standing(SteppedSync.Standing(operation: operation, failure: operation.message))
        }
        if isSame, let operation, operation.phase == .failed { return retry(of: operation, plan, checks) }
        let isNew = occasion.isForced || plan.hasNews || (operation == nil && !premises.hooks.isEmpty)
        return isNew ? .begin : .none
    }

    /// A hook or a check that failed is run again as often as `sync.retry` says, also by another process; a check at once where it
    /// asks for something else by now. Objects look after themselves.
    private func retry(of operation: Operation, _ plan: Plan, _ checks: [CheckTurn]) -> ApplicationRun.Stepping {
        let failedChecks = operation.checks.filter { $0.result == .failed }
        let isAnother = failedChecks.contains { run in !checks.contains { $0.asks(run) } }
        if isAnother { return .begin }
        let failed =
            !failedChecks.isEmpty || operation.hooks.contains { $0.status == .failed && $0.phase != .syncFail }
        let rest = operation.retryAt.map { $0 - context.startedAt }
        if operation.retryAt != nil, (rest ?? .zero) <= .zero { return .begin }
        if !failed, plan.hasNews { return .begin }
        return .standing(
            SteppedSync.Standing(operation: operation, failure: operation.message, retryIn: rest))
    }

    /// Writes down what a stage is about to make. Hooks carry the name of the operation, so status has to have that first.
    fileprivate mutating func record(
        _ part: Plan, for sync: SteppedSync, _ premises: Premises
    ) async throws(KubeError) -> GitOpsApplication.Status? {
        guard let operation = sync.operation else { return nil }
        // Checks that have passed are not asked again by whoever comes next.
        let isTold =
            (sync.turns.isEmpty && operation.checks.isEmpty)
            || (written.status.operation?.run == operation.run && written.status.operation?.checks == operation.checks)
        guard !isTold || part.inventoryDuring != premises.inventory || !hasDurableDeployment else { return nil }
        let intent = ApplicationReport.Intent(
            operation: operation, inventory: part.inventoryDuring.union(premises.outside))
        return try await begin(intent, besides: premises.inventory.union(premises.outside), isTold: !isTold)
    }
}

extension Course.Next {
    /// Whether something comes of what had failed, beyond the hooks for that.
    fileprivate var isAnotherAttempt: Bool {
        switch self {
        case .end: true
        case .carryOut(let stage): stage.place.phase != .syncFail
        case .wait, .fail: false
        }
    }
}

extension Plan {
    /// Whether there is more to do than to put right what others did.
    var hasNews: Bool {
        !deletes.isEmpty || appliesNews
    }
}

extension Course.Stage {
    /// Whether it is about objects besides hooks.
    fileprivate var writes: Bool { applies || prunes || prunesLast }
}

extension SteppedPlan {
    /// Takes down what need not be applied again in this run.
    fileprivate mutating func note(_ changes: ChangeSet) {
        for result in changes.results {
            switch result.outcome {
            case .created, .updated, .unchanged: if options.forceAll { done.insert(result.planned.id) }
            case .deleting, .failed, .held: continue
            }
        }
    }
}

extension Inventory {
    fileprivate func only(_ ids: [ObjectID]) -> Inventory { Inventory(ids.compactMap { self[$0] }) }
}

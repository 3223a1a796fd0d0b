internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings

/// With `sync.dryRun`: all that an operation is about to apply, and the hooks that run for it, is tried out first, and where something
/// of it would be refused, nothing is applied. Repairs are no part of that, nor is what an application goes back to: what they apply was accepted before.
extension ApplicationRun {
    func rehearsed(
        _ stepping: Stepping, _ plan: Plan, _ premises: Premises, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ occasion: Occasion, _ state: inout RunState
    ) async throws(KubeError) -> Stepping {
        guard spec.sync.dryRun, !target.isRollback, !isUnderWay(target, state.status.operation) else { return stepping }
        var hooks: [PreparedHook] = []
        switch stepping {
        case .standing, .refused: return stepping
        case .begin:
            let isInstall = state.status.sync?.lastSyncedAt == nil
            hooks = premises.hooks.filter { $0.isSureToRun(isInstall: isInstall) }
        case .none: break
        }
        guard plan.appliesNews || !hooks.isEmpty else { return stepping }
        if premises.unprepared.contains(where: { !$0.isTransient }) {
            return .refused(ApplicationReport.Work(changes: ChangeSet(), isAsked: occasion.isForced))
        }
        // Whatever else there is to do waits for the next attempt at what was refused.
        let held = heldUntil(plan, hooks, premises, state)
        guard held.isEmpty else {
            let results = held.map { ObjectResult(planned: $0.key, outcome: .held(until: $0.value)) }
            return .refused(work(results, premises, occasion, state))
        }
        let executor = try await executor(spec, &state)
        let preparation = context.preparation(spec)
        let objects = try await executor.objects(of: plan, target, preparation)
        let results = await executor.applier.rehearse(
            plan.appliesOnly, objects: objects, hooks: try await trials(hooks, target.manifests, preparation))
        let faulty = hooks.compactMap { hook in
            hook.problem.map { ObjectResult(planned: hook.planned, outcome: .failed($0)) }
        }
        guard !results.isEmpty || !faulty.isEmpty else { return stepping }
        return .refused(
            refuse(
                results + faulty, of: plan.applies.joined().count + hooks.count, plan, premises, target, spec, occasion,
                &state))
    }

    /// Until when what was refused is left alone.
    private func heldUntil(
        _ plan: Plan, _ hooks: [PreparedHook], _ premises: Premises, _ state: RunState
    ) -> [PlannedObject: Double] {
        var tried = plan.appliesOnly
        tried.applies.append(hooks.map(\.planned))
        let held = state.memory.heldUntil(tried, premises, context.lifelines, now: context.now)
        return Dictionary(
            uniqueKeysWithValues: Set(tried.writes).compactMap { planned in
                held[planned.id].map { (planned, $0) }
            })
    }

    private func trials(
        _ hooks: [PreparedHook], _ set: ManifestSet, _ preparation: Preparation
    ) async throws(KubeError) -> [HookTrial] {
        var trials: [HookTrial] = []
        for hook in hooks where hook.problem == nil {
            guard var object = try await preparation.object(of: hook, in: set, run: "") else { continue }
            // Whatever run it is for.
            object.desired.id = hook.id
            trials.append(HookTrial(object: object, generateName: hook.isNameGenerated ? hook.id.name : nil))
        }
        return trials
    }

    /// Puts right what others did, while nothing else is done. What was refused just now is told first.
    func repair(
        _ repairs: Plan, besides refused: ApplicationReport.Work, _ premises: inout Premises, _ target: Target,
        _ spec: GitOpsApplication.Spec, _ occasion: Occasion, _ state: inout RunState
    ) async throws(KubeError) -> ApplicationReport.Work {
        guard !repairs.isEmpty else { return refused }
        guard refused.changes.isEmpty else {
            state.wake.within(Pauses.unfinished)
            return refused
        }
        refused.retryIn.map { state.wake.within($0) }
        return try await execute(repairs, &premises, target, spec, occasion, &state)
    }

    /// Whether an operation of several steps was tried out when it began.
    private func isUnderWay(_ target: Target, _ operation: Operation?) -> Bool {
        guard let operation, operation.step != nil, operation.phase == .running else { return false }
        return operation.target.digest == services.destination.digest(of: target.manifests)
    }

    private func refuse(
        _ results: [ObjectResult], of count: Int, _ plan: Plan, _ premises: Premises, _ target: Target,
        _ spec: GitOpsApplication.Spec, _ occasion: Occasion, _ state: inout RunState
    ) -> ApplicationReport.Work {
        var known = premises
        state.memory.note(
            ChangeSet(results: results), &known, context.lifelines, retry: spec.pacing, now: context.now)
        var work = work(results, premises, occasion, state)
        work.begun = begun(plan, premises, target, spec, occasion, state)
        work.message = Report.refusal(work.changes.problems, of: count)
        return work
    }

    private func work(
        _ results: [ObjectResult], _ premises: Premises, _ occasion: Occasion, _ state: RunState
    ) -> ApplicationReport.Work {
        let changes = ChangeSet(results: results)
        var work = ApplicationReport.Work(changes: changes, isAsked: occasion.isForced)
        work.retryIn = state.memory.nextAttempt(changes, premises, context.lifelines, now: context.now)
        return work
    }
}

extension Report {
    /// What a plan was not carried out for.
    static func refusal(_ problems: [ObjectProblem], of count: Int) -> String {
        let some = problems.prefix(named).map { "\($0.id): \($0.message)" }.joined(separator: "; ")
        let rest = problems.count > named ? " (and \(problems.count - named) more; see status.problems)" : ""
        return "nothing is applied, because \(problems.count) of \(count) objects would be refused: \(some)\(rest)"
    }
}

extension PreparedHook {
    /// Whether it runs, where an operation goes well.
    fileprivate func isSureToRun(isInstall: Bool) -> Bool {
        [.before, .preSync, .sync, .postSync, .after].contains {
            role.runs(in: $0, of: isInstall ? .install : .upgrade)
        }
    }

    /// Whichever run it is for.
    fileprivate var planned: PlannedObject { PlannedObject(making: id, version: version) }
}

extension Plan {
    /// Whether it applies more than what puts right what others did.
    var appliesNews: Bool { applies.joined().contains { !$0.isRepair && $0.action != .update(.resync) } }

    fileprivate var appliesOnly: Plan {
        var plan = self
        plan.applies = applies.map { $0.filter { !$0.isRepair } }.filter { !$0.isEmpty }
        plan.deletes = []
        return plan
    }
}

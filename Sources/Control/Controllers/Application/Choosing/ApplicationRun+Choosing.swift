internal import Applying
internal import Documents
internal import Explaining
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Planning
internal import Sourcing

/// Applying only the objects that a person has named. Nothing is deleted, no hooks and checks run, and the application is no
/// nearer to a revision for it than its objects are: the next sync does the rest.
extension ApplicationRun {
    /// One attempt, whatever comes of it.
    ///
    /// - Returns: nil where nothing of that kind is asked for, or it has to wait: for gates that hold applies back, for the newest
    ///   revision, for an operation of several steps that is under way.
    func applyChosen(
        _ target: Target, on compared: Premises, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> ApplicationReport? {
        guard let request = state.requestedObjects, target.isNewest, !isInSteps(target, state, .running) else {
            return nil
        }
        let occasion = Occasion(
            spec, isNewest: true, requestedSync: request.key, forcedSync: nil, isResync: false)
        let usual = context.planOptions(spec, target, hooks: compared.hookObjects(of: state.status.operation))
        var options = occasion.options(usual)
        var (premises, chosen) = (compared, target)
        context.assessor.noteEndings(&premises)
        let whole = context.log(.plan, try await context.checkedPlan(&premises, &options))
        let plan: Plan
        var refusal: String?
        (plan, chosen.objects, refusal) = choose(request, from: whole, premises, target, state)
        var work: ApplicationReport.Work
        if let refusal {
            work = ApplicationReport.Work(
                begun: begun(plan, premises, chosen, spec, occasion, state), changes: ChangeSet(), isAsked: true)
            work.refusal = refusal
        } else {
            let planned = GateRequest.Planned(plan: plan, premises: premises)
            var asked = GateRequest(spec: spec, isAsked: true, planned: planned)
            asked.windows = windows(on: target, compared, spec, state)
            // What lets all pass lets a part of it pass.
            let question = PlanInQuestion(plan: whole, premises: premises, options: options, occasion: occasion)
            asked.environments = try await environmentHold(question, target, spec, &state)
            let gates = context.log(.gate, Gates.verdicts(asked))
            guard gates.allowance >= .applies else { return nil }
            work = try await carryOutChosen(plan, &premises, chosen, spec, occasion, &state)
        }
        // Whoever wants another attempt asks again.
        work.retryIn = nil
        return report(work, of: request, premises, target, spec, usual, &state)
    }

    /// Of a plan the part about the objects that are named, with their names, or why there is none.
    private func choose(
        _ request: ObjectRequest, from plan: Plan, _ premises: Premises, _ target: Target, _ state: RunState
    ) -> (plan: Plan, names: [String], refusal: String?) {
        var names = [request.key.cut(to: ObjectRequest.longestShown)]
        do throws(ObjectRequest.Refused) {
            let wanted = try request.names()
            names = wanted.map(\.description)
            if let pin = state.status.pin {
                throw ObjectRequest.Refused("the application \(Report.rolledBack(pin))")
            }
            if isInSteps(target, state, .terminated) {
                throw ObjectRequest.Refused("the operation of this revision was stopped; ask for a sync of all objects")
            }
            let held = state.memory.heldUntil(plan, premises, context.lifelines, now: context.now)
            let chosen = try ObjectRequest.objects(wanted, in: plan, premises, held: Set(held.keys))
            return (plan.only(chosen, premises.inventory), names, nil)
        } catch {
            return (plan.only([], premises.inventory), names, "nothing is applied: \(error.why)")
        }
    }

    /// Whether the last operation is one of several steps for all objects of a target, and stands so.
    private func isInSteps(_ target: Target, _ state: RunState, _ phase: Operation.Phase) -> Bool {
        guard let operation = state.status.operation, operation.step != nil, operation.phase == phase else {
            return false
        }
        return operation.target.digest == services.destination.digest(of: target.manifests)
    }

    /// Whether a request for some objects waits for the operation that is under way.
    func isAwaited(_ target: Target, _ state: RunState) -> Bool {
        state.requestedObjects != nil && target.isNewest && isInSteps(target, state, .running)
    }

    /// With `sync.dryRun`, nothing is applied where one of them would be refused.
    private func carryOutChosen(
        _ plan: Plan, _ premises: inout Premises, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ occasion: Occasion, _ state: inout RunState
    ) async throws(KubeError) -> ApplicationReport.Work {
        if spec.sync.dryRun {
            let executor = try await executor(spec, &state)
            let objects = try await executor.objects(of: plan, target, context.preparation(spec))
            let refused = await executor.applier.rehearse(plan, objects: objects, hooks: [])
            guard refused.isEmpty else {
                var work = ApplicationReport.Work(
                    begun: begun(plan, premises, target, spec, occasion, state), changes: ChangeSet(results: refused),
                    isAsked: true)
                work.message = Report.refusal(work.changes.problems, of: plan.applies.joined().count)
                return work
            }
        }
        return try await execute(plan, &premises, target, spec, occasion, &state)
    }

    /// The rest is as it was. What is to become of it the next run finds out, at once.
    private func report(
        _ work: ApplicationReport.Work, of request: ObjectRequest, _ known: Premises, _ target: Target,
        _ spec: GitOpsApplication.Spec, _ usual: PlanOptions, _ state: inout RunState
    ) -> ApplicationReport {
        var premises = known
        context.assessor.noteEndings(&premises)
        let left = context.comparer.makePlan(premises, usual)
        let isManual = !spec.sync.automatic
        let gates = Gates.verdicts(
            GateRequest(
                spec: spec, isAsked: state.requestedSync != nil, refusedRollback: state.refusedRollback,
                planned: GateRequest.Planned(plan: left, premises: premises)))
        let assessed = context.assessor.assess(
            left, premises, target, isManual: isManual, state.memory, now: context.now)
        state.wake.within(.zero)
        return ApplicationReport(
            verdict: gates.verdict, gates: gates, compared: context.log(.assess, assessed.comparison), operation: work,
            held: .unknown, chosen: request)
    }
}

internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Planning
internal import Sourcing

/// Asking all gates about a plan.
extension ApplicationRun {
    /// What they say.
    struct GateAnswer: Sendable {
        var verdicts: [GateVerdict]
        /// Whether what is new waits, so that all that is done is for what was applied before.
        var isHeldBack: Bool
        /// How the record of the deployment tells that it waits; nil where it does not.
        var waiting: DeploymentMark.State?
    }

    func askGates(
        about question: PlanInQuestion, _ windows: WindowHolds?, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ state: inout RunState
    ) async throws(KubeError) -> GateAnswer {
        let occasion = question.occasion
        var request = GateRequest(
            spec: spec, isAsked: occasion.isAsked || occasion.isRollback, obstacle: target.obstacle,
            refusedRollback: state.refusedRollback, pin: target.isRollback ? state.status.pin : nil,
            planned: GateRequest.Planned(plan: question.plan, premises: question.premises))
        request.windows = windows
        var hold = try await environmentHold(question, target, spec, &state)
        (request.environments, request.promotion) = (hold, state.promotion)
        var verdicts = Gates.verdicts(request)
        // A turn is taken only where nothing else stands in the way.
        if verdicts.allowance > .repairs, target.isNewest, let turn = turn(state, question.plan) {
            hold = turn
            verdicts.append(GateVerdict(turn))
        }
        verdicts = context.log(.gate, verdicts)
        let isHeldByWindow = note(windows, verdicts, target, &state)
        services.environments.note(key, heldBy: Set(hold?.environments ?? []))
        return GateAnswer(
            verdicts: verdicts, isHeldBack: isHeldByWindow || hold != nil,
            waiting: hold?.state ?? (isHeldByWindow ? .pending : nil))
    }
}

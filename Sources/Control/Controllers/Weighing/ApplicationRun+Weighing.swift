internal import Costs
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Previewing
internal import Surroundings

/// Finding out what is at stake with a plan that is held back.
extension ApplicationRun {
    /// For so long records that were read count: they change with each deployment, of which there is none while a plan is held.
    private static let recordMemory = 600.0
    /// For so long nobody asks again for what could not be read.
    private static let refusalMemory = 60.0

    /// By the prices and records of now; what was foreseen of the plan stays.
    func stakes(of foreseen: Foreseen, _ state: inout RunState) async -> Stakes {
        let plan = foreseen.plan
        let traits = DeploymentTraits(
            impact: Impact(rawValue: plan.impact.rawValue),
            objects: plan.create + plan.update + plan.delete + plan.replace, hour: context.startedAt.hourOfDay)
        return Stakes(
            cost: CostChange(foreseen.resources, at: services.prices.prices(for: key)),
            risk: FailureEstimate(of: traits, from: await pastDeployments(&state)))
    }

    private func pastDeployments(_ state: inout RunState) async -> [PastDeployment] {
        if let past = state.memory.past, past.until > context.now { return past.deployments }
        var past = PastDeployments(deployments: [], until: context.now + Self.refusalMemory)
        // Records that cannot be read are no reason for a run to fail.
        if services.records.areKept(in: key.namespace),
            let read = try? await PastDeployments.read(of: context.application.metadata, services.home.client)
        {
            past = PastDeployments(deployments: read, until: context.now + Self.recordMemory)
        }
        state.memory.past = past
        return past.deployments
    }

    /// Nothing is held back any more.
    func forgetStakes(_ state: inout RunState) {
        (state.memory.foreseen, state.memory.past) = (nil, nil)
        services.prices.forget(key)
    }
}

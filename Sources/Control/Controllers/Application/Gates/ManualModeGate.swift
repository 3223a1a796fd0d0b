internal import GitOpsAPI
internal import Planning
internal import Sourcing

extension Gates {
    /// With `sync.automatic` off nothing is written before a person asks for it.
    static func manualMode(_ request: GateRequest) -> GateVerdict? {
        guard !request.spec.sync.automatic, !request.isAsked, let planned = request.planned, !planned.plan.isEmpty
        else { return nil }
        let message = "spec.sync.automatic is off; annotate the application with \(Annotations.sync) to apply it"
        return GateVerdict(
            gate: "Manual", allows: .nothing, verdict: .waits(Finding(reason: "Manual", message: message)),
            leavesReasonToComparison: true)
    }
}

internal import GitOpsAPI
internal import Planning
internal import Sourcing

extension Gates {
    static let manualModeName = "Manual"

    /// With `sync.automatic` off nothing is written before a person asks for it.
    static func manualMode(_ request: GateRequest) -> GateVerdict? {
        guard !request.spec.sync.automatic, !request.isAsked, !request.plan.isEmpty else { return nil }
        return GateVerdict(
            gate: manualModeName, allows: .nothing,
            verdict: .waits(
                Finding(
                    reason: "Manual",
                    message: "spec.sync.automatic is off; annotate the application with \(Annotations.sync) to apply it"
                )))
    }
}

internal import GitOpsAPI

extension Gates {
    /// Nothing that belongs to a suspended application is touched.
    static func suspension(_ request: GateRequest) -> GateVerdict? {
        guard request.spec.suspend else { return nil }
        return GateVerdict(gate: "Suspension", allows: .nothing, verdict: .suspended)
    }
}

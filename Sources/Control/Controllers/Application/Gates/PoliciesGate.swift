internal import Sourcing

extension Gates {
    /// A policy speaks against the newest revision, or is not known: what was applied last is kept in repair.
    static func policies(_ request: GateRequest) -> GateVerdict? {
        guard case .policies(let obstacle)? = request.obstacle else { return nil }
        return GateVerdict(gate: "Policies", allows: .repairs, verdict: obstacle.verdict)
    }
}

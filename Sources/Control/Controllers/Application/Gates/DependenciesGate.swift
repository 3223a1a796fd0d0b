internal import Sourcing

extension Gates {
    /// An application that has to be ready first is not: what was applied last is kept in repair.
    static func dependencies(_ request: GateRequest) -> GateVerdict? {
        guard case .dependency(let finding)? = request.obstacle else { return nil }
        return GateVerdict(gate: "Dependencies", allows: .repairs, verdict: .waits(finding))
    }
}

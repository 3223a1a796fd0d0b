internal import Sourcing

extension Gates {
    /// An application that has to be ready first is not: what was applied last is kept in repair.
    static func dependencies(_ request: GateRequest) -> GateVerdict? {
        switch request.obstacle {
        case .dependency(let finding)?:
            GateVerdict(gate: "Dependencies", allows: .repairs, verdict: .waits(finding))
        case .circle(let finding)?:
            GateVerdict(gate: "Dependencies", allows: .repairs, verdict: .stalls(finding))
        case .source?, .policies?, nil: nil
        }
    }
}

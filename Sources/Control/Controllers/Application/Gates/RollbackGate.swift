internal import Sourcing

extension Gates {
    /// A person wants the application back at a revision that cannot be had: all goes on as if nobody had asked.
    static func rollback(_ request: GateRequest) -> GateVerdict? {
        request.refusedRollback.map {
            GateVerdict(
                gate: "Rollback", allows: .everything, verdict: .stalls($0), leavesReasonToComparison: true)
        }
    }
}

internal import Sourcing

extension Gates {
    /// The newest revision of a source cannot be had, or not be rendered: what was applied last is kept in repair.
    static func source(_ request: GateRequest) -> GateVerdict? {
        guard case .source(let verdict)? = request.obstacle else { return nil }
        return GateVerdict(gate: "Source", allows: .repairs, verdict: verdict)
    }
}

internal import Sourcing

extension Gates {
    /// Sources, dependencies or the render keep the newest revision from being used: what was applied last is kept in repair.
    static func newestRevision(_ request: GateRequest) -> GateVerdict? { request.obstacle }
}

extension GateVerdict {
    /// The newest revision of a source cannot be had, or not be rendered.
    static func source(_ verdict: ApplicationReport.Verdict) -> GateVerdict {
        GateVerdict(gate: "Source", allows: .repairs, verdict: verdict)
    }

    /// An application that has to be ready first is not.
    static func dependencies(_ finding: Finding) -> GateVerdict {
        GateVerdict(gate: "Dependencies", allows: .repairs, verdict: .waits(finding))
    }

    static let suspension = GateVerdict(gate: "Suspension", allows: .nothing, verdict: .suspended)
}

extension Gates {
    /// Sources, dependencies or the render keep the newest revision from being used: what was applied last is kept in repair.
    static func newestRevision(_ request: GateRequest) -> GateVerdict? {
        request.obstacle.map { GateVerdict(gate: "NewestRevision", allows: .repairs, verdict: $0) }
    }
}

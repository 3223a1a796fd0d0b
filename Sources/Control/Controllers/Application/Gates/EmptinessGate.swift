internal import Planning
internal import Sourcing

extension Gates {
    /// A source that comes out empty is far more often a mistake than a wish: nothing goes, unless the application allows it.
    static func emptiness(_ request: GateRequest) -> GateVerdict? {
        let refused = request.planned?.plan.blocked.filter { $0.action == .blocked(.guardAgainstDeletingEverything) }
        guard let refused, let first = refused.first else { return nil }
        return GateVerdict(
            gate: "Emptiness", allows: .applies,
            verdict: .stalls(
                Finding(reason: "PruneRefused", message: "\(refused.count) objects stay: \(first.id) \(first.action)")),
            leavesReasonToComparison: true)
    }
}

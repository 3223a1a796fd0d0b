internal import Applying
internal import Planning
internal import Sourcing

extension Gates {
    /// While the server does not know a kind that is desired, nothing goes: what is gone from the source may be there under it.
    static func unknownKinds(_ request: GateRequest) -> GateVerdict? {
        guard let planned = request.planned, planned.plan.wouldDelete,
            let first = planned.premises.unprepared.first(where: { $0.reason == ObjectProblem.unknownKind })
        else { return nil }
        return GateVerdict(
            gate: "UnknownKinds", allows: .applies,
            verdict: .waits(
                Finding(
                    reason: first.reason, message: "nothing is deleted before \(first.id) is known: \(first.message)")),
            leavesReasonToComparison: true)
    }
}

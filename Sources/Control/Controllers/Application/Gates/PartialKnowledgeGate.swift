internal import Applying
internal import Planning
internal import Sourcing

extension Gates {
    /// Where it is not known of everything that is desired what it is, or whether it is there, nothing goes.
    static func partialKnowledge(_ request: GateRequest) -> GateVerdict? {
        guard request.obstacle == nil, let planned = request.planned, planned.plan.wouldDelete else { return nil }
        func hold(_ message: String) -> GateVerdict {
            GateVerdict(
                gate: "PartialKnowledge", allows: .applies,
                verdict: .waits(Finding(reason: "PartialKnowledge", message: message)), leavesReasonToComparison: true)
        }
        for planned in planned.plan.kept {
            if case .keep(.doubtful(let why)) = planned.action { return hold("nothing is deleted: \(why)") }
        }
        guard let first = planned.premises.unprepared.first(where: { $0.reason != ObjectProblem.unknownKind }) else {
            return nil
        }
        return hold("nothing is deleted while \(first.id) cannot be applied: \(first.message)")
    }
}

extension Plan {
    /// Whether there is anything that is to be deleted, or would be if more were known.
    var wouldDelete: Bool {
        !deletes.isEmpty || kept.contains { if case .keep(.doubtful) = $0.action { true } else { false } }
    }
}

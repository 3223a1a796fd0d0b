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
        if let doubt = planned.plan.doubt { return hold("nothing is deleted: \(doubt)") }
        guard let first = planned.premises.unprepared.first(where: { $0.reason != ObjectProblem.unknownKind }) else {
            return nil
        }
        return hold("nothing is deleted while \(first.id) cannot be applied: \(first.message)")
    }
}

extension Plan {
    /// Whether there is anything that is to be deleted, or would be if more were known.
    var wouldDelete: Bool { !deletes.isEmpty || doubt != nil }

    /// Why objects stay that are not desired as far as is known; nil where none does for that.
    fileprivate var doubt: String? {
        kept.lazy.compactMap { if case .keep(.doubtful(let why)) = $0.action { why } else { nil } }.first
    }
}

internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Planning

/// What would be done, and is not: a gate holds it, or a person has to confirm it.
struct HeldPlan: Sendable {
    var plan: Plan
    /// What it was made on.
    var premises: Premises
    /// What a person confirms, where something waits for that; or else that of the plan.
    var digest: String
}

extension Comparer {
    /// What of a plan is held back; nil where nothing is. Takes no time where nothing can be.
    ///
    /// - Parameters:
    ///   - options: those that the plan was made with.
    ///   - isManual: whether it waits for a person to ask for a sync, which does more than what comes by itself: it puts right what
    ///     is not repaired otherwise, and makes anew what has run to its end.
    func held(
        _ plan: Plan, by gates: [GateVerdict], _ premises: Premises, _ options: PlanOptions, isManual: Bool
    ) -> HeldPlan? {
        guard gates.allowance < .everything || plan.confirmation != nil else { return nil }
        var known = options
        if isManual { (known.forceAll, known.rerunFinished) = (true, true) }
        if plan.confirmation != nil { known.isConfirmed = true }
        let whole = known == options ? plan : makePlan(premises, known)
        let held = whole.without(plan.limited(to: gates.allowance, premises.inventory))
        guard !held.isEmpty else { return nil }
        return HeldPlan(
            plan: held, premises: premises,
            digest: (plan.confirmation ?? held.digest(of: premises.desired)).hex)
    }
}

extension Plan {
    /// What of it another plan does not do, and makes a difference.
    func without(_ other: Plan) -> Plan {
        let done = Set(other.writes.map(\.id))
        func left(_ stages: [[PlannedObject]]) -> [[PlannedObject]] {
            stages.map { $0.filter { !done.contains($0.id) && $0.action != .update(.resync) } }.filter { !$0.isEmpty }
        }
        var plan = self
        plan.applies = left(applies)
        plan.deletes = left(deletes)
        return plan
    }
}

/// What status is to tell of what is held back.
enum HeldChange: Sendable {
    case nothing
    /// It could not be found out now.
    case unknown
    case plan(GitOpsApplication.PendingPlan)

    /// - Parameter old: what status has told. The time stays that of the plan, so that status is written only where it changes;
    ///   what it costs and how likely it fails is no part of it.
    func told(after old: GitOpsApplication.PendingPlan?, now: KubeTime) -> GitOpsApplication.PendingPlan? {
        switch self {
        case .nothing: return nil
        case .unknown: return old
        case .plan(var plan):
            var known = plan
            if let old { (known.computedAt, known.cost, known.risk) = (old.computedAt, old.cost, old.risk) }
            plan.computedAt = known == old ? known.computedAt : now.wholeSeconds
            return plan
        }
    }
}

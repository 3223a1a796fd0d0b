internal import Costs
internal import GitOpsAPI
internal import Previewing

/// What is at stake with a plan that is held back: what whoever decides about it can go by.
struct Stakes: Sendable {
    var cost: CostChange
    /// Nil where there are too few deployments to tell, or they cannot be read.
    var risk: FailureEstimate?
}

extension GitOpsApplication.PendingPlan {
    /// The same with what is at stake.
    func with(_ stakes: Stakes) -> Self {
        var plan = self
        plan.cost = GitOpsApplication.CostDelta(stakes.cost)
        plan.risk = stakes.risk.map(GitOpsApplication.FailureRisk.init)
        return plan
    }
}

extension GitOpsApplication.CostDelta {
    /// Nil where no more and no less is asked for.
    init?(_ cost: CostChange) {
        guard !cost.isNone else { return nil }
        self.init()
        usual = Amounts(cost.resources.usual, cost.perMonth)
        if cost.isScaled { scaledUp = Amounts(cost.resources.scaledUp, cost.perMonthScaledUp) }
        if !cost.resources.perNode.isNone { perNode = Amounts(cost.resources.perNode, nil) }
        currency = cost.currency ?? ""
        unpriced = cost.resources.unpriced.count
        problem = cost.problem ?? ""
    }
}

extension GitOpsApplication.CostDelta.Amounts {
    fileprivate init(_ amounts: ResourceAmounts, _ money: Money?) {
        self.init()
        func text(_ measure: Measure) -> String { amounts.measures.contains(measure) ? amounts.text(measure) : "" }
        (cpu, memory, storage, gpu) = (text(.cpu), text(.memory), text(.storage), text(.gpu))
        perMonth = money?.signedText ?? ""
    }
}

extension GitOpsApplication.FailureRisk {
    init(_ estimate: FailureEstimate) {
        let basis: Basis =
            switch estimate.basis {
            case .impactSizeAndHour: .impactSizeAndHour
            case .impactAndSize: .impactAndSize
            case .impact: .impact
            case .all: .all
            }
        self.init(rate: estimate.rate, failed: estimate.failed, samples: estimate.samples, basis: basis)
    }
}

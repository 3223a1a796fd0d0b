package import Documents

extension GitOpsEnvironment.Rules {
    /// The same, with what others demand besides: never less than before.
    package func tightened(by others: GitOpsEnvironment.Rules) -> GitOpsEnvironment.Rules {
        var rules = self
        rules.after += others.after.filter { !after.contains($0) }
        rules.soak = max(soak, others.soak)
        rules.approval.rules += others.approval.rules
        rules.checks.before += others.checks.before
        rules.checks.after += others.checks.after
        rules.onFailure = max(onFailure, others.onFailure)
        let bounds = [maxConcurrent, others.maxConcurrent].filter { $0 > 0 }
        rules.maxConcurrent = bounds.min() ?? 0
        return rules
    }

    /// To tell them from others.
    package var value: Value { fieldValue }
}

extension GitOpsApplication.HealthPolicy.OnFailure: Comparable {
    private var strength: Int {
        switch self {
        case .ignore: 0
        case .fail: 1
        case .rollback: 2
        }
    }

    /// What does less about a failure is less.
    package static func < (left: Self, right: Self) -> Bool { left.strength < right.strength }
}

extension GitOpsApplication.PendingPlan.Impact: Comparable {
    private var gravity: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Self, right: Self) -> Bool { left.gravity < right.gravity }
}

internal import KubeModel

extension GitOpsPolicy.Spec {
    /// What the schema cannot say, besides expressions and globs, of which those know who read them.
    package func validate() -> [APIError] {
        var problems = ProblemList()
        problems.require(!rules.isEmpty, "rules", "must have at least one")
        match.namespaces.selector.validate(at: "match.namespaces.selector", into: &problems)
        for rule in rules {
            let isRaising = rule.action == .raiseImpact
            problems.require(
                isRaising == (rule.impact != nil), "rules[name=\(rule.name)].impact",
                isRaising ? "must be there with RaiseImpact" : "must not be there but with RaiseImpact")
        }
        return problems.errors
    }
}

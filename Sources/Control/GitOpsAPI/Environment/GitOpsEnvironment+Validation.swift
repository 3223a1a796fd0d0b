internal import KubeModel

extension GitOpsEnvironment.Spec {
    /// What the schema cannot say. Empty where all is well.
    package func validate(name: String) -> [APIError] {
        var problems = ProblemList()
        problems.require(
            destinations.namespaces != nil || destinations.clusterScoped, "destinations",
            "must have namespaces, or clusterScoped: true")
        destinations.namespaces?.validate(at: "destinations.namespaces", into: &problems)
        rules.validate(name: name, into: &problems)
        return problems.errors
    }
}

extension GitOpsEnvironment.Rules {
    /// The same for what a repository says of an environment.
    package func validate(name: String) -> [APIError] {
        var problems = ProblemList()
        validate(name: name, into: &problems)
        return problems.errors
    }

    func validate(name: String, into problems: inout ProblemList) {
        for (index, earlier) in after.enumerated() {
            problems.check("after[\(index)]", Names.problem(objectName: earlier))
            problems.require(earlier != name, "after[\(index)]", "must be another environment")
        }
        problems.require(soak >= .seconds(0), "soak", "must not be negative")
        problems.require(
            soak.isZero || !after.isEmpty, "soak", "needs spec.after: where a revision has to have been for so long")
        for (index, rule) in approval.rules.enumerated() {
            problems.require((1...100).contains(rule.count), "approval.rules[\(index)].count", "must be 1 to 100")
            problems.require(
                rule.expires >= .minutes(1), "approval.rules[\(index)].expires", "must be at least 1m")
        }
        problems.require(maxConcurrent >= 0, "maxConcurrent", "must not be negative")
        checks.validate(into: &problems)
        guard let backup else { return }
        problems.require(backup.timeout >= .seconds(1), "backup.timeout", "must be at least 1s")
        backup.job.validate(at: "backup.job", into: &problems)
    }
}

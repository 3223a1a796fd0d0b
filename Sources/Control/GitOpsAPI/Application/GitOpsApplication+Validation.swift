internal import CEL
package import Documents
internal import JQPaths

extension GitOpsApplication.Spec {
    /// They are read in each run, and evaluated on each object that they are about.
    private static let mostExpressions = 200

    /// What the schema cannot say, for the application of this name. Empty where all is well.
    package func validate(for key: ObjectKey) -> [APIError] {
        var problems = ProblemList()
        validateSources(into: &problems)
        problems.check("destination.namespace", destination.namespace.nonEmpty.flatMap(Names.problem(namespace:)))
        destination.validateMetadata(into: &problems)
        problems.check(
            "destination.serviceAccountName", destination.serviceAccountName.flatMap(Names.problem(objectName:)))
        sync.validate(into: &problems)
        problems.require(health.timeout >= .seconds(1), "health.timeout", "must be at least 1s")
        problems.require(
            sync.timeout.isZero || sync.timeout >= .seconds(1), "sync.timeout", "must be 0s or at least 1s")
        problems.require(
            health.onFailure != .rollback || historyLimit > 0, "health.onFailure",
            "must not be Rollback where historyLimit is 0: it goes back to what is in status.history")
        for (index, check) in health.checks.enumerated() {
            check.validate(at: "health.checks[\(index)]", into: &problems)
        }
        checks.validate(into: &problems)
        validateDependencies(of: key, into: &problems)
        problems.require(
            ignoreDifferences.flatMap(\.jqPathExpressions).count <= Self.mostExpressions, "ignoreDifferences",
            "must not have more than \(Self.mostExpressions) expressions of jq, all together")
        for (index, difference) in ignoreDifferences.enumerated() {
            difference.validate(at: "ignoreDifferences[\(index)]", into: &problems)
        }
        return problems.errors
    }

    private func validateSources(into problems: inout ProblemList) {
        var names: Set<String> = []
        for (index, source) in sources.enumerated() {
            guard !source.name.isEmpty else { return source.validate(at: "source", into: &problems) }
            let field = "sources[\(index)]"
            problems.check("\(field).name", Names.problem(source: source.name))
            problems.require(
                names.insert(source.name).inserted, "\(field).name", "must not be the name of another source")
            source.validate(at: field, into: &problems)
        }
        problems.require(
            sources.contains { !$0.isFilesOnly }, "sources",
            "must have an entry with a path, '.' for the root of the repository; one without gives files only")
    }

    private func validateDependencies(of key: ObjectKey, into problems: inout ProblemList) {
        var seen: Set<ObjectKey> = []
        for (index, dependency) in dependsOn.enumerated() {
            let field = "dependsOn[\(index)]"
            let target = dependency.key(from: key.namespace)
            problems.check(field, dependency)
            problems.require(target != key, field, "must not name the application itself")
            problems.require(seen.insert(target).inserted, field, "must not name \(target) a second time")
        }
    }
}

extension GitOpsApplication.Source {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        if let repositoryRef { problems.check("\(field).repositoryRef", repositoryRef) }
        validateChart(at: field, into: &problems)
        problems.check("\(field).revision", revision.nonEmpty.flatMap(Names.problem(revision:)))
        problems.check("\(field).path", Names.problem(path: path))
        validateEffects(at: field, into: &problems)
        problems.check(
            "\(field).kustomize.namespace", kustomize.namespace.nonEmpty.flatMap(Names.problem(namespace:)))
        problems.require(
            !isFilesOnly || isPlain, field,
            "must not say how files become objects: without a path it gives files to other sources only")
        for name in substitute.variables.keys.sorted() {
            problems.check("\(field).substitute.variables", Names.problem(variable: name))
        }
        for (index, source) in substitute.from.enumerated() {
            problems.check("\(field).substitute.from[\(index)].name", Names.problem(objectName: source.name))
        }
        for (index, source) in helm.valuesFrom.enumerated() {
            let field = "\(field).helm.valuesFrom[\(index)]"
            problems.check("\(field).name", Names.problem(objectName: source.object.name))
            problems.require(
                !source.literal || !source.targetPath.isEmpty, "\(field).literal", "needs targetPath beside it")
        }
    }
}

extension GitOpsApplication.Source {
    /// Whether nothing is said about how files become objects.
    private var isPlain: Bool {
        var plain = self
        plain.type = .auto
        plain.directory = GitOpsApplication.Directory()
        plain.helm = GitOpsApplication.Helm()
        plain.kustomize = GitOpsApplication.Kustomize()
        plain.substitute = GitOpsApplication.Substitution()
        return plain == self
    }
}

extension GitOpsApplication.SyncPolicy {
    fileprivate func validate(into problems: inout ProblemList) {
        // Applying everything more often than that would keep an API server busy with nothing.
        problems.require(interval.isZero || interval >= .seconds(10), "sync.interval", "must be 0s or at least 10s")
        let backoff = retry.backoff
        problems.require(backoff.duration >= .seconds(1), "sync.retry.backoff.duration", "must be at least 1s")
        problems.require(
            backoff.maxDuration >= backoff.duration, "sync.retry.backoff.maxDuration",
            "must not be shorter than sync.retry.backoff.duration")
    }
}

extension GitOpsApplication.HealthCheck {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        for (name, expression) in [("current", current), ("inProgress", inProgress), ("failed", failed)]
        where !expression.isEmpty {
            do throws(CELError) {
                _ = try CELExpression(expression, variables: nil, limits: .check)
            } catch {
                problems.check("\(field).\(name)", "must be an expression in CEL: \(error)")
            }
        }
    }
}

extension GitOpsApplication.IgnoredDifference {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        problems.require(
            !jsonPointers.isEmpty || !jqPathExpressions.isEmpty || !managers.isEmpty, field,
            "must name fields in jsonPointers or jqPathExpressions, or managers")
        problems.require(!managers.contains(""), "\(field).managers", "must not hold an empty name")
        for (index, text) in jsonPointers.enumerated() {
            // The empty pointer is valid and names the whole object: nothing would be left to keep in sync.
            let isField = Pointer(text)?.tokens.isEmpty == false
            problems.require(
                isField, "\(field).jsonPointers[\(index)]", "must be a JSON pointer such as /spec/replicas")
        }
        for (index, text) in jqPathExpressions.enumerated() {
            do throws(JQError) {
                _ = try JQPath(text)
            } catch {
                problems.check("\(field).jqPathExpressions[\(index)]", error.message)
            }
        }
    }
}

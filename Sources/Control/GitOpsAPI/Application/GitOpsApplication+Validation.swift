package import Documents

extension GitOpsApplication.Spec {
    /// What the schema cannot say, for the application of this name. Empty where all is well.
    package func validate(for key: ObjectKey) -> [APIError] {
        source.problems() + destination.problems() + sync.problems() + dependencyProblems(of: key)
            + ignoreDifferences.enumerated().flatMap { $1.problems(at: "spec.ignoreDifferences[\($0)]") }
            + APIError.list(
                "spec",
                [
                    health.timeout < .seconds(1) ? ("health.timeout", "must be at least 1s") : nil
                ])
    }

    private func dependencyProblems(of key: ObjectKey) -> [APIError] {
        var seen: Set<ObjectKey> = []
        return dependsOn.enumerated().flatMap { index, dependency in
            let target = dependency.key(from: key.namespace)
            let isNew = seen.insert(target).inserted
            return dependency.problems(at: "spec.dependsOn[\(index)]")
                + APIError.list(
                    "spec",
                    [
                        target == key ? ("dependsOn[\(index)]", "must not name the application itself") : nil,
                        isNew ? nil : ("dependsOn[\(index)]", "must not name \(target) a second time"),
                    ])
        }
    }
}

extension NamespacedReference {
    func problems(at field: String) -> [APIError] {
        APIError.list(
            field,
            [
                Names.problem(objectName: name).map { ("name", $0) },
                namespace.isEmpty ? nil : Names.problem(namespace: namespace).map { ("namespace", $0) },
            ])
    }
}

extension GitOpsApplication.Source {
    fileprivate func problems() -> [APIError] {
        repositoryRef.problems(at: "spec.source.repositoryRef")
            + APIError.list(
                "spec.source",
                [
                    revision.isEmpty ? nil : Names.problem(revision: revision).map { ("revision", $0) },
                    Names.problem(path: path).map { ("path", $0) },
                ])
            + substitute.variables.keys.sorted().compactMap { name in
                Names.problem(variable: name).map { APIError(.invalid, "spec.source.substitute.variables", $0) }
            }
            + substitute.from.enumerated().flatMap { index, source in
                APIError.list(
                    "spec.source.substitute.from[\(index)]",
                    [
                        Names.problem(objectName: source.name).map { ("name", $0) }
                    ])
            }
    }
}

extension GitOpsApplication.Destination {
    fileprivate func problems() -> [APIError] {
        APIError.list(
            "spec.destination",
            [
                namespace.isEmpty ? nil : Names.problem(namespace: namespace).map { ("namespace", $0) },
                serviceAccountName.flatMap(Names.problem(objectName:)).map { ("serviceAccountName", $0) },
            ])
    }
}

extension GitOpsApplication.SyncPolicy {
    fileprivate func problems() -> [APIError] {
        let backoff = retry.backoff
        return APIError.list(
            "spec.sync",
            [
                interval.isZero || interval >= .seconds(10) ? nil : ("interval", "must be 0s or at least 10s"),
                backoff.duration < .seconds(1) ? ("retry.backoff.duration", "must be at least 1s") : nil,
                backoff.maxDuration < backoff.duration
                    ? ("retry.backoff.maxDuration", "must not be shorter than retry.backoff.duration") : nil,
            ])
    }
}

extension GitOpsApplication.IgnoredDifference {
    fileprivate func problems(at field: String) -> [APIError] {
        APIError.list(
            field,
            [
                kind.isEmpty ? ("kind", "must not be empty; '*' stands for all kinds") : nil,
                jsonPointers.isEmpty && managers.isEmpty
                    ? ("jsonPointers", "must name a field, or managers must name a field manager") : nil,
                managers.contains("") ? ("managers", "must not hold an empty name") : nil,
            ])
            + jsonPointers.enumerated().compactMap { index, pointer in
                let steps = Pointer(pointer)?.tokens ?? []
                guard steps.isEmpty else { return nil }
                return APIError(
                    .invalid, "\(field).jsonPointers[\(index)]", "must be a JSON pointer such as /spec/replicas")
            }
    }
}

extension APIError {
    /// Those of the problems that there are, below one field.
    fileprivate static func list(_ field: String, _ problems: [(field: String, message: String)?]) -> [APIError] {
        problems.compactMap(\.self).map { APIError(.invalid, "\(field).\($0.field)", $0.message) }
    }
}

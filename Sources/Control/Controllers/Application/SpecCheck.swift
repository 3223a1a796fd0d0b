internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing

/// What a person has to mend before a run can go on.
struct Flaw: Error {
    var finding: Finding

    init(_ reason: String, _ message: String) { finding = Finding(reason: reason, message: message) }
}

extension RunContext {
    /// The specification, where this controller may act on it.
    func checkedSpec() -> Result<GitOpsApplication.Spec, Flaw> {
        switch application.spec {
        case .failure(let error): .failure(Flaw("InvalidSpec", error.description))
        case .success(let spec): flaw(in: spec).map { .failure($0) } ?? .success(spec)
        }
    }

    private func flaw(in spec: GitOpsApplication.Spec) -> Flaw? {
        if let problem = spec.validate(for: key).first { return Flaw("InvalidSpec", problem.description) }
        if let problem = identity(spec).problem { return Flaw(problem.reason, problem.message) }
        guard !services.settings.allowCrossNamespace else { return nil }
        let references = spec.sources.compactMap(\.repositoryRef) + spec.dependsOn
        let keys = references.map { $0.key(from: key.namespace) }
        guard let foreign = keys.first(where: { $0.namespace != key.namespace }) else { return nil }
        return Flaw(
            "CrossNamespaceRefused",
            "refers to \(foreign); references to other namespaces are refused unless the controller runs with "
                + "--allow-cross-namespace")
    }
}

internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Probing
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

    /// Whoever runs the controller says what its place in the network may be used for.
    private func checkFlaw(in checks: Checks) -> Flaw? {
        for (phase, check) in checks.all {
            guard let url = check.probe(caPEM: nil)?.url, let problem = services.settings.checkHosts.objection(to: url)
            else { continue }
            return Flaw(
                "CheckRefused", "the URL of the check \(check.name) \(phase == .before ? "before" : "after") \(problem)"
            )
        }
        return nil
    }

    private func flaw(in spec: GitOpsApplication.Spec) -> Flaw? {
        if let problem = spec.validate(for: key).first { return Flaw("InvalidSpec", problem.description) }
        if let problem = identity(spec).problem { return Flaw(problem.reason, problem.message) }
        if let flaw = checkFlaw(in: spec.checks) { return flaw }
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

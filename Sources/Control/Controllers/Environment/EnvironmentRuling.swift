internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing

/// An environment as it was read: what it binds, what holds there, and what is wrong with it.
struct EnvironmentRuling: Sendable, Hashable {
    var name: String
    /// Tells it from another of its name.
    var uid: String
    /// Nil where it cannot be read: then it binds everything, because somebody meant it to.
    var destinations: GitOpsEnvironment.Destinations?
    var promotionKey = GitOpsEnvironment.Spec.usualPromotionKey
    var rules = GitOpsEnvironment.Rules()
    /// Why it cannot be used, so that it lets nothing new pass; nil where it can.
    var flaw: Finding?

    /// Never fails.
    init(_ environment: GitOpsEnvironment) {
        (name, uid) = (environment.metadata.key.name, environment.metadata.uid)
        switch environment.spec {
        case .failure(let error): flaw = Finding(reason: "InvalidSpec", message: error.description)
        case .success(let spec):
            (destinations, promotionKey, rules) = (spec.destinations, spec.promotionKey, spec.rules)
            if let problem = spec.validate(name: name).first {
                flaw = Finding(reason: "InvalidSpec", message: problem.description)
            }
        }
    }

    var choosesByLabels: Bool { destinations?.namespaces?.selector != nil }

    func binds(_ subject: EnvironmentSubject, _ namespaces: NamespaceBook) -> Bool {
        guard let destinations else { return true }
        if destinations.clusterScoped, subject.hasClusterScoped { return true }
        guard let chosen = destinations.namespaces else { return false }
        return subject.namespaces.contains {
            chosen.fits($0, namespaces.labels(of: $0, expected: subject.expected))
        }
    }

    /// By what an application is the same as others in other environments.
    func promotionKey(of application: ResourceMetadata) -> String {
        if let label = application.labels[promotionKey], !label.isEmpty { return label }
        let (name, end) = (application.key.name, "-\(self.name)")
        return name.hasSuffix(end) && name != end ? String(name.dropLast(end.count)) : name
    }
}

/// By what environments bind an application: where its objects go.
struct EnvironmentSubject: Sendable, Hashable {
    var namespaces: Set<String> = []
    /// Whether there are objects that are in no namespace.
    var hasClusterScoped = false
    /// The labels of namespaces that it is about to make.
    var expected: [String: [String: String]] = [:]
}

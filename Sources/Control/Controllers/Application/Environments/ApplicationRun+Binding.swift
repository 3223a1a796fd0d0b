internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import Observing
internal import Planning
internal import Rendering
internal import SourceTrees
internal import Sourcing

/// Which environments bind an application, and what they ask of it.
extension ApplicationRun {
    /// By what is known before the cluster was looked at: by names, and by what the last comparison has shown.
    func binding(
        of target: Target, _ inventory: Inventory, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) -> BoundEnvironments {
        guard !services.environments.isEmpty else { return .none }
        var subject = EnvironmentSubject(expected: target.manifests.expectedLabels)
        subject.namespaces = [spec.destination.namespace(from: key.namespace)]
        subject.namespaces.formUnion(target.manifests.manifests.map(\.id.namespace))
        subject.namespaces.formUnion(target.manifests.hooks.map(\.id.namespace))
        subject.namespaces.formUnion(subject.expected.keys)
        for entry in inventory.unorderedEntries {
            subject.namespaces.insert(entry.id.namespace)
            subject.hasClusterScoped = subject.hasClusterScoped || entry.id.namespace.isEmpty
        }
        if let places = state.memory.places {
            subject.namespaces.formUnion(places.namespaces)
            subject.hasClusterScoped = subject.hasClusterScoped || places.hasClusterScoped
        }
        subject.namespaces.remove("")
        return demands(services.environments.answer(for: subject), target, &state)
    }

    /// Whether more environments bind it than was known before the cluster was looked at.
    func bindsMore(
        than known: BoundEnvironments, _ target: Target, _ premises: Premises, _ spec: GitOpsApplication.Spec,
        _ state: inout RunState
    ) -> Bool {
        guard !services.environments.isEmpty else { return false }
        let objects = premises.allIDs
        var subject = EnvironmentSubject(expected: target.manifests.expectedLabels)
        subject.namespaces = Set(objects.map(\.namespace)).subtracting([""])
        subject.namespaces.insert(spec.destination.namespace(from: key.namespace))
        subject.namespaces.formUnion(subject.expected.keys)
        subject.hasClusterScoped = objects.contains { $0.namespace.isEmpty }
        state.memory.places = subject
        guard case .bound(let rulings) = services.environments.answer(for: subject) else { return true }
        return !Set(rulings.map(\.name)).isSubset(of: known.names)
    }

    private func demands(
        _ answer: EnvironmentBook.Answer, _ target: Target, _ state: inout RunState
    ) -> BoundEnvironments {
        let rulings: [EnvironmentRuling]
        switch answer {
        case .unknown(let why):
            let message = "nothing new is applied while environments are not known: they \(why)"
            return BoundEnvironments(
                flaw: Finding(reason: "EnvironmentsUnknown", message: message, isTransient: true))
        case .bound(let found): rulings = found
        }
        services.call(services.environments.note(context.application.metadata, boundBy: rulings), for: .dependency)
        guard !rulings.isEmpty else { return .none }
        var bound = BoundEnvironments()
        let policies: [DeploymentPolicy]
        switch self.policies(of: target, &state) {
        case .success(let found): policies = found
        case .failure(let flaw):
            policies = []
            bound.flaw = flaw.finding
            bound.flaw?.isTransient = flaw.finding.reason == Self.unreadable
        }
        bound.demands = rulings.map { EnvironmentDemand($0, besides: policies) }
        if bound.flaw == nil, let broken = rulings.first(where: { $0.flaw != nil }), let flaw = broken.flaw {
            bound.flaw = Finding(
                reason: flaw.reason, message: "the GitOpsEnvironment \(broken.name) cannot be used: \(flaw.message)")
        }
        return bound
    }

    /// Of a policy that may be had later.
    private static let unreadable = "DeploymentPolicyUnreadable"

    /// What the commits of a target demand themselves. Each is read once.
    private func policies(of target: Target, _ state: inout RunState) -> Result<[DeploymentPolicy], Flaw> {
        if let known = state.memory.deploymentPolicies, known.revision == target.revision {
            return .success(known.policies)
        }
        var policies: [DeploymentPolicy] = []
        for source in target.resolved.sources {
            guard let origin = source.origin.commitAndRemote else { continue }
            do {
                let found = try services.sources.mirrors.deploymentPolicy(origin.remote, origin.revision.commit)
                if let found { policies.append(found) }
            } catch let failure as DeploymentPolicy.Failure {
                return .failure(Flaw("DeploymentPolicyInvalid", state.discretion.told(failure.message)))
            } catch {
                return .failure(Flaw(Self.unreadable, "\(DeploymentPolicy.path) cannot be read: \(error)"))
            }
        }
        state.memory.deploymentPolicies = (target.revision, policies)
        return .success(policies)
    }
}

extension RepositoryMirrors {
    /// Nil where the commit has none.
    fileprivate func deploymentPolicy(_ remote: GitRemote, _ commit: String) throws -> DeploymentPolicy? {
        let tree = try tree(remote, commit: commit)
        guard try tree.entry(at: DeploymentPolicy.path) != nil else { return nil }
        return try DeploymentPolicy(yaml: tree.read(DeploymentPolicy.path, limit: DeploymentPolicy.sizeLimit))
    }
}

extension ManifestSet {
    /// The labels that the Namespaces among them are to have.
    var expectedLabels: [String: [String: String]] {
        var expected: [String: [String: String]] = [:]
        for manifest in manifests where ObjectID.namespace(manifest.id.name) == manifest.id {
            expected[manifest.id.name] = manifest.value.labels
        }
        return expected
    }
}

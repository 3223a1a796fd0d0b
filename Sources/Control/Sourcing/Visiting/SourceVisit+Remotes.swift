internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Rendering

/// Rendering with what kustomizations take from other repositories: which that is, they say one after the other.
extension SourceVisit {
    /// A kustomization that names more of them is rendered by the controller only.
    private static let mostRounds = 20

    /// Those that kustomizations may name; none where one may not list them.
    func listRepositories(in namespace: String) async {
        guard sources.options.allowsRemoteBases else { return }
        let found = try? await client.list(GitOpsRepository.resource, namespace: namespace, labelSelector: nil)
        sources.repositories.fill(with: found ?? []) { try? GitOpsRepository($0) }
    }

    func render(
        _ resolved: ResolvedSources, for owner: KeptSecret.Owner, by makeRenderer: (RemoteBases) -> ApplicationRenderer
    ) async throws(SourceVisitError) -> ManifestSet {
        var uses = SourceUses()
        for round in 1... {
            let remotes = RemoteBases(
                sources, for: owner.application, isReportedOn: false, remembered: uses, applied: [])
            do throws(RenderFailure) {
                return try await makeRenderer(remotes).render(resolved, isForRepair: false).manifests
            } catch {
                let asked = remotes.unsettled
                guard error.obstacle != nil, asked != uses, round < Self.mostRounds else {
                    throw SourceVisitError(.failed, error.finding.message)
                }
                try await fetch(asked)
                uses = asked
            }
        }
        throw SourceVisitError(.failed, "the sources cannot be rendered")
    }

    private func fetch(_ uses: SourceUses) async throws(SourceVisitError) {
        for (key, uses) in Dictionary(grouping: uses.repositories, by: \.repository) {
            let spec = try await repository(key)
            let remote = try await remote(spec, in: key.namespace)
            let references = Set(uses.flatMap { $0.references.isEmpty ? [spec.gitReference] : $0.references })
            let found = try await refresh(key, remote, Array(references), spec)
            _ = sources.catalog.record(key, remote: remote, own: spec.gitReference, revisions: found.revisions)
        }
        for wanted in uses.charts.keys {
            _ = sources.charts.catalog.record(.success(try await chart(wanted)), for: wanted)
        }
    }
}

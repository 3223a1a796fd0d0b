internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing
internal import Webhooks

/// Has what deliveries are about looked at now. Whatever they say, nothing else is asked than what resources name.
struct HintTurn: Sendable {
    let services: Services

    func look(for hints: [GitOpsReceiver.Hint], of receiver: GitOpsReceiver) {
        guard !hints.isEmpty, let spec = try? receiver.spec.get(), !spec.suspend else { return }
        let aliases = HostAliases(spec.hosts)
        let said = hints.map { hint in
            (identities: Set(hint.repositories.compactMap { RepositoryIdentity($0, hosts: aliases) }), hint: hint)
        }
        func changes(at address: String) -> [GitOpsReceiver.Change]? {
            guard let identity = RepositoryIdentity(address, hosts: aliases) else { return nil }
            let fitting = said.filter { $0.hint.repositories.isEmpty || $0.identities.contains(identity) }
            return fitting.isEmpty ? nil : fitting.flatMap(\.hint.changes)
        }
        let namespace = services.settings.allowCrossNamespace ? nil : receiver.metadata.key.namespace
        for (key, repository) in services.sources.repositories.all()
        where namespace == nil || namespace == key.namespace {
            guard let source = try? repository.spec.get(), !source.suspend,
                spec.repositories?.matches(repository.metadata.labels) ?? true, let changes = changes(at: source.url)
            else { continue }
            services.pushes.note(changes, of: key, known: services.sources.catalog.found(of: key))
            services.sources.repositoryQueue.add(key, priority: .high)
        }
        services.sources.charts.look(in: namespace) { changes(at: $0) != nil }
    }
}

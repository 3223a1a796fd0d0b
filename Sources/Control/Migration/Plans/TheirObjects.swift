package import Documents
package import KubeClient
internal import KubeModel

/// What of another tool is in a cluster.
package struct TheirObjects: Sendable {
    /// A cluster that has more of one kind is migrated namespace by namespace of git, by files.
    private static let most = 5_000

    private static let kinds: [MigratedTool: [GroupKind]] = [
        .argocd: ["Application", "ApplicationSet", "AppProject"].map {
            GroupKind(group: ArgoApplication.group, kind: $0)
        },
        .flux: [
            GroupKind(group: FluxKustomization.group, kind: "Kustomization"),
            GroupKind(group: FluxRelease.group, kind: "HelmRelease"),
        ]
            + ["GitRepository", "HelmRepository", "HelmChart", "OCIRepository"].map {
                GroupKind(group: FluxSources.group, kind: $0)
            },
    ]

    let client: KubeClient

    package init(_ client: KubeClient) { self.client = client }

    /// All of them, whichever namespace they are in: what applies one may be anywhere.
    package func read(_ tool: MigratedTool) async throws(MigrationError) -> [Value] {
        var objects: [Value] = []
        for kind in Self.kinds[tool] ?? [] {
            guard let type = try await type(kind) else { continue }
            objects += try await list(type, selector: nil, "the \(type.plural)")
        }
        guard tool == .argocd else { return objects }
        objects += try await list(
            .secrets, selector: "argocd.argoproj.io/secret-type in (repository,repo-creds)", "Secrets")
        for namespace in Set(objects.compactMap { $0.kind == "Application" ? $0.namespace : nil }).sorted() {
            for name in ["argocd-ssh-known-hosts-cm", "argocd-tls-certs-cm"] {
                let key = ObjectKey(namespace: namespace, name: name)
                if let map = try? await client.get(.configMaps, key) { objects.append(map) }
            }
        }
        return objects
    }

    /// How the server serves a kind; nil where it does not.
    func type(_ kind: GroupKind) async throws(MigrationError) -> ResourceType? {
        do throws(KubeError) {
            return try await client.discovery.preferred(kind)
        } catch {
            if error.code == .unknownKind || error.code == .notFound { return nil }
            throw MigrationError("cannot ask for the kind \(kind)", error)
        }
    }

    private func list(
        _ type: ResourceType, selector: String?, _ what: String
    ) async throws(MigrationError) -> [Value] {
        do throws(KubeError) {
            let found = try await client.list(type, namespace: nil, labelSelector: selector)
            guard found.count <= Self.most else {
                throw KubeError(.tooLarge, "there are more than \(Self.most)")
            }
            return found
        } catch {
            throw MigrationError("cannot list \(what)", error)
        }
    }
}

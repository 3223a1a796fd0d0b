internal import GitOpsAPI
package import KubeClient
internal import KubeModel

/// Names of a cluster, for a shell that waits.
package struct CompletedNames: Sendable {
    private let client: KubeClient

    package init(_ client: KubeClient) { self.client = client }

    /// None where the server does not answer: a shell is no place for errors.
    package func names(of kind: KindChoice, in namespace: String) async -> [String] {
        await names(of: kind.type, in: namespace)
    }

    /// The records of deployments.
    package func deployments(in namespace: String) async -> [String] {
        await names(of: GitOpsDeployment.resource, in: namespace)
    }

    /// All namespaces; none where one may not list them.
    package func namespaces() async -> [String] { await names(of: .namespaces, in: nil) }

    private func names(of type: ResourceType, in namespace: String?) async -> [String] {
        let table = try? await client.table(of: type, namespace: namespace, labelSelector: nil, hasKeys: false)
        return table?.names ?? []
    }
}

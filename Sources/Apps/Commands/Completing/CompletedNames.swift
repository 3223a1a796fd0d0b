internal import Documents
package import KubeClient
internal import KubeModel
internal import Surroundings

/// Names of a cluster, for a shell that waits.
package struct CompletedNames: Sendable {
    private let client: KubeClient

    package init(_ client: KubeClient) { self.client = client }

    /// Nobody chooses among more.
    private static let most = 5_000

    /// None where the server does not answer: a shell is no place for errors.
    package func names(of kind: KindChoice, in namespace: String) async -> [String] {
        let gathered = GatheredNames()
        try? await client.tables(
            of: kind.type, namespace: namespace, labelSelector: nil, pageSize: Self.most, hasKeys: false
        ) { gathered.add($0) }
        return gathered.names
    }

    /// All namespaces; none where one may not list them.
    package func namespaces() async -> [String] {
        let gathered = GatheredNames()
        let type = ResourceType(
            gvk: GroupVersionKind(group: "", version: "v1", kind: "Namespace"), plural: "namespaces",
            namespaced: false, verbs: ["list"])
        try? await client.tables(
            of: type, namespace: nil, labelSelector: nil, pageSize: Self.most, hasKeys: false
        ) { gathered.add($0) }
        return gathered.names
    }
}

private final class GatheredNames {
    private(set) var names: [String] = []

    func add(_ table: ServerTable) {
        guard let place = table.columns.firstIndex(where: { $0.name.lowercased() == "name" }) else { return }
        names += table.rows.compactMap { $0.cells.indices.contains(place) ? $0.cells[place].string : nil }
    }
}

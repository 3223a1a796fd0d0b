internal import Documents
internal import KubeClient
internal import KubeModel

/// Tables of all objects of a kind, wherever they are.
struct Lookout {
    private let client: KubeClient
    private let type: ResourceType
    private let labelSelector: String?

    init(_ client: KubeClient, _ type: ResourceType, labelSelector: String?) {
        self.client = client
        self.type = type
        self.labelSelector = labelSelector
    }

    /// Rows from which on it takes less time to ask each namespace than to be told the metadata of all objects, in which alone
    /// their namespaces stand.
    private static let many = 1_000
    /// Namespaces that are asked, a few at once.
    private static let mostNamespaces = 500
    private static let atOnce = 16

    func table(in namespace: String?) async throws(KubeError) -> ServerTable {
        try await client.table(of: type, namespace: namespace, labelSelector: labelSelector, hasKeys: false).sorted
    }

    /// Each row tells the namespace of its object.
    func everywhere() async throws(KubeError) -> ServerTable {
        let all = try await table(in: nil)
        if all.rows.count >= Self.many, let namespaces = await namespaces() {
            return try await joined(namespaces)
        }
        guard !all.rows.isEmpty else { return all }
        return try await client.table(of: type, namespace: nil, labelSelector: labelSelector, hasKeys: true).sorted
    }

    /// Nil where one may not list them, or where there are too many.
    private func namespaces() async -> [String]? {
        let namespaces = await CompletedNames(client).namespaces()
        return namespaces.isEmpty || namespaces.count > Self.mostNamespaces ? nil : namespaces.sorted()
    }

    /// What a namespace has.
    private struct Part: Sendable {
        var namespace: String
        var table = ServerTable()
        var failure: KubeError?
    }

    private func part(of namespace: String) async -> Part {
        var part = Part(namespace: namespace)
        do throws(KubeError) { part.table = try await table(in: namespace) } catch { part.failure = error }
        return part
    }

    private func joined(_ namespaces: [String]) async throws(KubeError) -> ServerTable {
        let parts = await withTaskGroup(of: Part.self) { group in
            var parts: [Part] = []
            for (number, namespace) in namespaces.enumerated() {
                if number >= Self.atOnce, let part = await group.next() { parts.append(part) }
                group.addTask(name: "list \(namespace)") { await part(of: namespace) }
            }
            for await part in group { parts.append(part) }
            return parts.sorted { $0.namespace < $1.namespace }
        }
        var whole = ServerTable()
        for part in parts {
            if let failure = part.failure { throw failure }
            if whole.columns.isEmpty { whole.columns = part.table.columns }
            whole.rows += part.table.rows.map { row in
                var row = row
                row.key.namespace = part.namespace
                return row
            }
        }
        return whole
    }
}

extension ServerTable {
    /// What stands in the column of names.
    var names: [String] {
        guard let place = placeOfNames else { return [] }
        return rows.compactMap { $0.name(at: place) }
    }

    /// By namespace and name: caches of older servers know no order.
    fileprivate var sorted: ServerTable {
        guard let place = placeOfNames else { return self }
        var table = self
        table.rows = rows.map { (key: ObjectKey(namespace: $0.key.namespace, name: $0.name(at: place) ?? ""), row: $0) }
            .sorted { $0.key < $1.key }.map(\.row)
        return table
    }

    private var placeOfNames: Int? { columns.firstIndex { $0.name.lowercased() == "name" } }
}

extension ServerTable.Row {
    fileprivate func name(at place: Int) -> String? { cells.indices.contains(place) ? cells[place].string : nil }
}

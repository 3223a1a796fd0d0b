package import Documents
package import KubeModel
import Transport

/// Objects as the server shows them to people: by the columns of their kind.
package struct ServerTable: Sendable {
    /// What a column is called.
    package struct Column: Sendable {
        package var name: String
        /// Whether it is one of those that are shown where there is room only.
        package var isWide: Bool
    }

    /// One object.
    package struct Row: Sendable {
        package var key: ObjectKey
        package var cells: [Value]
    }

    package var columns: [Column] = []
    package var rows: [Row] = []

    package init() {}
}

extension KubeClient {
    private static let tables = "application/json;as=Table;v=v1;g=meta.k8s.io"

    /// All of a kind as a table, from the server's cache: many times faster than from its store, and at most moments old.
    ///
    /// - Parameter hasKeys: whether rows tell which object each is of; without that they are far smaller.
    package func table(
        of type: ResourceType, namespace: String?, labelSelector: String?, hasKeys: Bool
    ) async throws(KubeError) -> ServerTable {
        let path = try type.collectionPath(namespace: namespace, forAll: true)
        var query = Self.selectors(label: labelSelector, field: nil)
        query.append(("includeObject", hasKeys ? "Metadata" : "None"))
        do throws(KubeError) {
            return try await table(type, path, query + [("resourceVersion", "0")]).table
        } catch {
            guard error.isOfSize else { throw error }
        }
        var (whole, token) = (ServerTable(), "")
        repeat {
            let page = token.isEmpty ? [] : [("continue", token)]
            let answer = try await table(type, path, query + [("limit", String(Self.rowsOfPage))] + page)
            if whole.columns.isEmpty { whole.columns = answer.table.columns }
            whole.rows += answer.table.rows
            token = answer.token
        } while !token.isEmpty
        return whole
    }

    /// Of a table that is too large for one answer.
    private static let rowsOfPage = 500

    /// One object as a table of one row.
    package func table(of type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> ServerTable {
        try await table(type, try type.objectPath(key, subresource: nil), [("includeObject", "Metadata")]).table
    }

    private func table(
        _ type: ResourceType, _ path: String, _ query: [(String, String)]
    ) async throws(KubeError) -> (table: ServerTable, token: String) {
        var request = APIRequest(
            verb: .list, method: "GET", path: path, query: query,
            timeout: RequestBounds.list, isRepeatable: true, isSecret: type.isSecret)
        request.accept = Self.tables
        let value = try Connection.decode(try await response(to: request).body)
        guard value.kind == "Table" else {
            throw KubeError(.decoding, "the server does not answer with a table of \(type.plural)")
        }
        return (ServerTable(value), value.at("metadata", "continue")?.string ?? "")
    }
}

extension ServerTable {
    fileprivate init(_ value: Value) {
        columns = (value["columnDefinitions"]?.array ?? []).map {
            Column(name: $0["name"]?.string ?? "", isWide: ($0["priority"]?.integer ?? 0) > 0)
        }
        rows = (value["rows"]?.array ?? []).map { row in
            let object = row["object"]
            let key = ObjectKey(namespace: object?.namespace ?? "", name: object?.name ?? "")
            return Row(key: key, cells: row["cells"]?.array ?? [])
        }
    }
}

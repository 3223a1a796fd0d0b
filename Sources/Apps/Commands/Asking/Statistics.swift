internal import Documents
package import KubeClient
internal import KubeModel

/// `stats`: how many applications and repositories there are, and how they are.
package struct Statistics: Sendable {
    let client: KubeClient
    let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// - Parameter namespace: nil: in all namespaces.
    package func show(in namespace: String?, _ form: DataForm) async throws(CommandError) {
        let applications = try await counts(of: .applications, in: namespace, by: ["Sync", "Health", "Ready"])
        let repositories = try await counts(of: .repositories, in: namespace, by: ["Ready"])
        guard form == .text else {
            return console.write(
                form.text(of: ["applications": applications.told, "repositories": repositories.told]))
        }
        let rows = applications.rows("applications") + repositories.rows("repositories")
        console.write(
            TextTable(header: ["KIND", "BY", "WHAT", "COUNT"], rows: rows).written(on: console, hasHeader: true))
    }

    private func counts(
        of kind: KindChoice, in namespace: String?, by columns: [String]
    ) async throws(CommandError) -> Counts {
        let counts = Counts()
        do throws(KubeError) {
            counts.add(
                try await client.table(of: kind.type, namespace: namespace, labelSelector: nil, hasKeys: false),
                by: columns)
        } catch {
            throw CommandError("cannot read \(kind.type.plural)", error)
        }
        return counts
    }
}

/// How many rows have which word in which column.
private final class Counts {
    private var total = 0
    private var words: [String: [String: Int]] = [:]

    func add(_ table: ServerTable, by columns: [String]) {
        total += table.rows.count
        for (place, column) in table.columns.enumerated() where columns.contains(column.name) {
            for row in table.rows where row.cells.indices.contains(place) {
                let word = row.cells[place].string ?? ""
                words[column.name.lowercased(), default: [:]][word.isEmpty ? "unknown" : word, default: 0] += 1
            }
        }
    }

    func rows(_ kind: String) -> [[String]] {
        let parts = words.sorted { $0.key < $1.key }.flatMap { column, counts in
            counts.sorted { $0.key < $1.key }.map { [kind, column, $0.key, String($0.value)] }
        }
        return [[kind, "", "all", String(total)]] + parts
    }

    var told: Value {
        var value: Value = ["total": .integer(total)]
        for (column, counts) in words.sorted(by: { $0.key < $1.key }) {
            value[column] = .object(Object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
        }
        return value
    }
}

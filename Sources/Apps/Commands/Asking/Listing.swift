internal import Documents
package import KubeClient
internal import KubeModel
internal import YAML

/// `get`: objects of our kinds, by the columns that the server has for them or as they are.
package struct Listing: Sendable {
    let client: KubeClient
    let console: Console
    let form: OutputForm
    let hasHeader: Bool

    package init(_ client: KubeClient, _ console: Console, form: OutputForm, hasHeader: Bool) {
        self.client = client
        self.console = console
        self.form = form
        self.hasHeader = hasHeader
    }

    /// Objects of a page, so that memory does not grow with their number.
    private static let pageSize = 500

    /// Writes them.
    ///
    /// - Throws: `.notFound` where one that is named is not there; the others are written.
    package func show(_ kinds: [KindChoice], _ selection: Selection) async throws(CommandError) {
        switch form {
        case .table, .wide, .name:
            var written = 0
            for kind in kinds {
                let table = try await table(of: kind, selection)
                written += table.rows.count
                write(table, kind, isOneOfSeveral: kinds.count > 1, showsNamespace: selection.namespace == nil)
            }
            if written == 0, form != .name { console.note(nothing(selection)) }
        case .json, .yaml, .jsonPath, .customColumns:
            var objects: [Value] = []
            for kind in kinds { objects += try await self.objects(of: kind, selection) }
            write(objects, isOne: selection.names.count == 1 && kinds.count == 1)
        }
    }

    private func nothing(_ selection: Selection) -> String {
        selection.namespace.map { "No resources found in \($0) namespace." } ?? "No resources found"
    }

    // MARK: As tables

    func table(of kind: KindChoice, _ selection: Selection) async throws(CommandError) -> ServerTable {
        let gathered = Gathered()
        do throws(KubeError) {
            guard selection.names.isEmpty else {
                for name in selection.names {
                    let key = ObjectKey(namespace: selection.namespace ?? "", name: name)
                    gathered.add(try await client.table(of: kind.type, key))
                }
                return gathered.table
            }
            try await client.tables(
                of: kind.type, namespace: selection.namespace, labelSelector: selection.labelSelector,
                pageSize: Self.pageSize, hasKeys: selection.namespace == nil || form == .name
            ) { gathered.add($0) }
            return gathered.table
        } catch {
            throw CommandError("cannot read \(kind.type.plural)", error)
        }
    }

    private func write(_ table: ServerTable, _ kind: KindChoice, isOneOfSeveral: Bool, showsNamespace: Bool) {
        guard form != .name else {
            for row in table.rows { console.line("\(kind.type.singularWithGroup)/\(row.key.name)") }
            return
        }
        guard !table.rows.isEmpty else { return }
        let text = textTable(table, kind, isOneOfSeveral: isOneOfSeveral, showsNamespace: showsNamespace)
        console.write(text.written(on: console, hasHeader: hasHeader))
        if isOneOfSeveral { console.line("") }
    }

    func textTable(
        _ table: ServerTable, _ kind: KindChoice, isOneOfSeveral: Bool, showsNamespace: Bool
    ) -> TextTable {
        let shown = table.columns.indices.filter { form == .wide || !table.columns[$0].isWide }
        let header = (showsNamespace ? ["NAMESPACE"] : []) + shown.map { table.columns[$0].name.uppercased() }
        let rows = table.rows.map { row in
            (showsNamespace ? [row.key.namespace] : [])
                + shown.map { column in
                    let cell = row.cells.indices.contains(column) ? row.cells[column].cell : ""
                    let isName = isOneOfSeveral && table.columns[column].name.lowercased() == "name"
                    return isName ? "\(kind.type.singularWithGroup)/\(cell)" : cell
                }
        }
        return TextTable(header: header, rows: rows)
    }

    // MARK: As they are

    private func objects(of kind: KindChoice, _ selection: Selection) async throws(CommandError) -> [Value] {
        do throws(KubeError) {
            guard selection.names.isEmpty else {
                var objects: [Value] = []
                for name in selection.names {
                    let key = ObjectKey(namespace: selection.namespace ?? "", name: name)
                    objects.append(try await client.get(kind.type, key))
                }
                return objects
            }
            return try await client.list(
                kind.type, namespace: selection.namespace, labelSelector: selection.labelSelector)
        } catch {
            throw CommandError("cannot read \(kind.type.plural)", error)
        }
    }

    func write(_ objects: [Value], isOne: Bool) {
        let objects = objects.map(\.withoutManagers)
        let whole: Value =
            isOne ? objects.first ?? .null : ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
        switch form {
        case .json: console.line(PrettyJSON.text(of: whole))
        case .yaml: console.write(YAML.emit(whole))
        case .jsonPath(let template): console.write(template.text(of: whole))
        case .customColumns(let columns):
            let rows = objects.map { object in
                columns.map { column in
                    let text = column.path.text(of: object)
                    return text.isEmpty ? "<none>" : text
                }
            }
            let table = TextTable(header: columns.map(\.name), rows: rows)
            console.write(table.written(on: console, hasHeader: hasHeader))
        case .name:
            for object in objects {
                let kind = KindChoice.allCases.first { $0.type.gvk.kind == object.kind }
                console.line("\(kind?.type.singularWithGroup ?? "")/\(object.name ?? "")")
            }
        case .table, .wide: break
        }
    }
}

/// Pages of a table, one behind the other.
private final class Gathered {
    var table = ServerTable()

    func add(_ page: ServerTable) {
        if table.columns.isEmpty { table.columns = page.columns }
        table.rows += page.rows
    }
}

extension Value {
    /// As `kubectl` shows objects: who set which field is left out.
    fileprivate var withoutManagers: Value {
        var object = self
        object["metadata"]?["managedFields"] = nil
        return object
    }

    /// As a cell of a table.
    fileprivate var cell: String {
        switch self {
        case .string(let text): text
        case .null: ""
        default: json()
        }
    }
}

extension ResourceType {
    /// `gitopsapplication.gitops.martlet.dev`, as `-o name` has it.
    fileprivate var singularWithGroup: String {
        let kind = gvk.kind.lowercased()
        return gvk.group.isEmpty ? kind : "\(kind).\(gvk.group)"
    }
}

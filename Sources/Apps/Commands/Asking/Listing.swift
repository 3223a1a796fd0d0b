internal import Documents
package import KubeClient
internal import KubeModel

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
        case .table, .wide, .name: try await showTables(kinds, selection)
        case .json, .yaml, .jsonPath, .customColumns:
            var writer = ObjectWriter(form, console, hasHeader: hasHeader)
            writer.isOfOne = selection.names.count == 1 && kinds.count == 1
            var failure: CommandError?
            for kind in kinds {
                do throws(CommandError) {
                    try await read(kind, selection) { writer.add($0) }
                } catch let error where error.code == .notFound && selection.names.count > 1 {
                    failure = error
                }
            }
            writer.end()
            if let failure { throw failure }
        }
    }

    private func showTables(_ kinds: [KindChoice], _ selection: Selection) async throws(CommandError) {
        var written = 0
        var failure: CommandError?
        for kind in kinds {
            let found = try await table(of: kind, selection)
            written += found.table.rows.count
            failure = failure ?? found.failure
            write(found.table, kind, isOneOfSeveral: kinds.count > 1, showsNamespace: selection.namespace == nil)
        }
        if let failure { throw failure }
        if written == 0, form != .name { console.note(nothing(selection)) }
    }

    private func nothing(_ selection: Selection) -> String {
        selection.namespace.map { "No resources found in \($0) namespace." } ?? "No resources found"
    }

    // MARK: As tables

    /// With why one of those that are named is not among them.
    func table(
        of kind: KindChoice, _ selection: Selection
    ) async throws(CommandError) -> (table: ServerTable, failure: CommandError?) {
        let gathered = Gathered()
        let what = "cannot read \(kind.type.plural)"
        var failure: CommandError?
        for name in selection.names {
            do throws(KubeError) {
                gathered.add(
                    try await client.table(
                        of: kind.type, ObjectKey(namespace: selection.namespace ?? "", name: name)))
            } catch {
                guard error.code == .notFound else { throw CommandError(what, error) }
                failure = failure ?? CommandError(what, error)
            }
        }
        guard selection.names.isEmpty else { return (gathered.table, failure) }
        do throws(KubeError) {
            let lookout = Lookout(client, kind.type, labelSelector: selection.labelSelector)
            guard let namespace = selection.namespace else { return (try await lookout.everywhere(), nil) }
            return (try await lookout.table(in: namespace), nil)
        } catch {
            throw Self.failure(what, error)
        }
    }

    private func write(_ table: ServerTable, _ kind: KindChoice, isOneOfSeveral: Bool, showsNamespace: Bool) {
        guard form != .name else {
            for name in table.names { console.line("\(kind.type.singularWithGroup)/\(name)") }
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

    /// Page by page; of those that are named, those that are there before it says which is not.
    private func read(
        _ kind: KindChoice, _ selection: Selection, each: (Value) -> Void
    ) async throws(CommandError) {
        let what = "cannot read \(kind.type.plural)"
        var failure: CommandError?
        for name in selection.names {
            do throws(KubeError) {
                each(
                    try await client.get(kind.type, ObjectKey(namespace: selection.namespace ?? "", name: name)))
            } catch {
                guard error.code == .notFound else { throw CommandError(what, error) }
                failure = failure ?? CommandError(what, error)
            }
        }
        if let failure { throw failure }
        guard selection.names.isEmpty else { return }
        do throws(KubeError) {
            var pages = try client.pages(
                of: kind.type, namespace: selection.namespace, labelSelector: selection.labelSelector,
                fieldSelector: nil, pageSize: Self.pageSize)
            while let page = try await pages.next() {
                // What is written is written.
                if page.beginsAnew {
                    throw KubeError(.gone, "they have changed too much while they were read; try again")
                }
                page.objects.forEach(each)
            }
        } catch {
            throw Self.failure(what, error)
        }
    }

    /// Where the kind as a whole is not there, nobody has installed it.
    private static func failure(_ what: String, _ error: KubeError) -> CommandError {
        let failure = CommandError(what, error)
        guard failure.code == .notFound else { return failure }
        return CommandError(.notFound, "\(failure.message); is Martlet installed in this cluster? See `check`")
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
    var singularWithGroup: String {
        let kind = gvk.kind.lowercased()
        return gvk.group.isEmpty ? kind : "\(kind).\(gvk.group)"
    }
}

package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Operating
internal import Surroundings

/// `history`: what of an application was applied, newest first.
package struct HistoryList: Sendable {
    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Writes it; nothing of an application that was never applied.
    package func show(_ key: ObjectKey, _ form: DataForm) async throws(CommandError) {
        let state = try await ApplicationRequest(client).state(of: key)
        let history = state.status.history
        guard form == .text else {
            return console.write(form.text(of: ["items": .array(history.map(\.told))]))
        }
        guard !history.isEmpty else { return console.note("nothing of \(key.name) was applied yet") }
        let now = Int64(client.surroundings.secondsSince1970)
        let pinned = state.status.pin?.revision
        let rows = history.enumerated().map { number, entry in
            [
                RevisionText.short(entry.revision), entry.result.rawValue, entry.healthyAt == nil ? "no" : "yes",
                Age.text(since: entry.appliedAt, now: now),
                [number == 0 ? "applied" : nil, pinned == entry.revision ? "pinned" : nil, entry.reason]
                    .compactMap(\.self).joined(separator: ", "),
            ]
        }
        let table = TextTable(header: ["REVISION", "RESULT", "WAS HEALTHY", "AGE", "REMARK"], rows: rows)
        console.write(table.written(on: console, hasHeader: true))
    }
}

extension GitOpsApplication.HistoryEntry {
    fileprivate var told: Value {
        var value: Value = [
            "revision": .string(revision), "appliedAt": .string(appliedAt.description), "digest": .string(digest),
            "result": .string(result.rawValue),
        ]
        if let healthyAt { value["healthyAt"] = .string(healthyAt.description) }
        if let reason { value["reason"] = .string(reason) }
        return value
    }
}

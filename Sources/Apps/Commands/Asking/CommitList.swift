internal import Documents
package import KubeClient
package import KubeModel
internal import Surroundings

/// `history --commits`: what of git changed an application, newest first.
package struct CommitList: Sendable {
    /// One commit.
    package struct Entry: Sendable, Hashable {
        package var sha: String
        package var time: KubeTime
        package var author: String
        package var subject: String
        /// Whether the application has this one now.
        package var isApplied: Bool

        package init(sha: String, time: KubeTime, author: String, subject: String, isApplied: Bool) {
            self.sha = sha
            self.time = time
            self.author = author
            self.subject = subject
            self.isApplied = isApplied
        }
    }

    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Writes them.
    ///
    /// - Parameter end: why there are no more, in a sentence; nil where the history begins there.
    package func show(_ entries: [Entry], end: String?, _ form: DataForm) {
        guard form == .text else {
            var told: Value = ["items": .array(entries.map(\.told)), "complete": .bool(end == nil)]
            told["end"] = end.map(Value.string)
            return console.write(form.text(of: told))
        }
        if !entries.isEmpty {
            let now = Int64(client.surroundings.secondsSince1970)
            let rows = entries.map { entry in
                [
                    String(entry.sha.prefix(12)), Age.text(since: entry.time, now: now), entry.author,
                    entry.isApplied ? "applied" : "", entry.subject,
                ]
            }
            let table = TextTable(header: ["COMMIT", "AGE", "AUTHOR", "REMARK", "SUBJECT"], rows: rows)
            console.write(table.written(on: console, hasHeader: true))
        }
        if let end { console.note(end) }
    }
}

extension CommitList.Entry {
    fileprivate var told: Value {
        [
            "sha": .string(sha), "time": .string(time.description), "author": .string(author),
            "subject": .string(subject), "applied": .bool(isApplied),
        ]
    }
}

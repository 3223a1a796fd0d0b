import ArgumentParser
import Commands
import Controllers
import Documents
import Git
import KubeModel
import Metrics
import Rendering
import Sourcing

/// `history`: what was applied, or what of git changed it.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Shows which revisions of an application were applied.",
        discussion: """
            With --commits it shows the commits that changed something of what the application is rendered from, in the repository \
            that it names first. These are fetched and rendered here, with your own rights; where the history that was fetched ends \
            before that of the repository it says so.

              \(Program.name) history shop -n shops
              \(Program.name) history shop -n shops --commits --limit 5
            """)

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "The commits that changed it, and not what was applied.")
    var commits = false

    @Option(help: "With --commits: how many are shown at most.")
    var limit = 20

    @Option(help: "With --commits: how many commits of the repository are fetched.")
    var depth = 500

    @Option(help: "With --commits: the name of the installation that applies the application.")
    var installation = "martlet"

    @Flag(help: "With --commits: fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "With --commits: the seconds after which it is given up.")
    var timeout = 300

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000 commits") }
        guard (1...10_000).contains(depth) else { throw ValidationError("--depth takes 1 to 10000 commits") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            guard commits else { return try await HistoryList(session.client, session.console).show(key, output) }
            try await show(key, session)
        }
    }

    private func show(_ key: ObjectKey, _ session: Session) async throws(CommandError) {
        var reading = SourceReading(
            installation: installation, allowsRemoteBases: allowRemoteBases, patience: .seconds(timeout))
        reading.depth = depth
        let most = limit
        let found = try await reading.open(session, local: nil, for: "the history of \(key.name) cannot be read") {
            [installation, allowRemoteBases] means throws(SourceVisitError) in
            try await CommitHistory(
                try await SourceReading.read(key, means.client), client: means.client, mirrors: means.mirrors,
                charts: means.sources.charts,
                makeRenders: { RenderCache(entries: 8, bytes: 64 << 20, metrics: Metrics()) },
                installation: installation, allowsRemoteBases: allowRemoteBases, logger: means.logger
            ).changes(atMost: most)
        }
        let entries = found.changes.map { change in
            CommitList.Entry(
                sha: change.commit.sha, time: KubeTime(change.commit.time), author: change.commit.author.visible,
                subject: change.commit.message.visible, isApplied: change.isApplied)
        }
        CommitList(session.client, session.console).show(entries, end: found.end.sentence(depth: depth), output)
    }
}

extension CommitHistory.End {
    fileprivate func sentence(depth: Int) -> String? {
        switch self {
        case .beginning: nil
        case .limit: "there may be earlier ones; --limit shows more"
        case .fetched(let commit):
            "the history that was fetched ends at \(commit.prefix(12)), \(depth) commits back; --depth fetches more"
        case .unreadable(let commit): "what is before \(commit.prefix(12)) cannot be read"
        }
    }
}

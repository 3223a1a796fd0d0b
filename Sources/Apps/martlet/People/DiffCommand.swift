import ArgumentParser
import Commands
import Controllers
import Documents
import LogOutput
import Previewing
import Sourcing

/// `martlet diff APPLICATION`: shows what would change, and changes nothing.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what a sync of an application would change, and changes nothing.",
        discussion: """
            The source is fetched and rendered here, and compared with the cluster by dry runs, with your own rights.

              \(Program.name) diff shop -n shops --revision feature/prices

            Ends with 0 where nothing would change, 1 where something would, and otherwise with 2 (usage), 3 (not found), 4 (not \
            allowed), 5 (took too long), 7 (not reachable) or 8.
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var source: SourceOptions

    @OptionGroup var folder: LocalOptions

    @Option(help: "Compare this revision with that of --to, and not with the cluster.")
    var from: String?

    @Option(help: "See --from.")
    var to: String?

    @Option(help: "A version of Kubernetes that is to come, such as 1.36: tells what it will not serve any more.")
    var targetVersion: String?

    @Option(help: "The ConfigMap with prices, as NAMESPACE/NAME.")
    var priceTable = "\(Program.priceTable)"

    @Option(name: .shortAndLong, help: "text, json or markdown.")
    var output = Form.text

    func validate() throws {
        guard (from == nil) == (to == nil) else { throw ValidationError("--from and --to belong together") }
        guard [source.revision, folder.local, from].compactMap(\.self).count < 2 else {
            throw ValidationError("of --revision, --local and --from with --to there can be only one")
        }
        guard targetVersion.map({ KubeRelease($0) != nil }) ?? true else {
            throw ValidationError("--target-version takes a version such as 1.36")
        }
        guard ObjectKey(priceTable) != nil else { throw ValidationError("--price-table takes NAMESPACE/NAME") }
    }

    func run() async throws {
        let (state, range, target) = (state, range, targetVersion.flatMap(KubeRelease.init))
        var hasDifferences = false
        try await Session.open(cluster) { session throws(CommandError) in
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            let outcome = try await source.reading.diff(key, session, local: folder.local, target: target) {
                diff throws(SourceVisitError) in
                let outcome =
                    if let range {
                        try await diff.between(range.from, range.to)
                    } else {
                        try await diff.againstLive(at: state)
                    }
                guard let table = ObjectKey(priceTable) else { return outcome }
                return await diff.weighed(outcome, pricesIn: table)
            }
            session.console.write(written(outcome.preview))
            if outcome.isPartial {
                session.console.note("note: not all dry runs could be made, so what the server puts in is missing")
            }
            if outcome.lacksPolicies {
                session.console.note("note: policies may not be read, so what they say is missing")
            }
            hasDifferences = outcome.hasDifferences
        }
        if hasDifferences { throw ExitCode(1) }
    }

    private var state: SourceVisit.State {
        folder.local == nil ? source.revision.map { .revision($0) } ?? .specified : .folder
    }

    private var range: (from: String, to: String)? {
        if let from, let to { (from, to) } else { nil }
    }

    private func written(_ preview: Preview) -> String {
        switch output {
        case .text: TextOutput.text(of: preview, isColored: TerminalOutput.isColored)
        case .json: JSONOutput.text(of: preview) + "\n"
        case .markdown: MarkdownOutput.text(of: preview, bytes: 65_536) + "\n"
        }
    }
}

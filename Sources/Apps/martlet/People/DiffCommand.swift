import ArgumentParser
import Commands
import Controllers
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

    @Option(help: "A branch, tag or commit in the place of that of the specification.")
    var revision: String?

    @Option(
        help: "A folder in the place of the repository that the application names first, as its root.",
        completion: .directory)
    var local: String?

    @Option(help: "Compare this revision with that of --to, and not with the cluster.")
    var from: String?

    @Option(help: "See --from.")
    var to: String?

    @Option(help: "A version of Kubernetes that is to come, such as 1.36: tells what it will not serve any more.")
    var targetVersion: String?

    @Option(name: .shortAndLong, help: "text, json or markdown.")
    var output = Form.text

    @Option(help: "The name of the installation that applies the application.")
    var installation = "martlet"

    @Flag(help: "Fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "The seconds after which it is given up.")
    var timeout = 300

    func validate() throws {
        guard (from == nil) == (to == nil) else { throw ValidationError("--from and --to belong together") }
        guard [revision, local, from].compactMap(\.self).count < 2 else {
            throw ValidationError("of --revision, --local and --from with --to there can be only one")
        }
        guard targetVersion.map({ KubeRelease($0) != nil }) ?? true else {
            throw ValidationError("--target-version takes a version such as 1.36")
        }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    func run() async throws {
        let outcome: ApplicationDiff.Outcome
        do {
            outcome = try await ApplicationReading.within(.seconds(timeout)) { try await compare() }
        } catch let error as SourceVisitError {
            throw CommandError(error)
        }
        print(written(outcome.preview), terminator: "")
        if outcome.isPartial {
            StandardError.write(
                Array("note: not all dry runs could be made, so what the server puts in is missing\n".utf8))
        }
        if outcome.hasDifferences { throw ExitCode(1) }
    }

    private func compare() async throws -> ApplicationDiff.Outcome {
        let reading = ApplicationReading(cluster, local: local, installation: installation)
        return try await reading.open(
            application, allowsRemoteBases: allowRemoteBases, target: targetVersion.flatMap(KubeRelease.init)
        ) { diff in
            if let from, let to { return try await diff.between(from, to) }
            return try await diff.againstLive(at: local == nil ? revision.map { .revision($0) } ?? .specified : .folder)
        }
    }

    private func written(_ preview: Preview) -> String {
        switch output {
        case .text: TextOutput.text(of: preview, isColored: TerminalOutput.isColored)
        case .json: JSONOutput.text(of: preview) + "\n"
        case .markdown: MarkdownOutput.text(of: preview, bytes: 65_536) + "\n"
        }
    }
}

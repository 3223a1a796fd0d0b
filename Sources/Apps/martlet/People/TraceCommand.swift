import ArgumentParser
import Commands
import Controllers
import Documents
import Explaining
import Origins
import Sourcing

/// `trace`: where an object comes from.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Shows which application, repository and commit an object comes from.",
        discussion: """
            It may be any object, also one that an applied one has made. With --file the source is fetched and rendered here, with \
            your own rights, and the file and line are told where the object, or what makes it, stands there. `why` says more.

              \(Program.name) trace pod/web-7d9c-x2x4k -n shops
              \(Program.name) trace deployment/web -n shops --file
            """)

    @Argument(help: "KIND/NAME; the kind as kubectl takes it, perhaps with its group behind a dot.")
    var object: String

    @OptionGroup var cluster: ClusterOptions

    @Flag(name: .customLong("file"), help: "Also tell the file and line of the source.")
    var tellsFile = false

    @Option(help: "With --file: the name of the installation that applies the application.")
    var installation = "martlet"

    @Flag(help: "With --file: fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "With --file: the seconds after which it is given up.")
    var timeout = 300

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    /// How many commits are fetched to find the one that changed the file.
    private static let depth = 500

    func validate() throws {
        guard object.split(separator: "/").count == 2 else { throw ValidationError("the object is KIND/NAME") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    func run() async throws {
        let parts = object.split(separator: "/").map(String.init)
        try await Session.open(cluster) { session throws(CommandError) in
            let trace = Trace(session.client, session.console)
            let found = try await trace.find(
                parts[0], ObjectKey(namespace: session.namespace(cluster), name: parts[1]))
            trace.show(found, tellsFile ? try await files(of: found, session) : nil, output)
        }
    }

    private func files(of found: Trace.Found, _ session: Session) async throws(CommandError) -> [Trace.File] {
        guard let applied = NamedObject(found.applied) else { return [] }
        var reading = SourceReading(
            installation: installation, allowsRemoteBases: allowRemoteBases, patience: .seconds(timeout))
        reading.depth = Self.depth
        let explanation = try await reading.open(session, local: nil, for: "the file of \(applied) cannot be found") {
            [installation, allowRemoteBases] means throws(SourceVisitError) in
            try await ApplicationInquiry(
                found.owner, client: means.client, mirrors: means.mirrors, charts: means.sources.charts,
                renders: means.renders, installation: installation, allowsRemoteBases: allowRemoteBases,
                logger: means.logger
            ).explain(applied, field: nil, at: .specified)
        }
        return explanation.origin.compactMap { step in
            step.file.map { path in
                Trace.File(
                    path: path, line: step.line, maker: step.what,
                    change: step.change.map { "\($0.commit.prefix(12)) \($0.subject) (\($0.author), \($0.time))" })
            }
        }
    }
}

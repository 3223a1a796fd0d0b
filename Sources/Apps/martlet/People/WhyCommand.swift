import ArgumentParser
import Commands
import Controllers
import Documents
import Explaining
import Logging
import Metrics
import Previewing
import Rendering
import Sourcing
import Surroundings

/// `martlet why APPLICATION KIND/NAME [FIELD]`: what made a value.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Says what made an object, or a value in it.",
        discussion: """
            The source is fetched and rendered here, and the object is read from the cluster, with your own rights. What Secrets \
            hold is never shown.

              martlet why shop deployment/web spec.template.spec.containers[name=app].image -n shops

            Ends with 0, and otherwise with 2 (usage), 3 (not found), 4 (not allowed), 5 (took too long), 7 (not reachable) or 8.
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @Argument(help: "The object, as KIND/NAME or KIND/NAMESPACE/NAME.")
    var object: String

    @Argument(
        help: "A field, such as spec.ports[0].port, spec.containers[name=app].image or /spec/replicas; all without it.")
    var field: String?

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "A branch, tag or commit in the place of that of the specification.")
    var revision: String?

    @Option(name: .shortAndLong, help: "text or json.")
    var output = Form.text

    @Option(help: "The name of the installation that applies the application.")
    var installation = "martlet"

    @Flag(help: "Fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "The seconds after which it is given up.")
    var timeout = 300

    func validate() throws {
        guard NamedObject(object) != nil else { throw ValidationError("'\(object)' is not of the form KIND/NAME") }
        guard field.map({ FieldQuery($0) != nil }) ?? true else {
            throw ValidationError("'\(field ?? "")' is no field, such as spec.ports[0].port or /spec/replicas")
        }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            let explanation = try await TimeLimit.within(
                .seconds(timeout), .system, waitingFor: { "why \(object)" }
            ) { () async throws(CommandError) in
                do throws(SourceVisitError) { return try await explain(session) } catch { throw CommandError(error) }
            }
            session.console.write(output == .text ? explanation.text : JSONOutput.text(of: explanation.json) + "\n")
        }
    }

    private func explain(_ session: Session) async throws(SourceVisitError) -> Explanation {
        guard let object = NamedObject(object) else { preconditionFailure("arguments were validated") }
        let sources: ScratchSources
        do { sources = try ScratchSources() } catch {
            throw SourceVisitError(.failed, "there is no room for the sources: \(error)")
        }
        defer { sources.shutDown() }
        let key = ObjectKey(namespace: session.namespace(cluster), name: application)
        let inquiry = try await ApplicationInquiry(
            key, client: session.client, mirrors: sources.mirrors, charts: sources.charts,
            renders: RenderCache(entries: 8, bytes: 64 << 20, metrics: Metrics()), installation: installation,
            allowsRemoteBases: allowRemoteBases, logger: Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() })
        return try await inquiry.explain(
            object, field: field.flatMap(FieldQuery.init), at: revision.map { .revision($0) } ?? .specified)
    }
}

import ArgumentParser
import Commands
import Controllers
import Documents
import Explaining
import Previewing
import Sourcing

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

    @OptionGroup var source: SourceOptions

    @Option(name: .shortAndLong, help: "text or json.")
    var output = Form.text

    func validate() throws {
        guard NamedObject(object) != nil else { throw ValidationError("'\(object)' is not of the form KIND/NAME") }
        guard field.map({ FieldQuery($0) != nil }) ?? true else {
            throw ValidationError("'\(field ?? "")' is no field, such as spec.ports[0].port or /spec/replicas")
        }
    }

    func run() async throws {
        guard let object = NamedObject(object) else { preconditionFailure("arguments were validated") }
        let (field, source) = (field.flatMap(FieldQuery.init), source)
        try await Session.open(cluster) { session throws(CommandError) in
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            let explanation = try await source.reading.open(session, local: nil, for: "why \(self.object) is so") {
                means throws(SourceVisitError) in
                let inquiry = try await ApplicationInquiry(
                    key, client: means.client, mirrors: means.mirrors, charts: means.sources.charts,
                    renders: means.renders, installation: source.installation,
                    allowsRemoteBases: source.allowRemoteBases, logger: means.logger)
                return try await inquiry.explain(
                    object, field: field, at: source.revision.map { .revision($0) } ?? .specified)
            }
            session.console.write(output == .text ? explanation.text : JSONOutput.text(of: explanation.json) + "\n")
        }
    }
}

import ArgumentParser
import Commands
import Controllers
import Documents
import Sourcing
import YAML

/// `render app APPLICATION`: what an application of a cluster is made of.
struct RenderApplicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app", abstract: "Prints what the source of an application renders to.",
        discussion: """
            The source is fetched and rendered here, with your own rights. Values of Secrets are shown as the source has them. A \
            folder of the name `app` is rendered with `\(Program.name) render ./app`.

              \(Program.name) render app shop -n shops --revision feature/prices
            """)

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var source: SourceOptions

    @OptionGroup var folder: LocalOptions

    func validate() throws {
        guard source.revision == nil || folder.local == nil else {
            throw ValidationError("of --revision and --local there can be only one")
        }
    }

    func run() async throws {
        let state: SourceVisit.State =
            folder.local == nil ? source.revision.map { .revision($0) } ?? .specified : .folder
        try await Session.open(cluster) { session throws(CommandError) in
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            let objects = try await source.reading.diff(key, session, local: folder.local, target: nil) {
                diff throws(SourceVisitError) in try await diff.rendered(at: state)
            }
            session.console.write(YAML.emit(objects))
        }
    }
}

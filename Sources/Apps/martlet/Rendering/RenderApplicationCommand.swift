import ArgumentParser
import Commands
import Controllers
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

    @Option(help: "A branch, tag or commit in the place of that of the specification.")
    var revision: String?

    @Option(
        help: "A folder in the place of the repository that the application names first, as its root.",
        completion: .directory)
    var local: String?

    @Flag(help: "Fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "The seconds after which it is given up.")
    var timeout = 300

    func validate() throws {
        guard revision == nil || local == nil else {
            throw ValidationError("of --revision and --local there can be only one")
        }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    func run() async throws {
        let state: SourceVisit.State = local == nil ? revision.map { .revision($0) } ?? .specified : .folder
        do {
            let objects = try await ApplicationReading.within(.seconds(timeout)) {
                try await ApplicationReading(cluster, local: local, installation: "martlet").open(
                    application, allowsRemoteBases: allowRemoteBases, target: nil
                ) { try await $0.rendered(at: state) }
            }
            print(YAML.emit(objects), terminator: "")
        } catch let error as SourceVisitError {
            throw CommandError(error)
        }
    }
}

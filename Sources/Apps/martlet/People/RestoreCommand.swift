import ArgumentParser
import Commands
import Documents
import Explaining

/// `restore`: what a deployment has deleted.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Brings back objects that a deployment has deleted or replaced, as they were.",
        discussion: """
            The controller keeps them for 30 days. What is there is left as it is; what comes back belongs to no application until its \
            source has it again. Ends with 1 where something went wrong, and with 6 where the application is suspended. See \
            docs/restore.md.

              \(Program.name) restore --list -n shops
              \(Program.name) restore shop-20261130155210-77abcd -n shops --dry-run
              \(Program.name) restore shop-20261130155210-77abcd -n shops --object cm/settings
            """)

    @Argument(help: "The GitOpsDeployment.")
    var deployment: String?

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var patience: PatienceOptions

    @Flag(help: "Show the deployments of which something is kept.")
    var list = false

    @Flag(help: "Only show what would come of it.")
    var dryRun = false

    @Option(
        name: .customLong("object"),
        help: "Bring back only this one, as KIND/NAME or KIND/NAMESPACE/NAME; may be repeated.")
    var objects: [String] = []

    func validate() throws {
        guard list == (deployment == nil), !list || (!dryRun && objects.isEmpty) else {
            throw ValidationError("name a deployment, or give --list alone to see of which something is kept")
        }
        for object in objects where NamedObject(object) == nil {
            throw ValidationError("'\(object)' is not of the form KIND/NAME")
        }
    }

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            let restoring = Restoring(session.client, session.console)
            guard let deployment else { return try await restoring.list(in: session.namespace(cluster)) }
            try await restoring.restore(
                ObjectKey(namespace: session.namespace(cluster), name: deployment), objects: objects, isTrial: dryRun,
                patience: patience.limit)
        }
    }
}

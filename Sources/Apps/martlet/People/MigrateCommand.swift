import ArgumentParser
import Commands
import Documents
import KubeClient
import Logging
import Metrics
import Migration
import Rendering
import Sourcing

/// `martlet migrate TOOL STEP`: makes what Argo CD or Flux has ours, and back.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Makes the applications of Argo CD or Flux ours, without restarting or deleting anything.",
        discussion: """
            plan shows what would come of it, and what does not map. apply makes ours, stops theirs, hands the objects over, and waits \
            until ours are ready. undo gives everything back, until finish deletes theirs. Each goes on where it was interrupted. \
            With -f, plan and apply convert the files of a checkout. See docs/migrate.md.

              \(Program.name) migrate argocd plan
              \(Program.name) migrate flux apply flux-system/apps
              \(Program.name) migrate flux plan -f .
            """)

    enum Step: String, ExpressibleByArgument, CaseIterable {
        case plan, apply, finish, undo
    }

    @Argument(help: "argocd or flux.")
    var tool: MigratedTool

    @Argument(help: "plan, apply, finish or undo.")
    var step: Step

    @Argument(
        help:
            "The Applications, Kustomizations or HelmReleases, as namespace/name or name. Without any, all of --namespace, or of all namespaces."
    )
    var names: [String] = []

    @Option(
        name: .shortAndLong,
        help: "A checkout whose files are converted in place, by plan and apply; no cluster is asked then.",
        completion: .directory)
    var files: String?

    @OptionGroup var cluster: ClusterOptions

    @Option(
        help: "The service account that everything is applied as, for Argo CD, which has none; see docs/tenancy.md.")
    var serviceAccount: String?

    @Option(help: "The name of the installation that is to apply.")
    var installation = "martlet"

    @Flag(help: "Fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @OptionGroup var patience: PatienceOptions

    func validate() throws {
        guard files == nil || [.plan, .apply].contains(step) && names.isEmpty else {
            throw ValidationError("--files goes with plan and apply, and without names")
        }
    }

    func run() async throws {
        if let files { return try convert(CheckoutFiles(files)) }
        try await Session.open(cluster) { session throws(CommandError) in
            do {
                try await run(session)
            } catch let error as SourceVisitError {
                throw CommandError(error)
            } catch let error as MigrationError {
                throw CommandError(error)
            } catch {
                throw error as? CommandError ?? CommandError(.failed, "\(error)")
            }
        }
    }

    /// Of files, `plan` says what `apply` would do.
    private func convert(_ checkout: CheckoutFiles) throws {
        let outcome = FileConversion(tool, serviceAccount: serviceAccount).convert(try checkout.read())
        for note in outcome.notes { print(note.line) }
        for (path, why) in outcome.unread {
            print("\(path.visible): cannot be read, and stays as it is: \(why.visible)")
        }
        for file in outcome.changed {
            if step == .apply { try checkout.write(file) }
            print("\(file.path.visible): \(step == .apply ? "converted" : "would be converted")")
        }
        if outcome.notes.contains(where: { $0.severity == .blocks }) { throw ExitCode(1) }
    }

    private func run(_ session: Session) async throws {
        let console = session.console
        let migrator = Migrator(session.client, tool, timeout: patience.limit) {
            console.write("\($0)\n")
        }
        switch step {
        case .plan:
            let plan = try await plan(session.client)
            try checkNames(plan.entries.map(\.application.origin))
            console.write(MigrationReport.text(of: plan))
            if plan.isBlocked { throw CommandError(.refused, "the plan has what blocks it") }
        case .apply:
            let plan = try await plan(session.client)
            try checkNames(plan.entries.map(\.application.origin))
            if plan.isBlocked { console.write(MigrationReport.text(of: plan)) }
            try await migrator.apply(plan)
        case .finish: try checkNames(try await migrator.finish(where: isWanted))
        case .undo: try checkNames(try await migrator.undo(where: isWanted))
        }
    }

    private func plan(_ client: KubeClient) async throws -> MigrationPlan {
        let sources = try ScratchSources()
        defer { sources.shutDown() }
        let means = MigrationPlanner.Means(
            mirrors: sources.mirrors, charts: sources.charts,
            renders: RenderCache(entries: 8, bytes: 64 << 20, metrics: Metrics()), installation: installation,
            allowsRemoteBases: allowRemoteBases, logger: Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() })
        return try await MigrationPlanner(client, means).plan(
            tool, serviceAccount: serviceAccount, where: isWanted)
    }

    private func isWanted(_ origin: ObjectID) -> Bool {
        if let namespace = cluster.namespace, namespace != origin.namespace { return false }
        return names.isEmpty || names.contains { Self.isMeant(origin, by: $0) }
    }

    private static func isMeant(_ origin: ObjectID, by name: String) -> Bool {
        name == origin.name || name == "\(origin.namespace)/\(origin.name)"
    }

    private func checkNames(_ found: [ObjectID]) throws(SourceVisitError) {
        guard let name = names.first(where: { name in !found.contains { Self.isMeant($0, by: name) } }) else { return }
        throw SourceVisitError(.notFound, "there is no \(name.visible) that is migrated, or can be")
    }
}

extension MigratedTool: ExpressibleByArgument {}

import ArgumentParser
import Commands
import Controllers
import Documents
import Explaining
import KubeClient
import KubeModel
import Previewing
import Sourcing

/// `sync`: asks for one.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Brings applications to the newest revision now, and waits until all is well.",
        discussion: """
            Also where `sync.automatic` is off. What goes on is told on standard error. Ends with 0 once it is synced and ready, with \
            1 where it failed, with 5 where it takes too long, and with 6 where something stands against it. With --object only the \
            objects that are named are applied: nothing is deleted, no hooks run, and it ends once they are applied. See \
            docs/objects.md.

              \(Program.name) sync shop -n shops --timeout 5m
              \(Program.name) sync shop -n shops --object deployment/web --object cm/web
            """)

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var patience: PatienceOptions

    @Flag(name: .customLong("no-wait"), help: "Only ask for it.")
    var isOnlyAsked = false

    @Flag(help: "Only show what would change, as `diff` does.")
    var dryRun = false

    @Option(
        name: .customLong("object"),
        help: "Apply only this one, as KIND/NAME or KIND/NAMESPACE/NAME; may be repeated, and takes one application.")
    var objects: [String] = []

    func validate() throws {
        guard !objects.isEmpty else { return }
        guard selection.applications.count == 1, !dryRun else {
            throw ValidationError("--object goes with one application that is named, and not with --dry-run")
        }
        for object in objects where NamedObject(object) == nil {
            throw ValidationError("'\(object)' is not of the form KIND/NAME")
        }
    }

    func run() async throws {
        try await ForEach.of(selection, cluster) { session, key throws(CommandError) in
            guard !dryRun else { return try await show(key, session) }
            try await SyncRequest(session.client, session.console).sync(
                key, objects: objects, patience: isOnlyAsked ? nil : patience.limit)
        }
    }
}

extension SyncCommand {
    /// Within the time that a sync may take.
    private func show(_ key: ObjectKey, _ session: Session) async throws(CommandError) {
        let reading = SourceReading(
            installation: "martlet", allowsRemoteBases: false, patience: patience.limit)
        let outcome = try await reading.diff(key, session, local: nil, target: nil) {
            diff throws(SourceVisitError) in
            await diff.weighed(try await diff.againstLive(at: .specified), pricesIn: Program.priceTable)
        }
        session.console.write(TextOutput.text(of: outcome.preview, isColored: session.console.isColored))
    }
}

/// `wait`: until something is so.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until applications are ready, synced, at a revision, or gone.",
        discussion: """
            Ends at once where it is so already; with 5 where it takes too long.

              \(Program.name) wait shop -n shops --for revision=9f2c1a7 --timeout 5m
            """)

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var patience: PatienceOptions

    @Option(name: .customLong("for"), help: "ready, synced, revision=… or gone.")
    var state = "ready"

    func run() async throws {
        let state = try AwaitedState(state)
        try await ForEach.of(selection, cluster) { session, key throws(CommandError) in
            try await Waiting(session.client, session.console).wait(
                for: state, of: key, atMost: patience.limit)
        }
    }
}

/// `suspend`: leaves them as they are.
struct SuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Has applications left as they are, for a time or until they are resumed.",
        discussion: """
            With --until it ends by itself, and the specification stays as it is.

              \(Program.name) suspend shop -n shops --until 2h --reason "a sale goes on"
            """)

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "A time such as 2026-12-24T18:00:00Z, or how long from now, such as 2h.")
    var until: String?

    @Option(help: "Why, for people.")
    var reason: String?

    func run() async throws {
        try await ForEach.of(selection, cluster) { session, key throws(CommandError) in
            let now = KubeTime(session.client.surroundings).wholeSeconds
            let end = try until.map { text throws(CommandError) -> KubeTime in
                guard let end = KubeTime(text) ?? PatienceOptions.duration(text).map({ now + $0 }), now < end else {
                    throw CommandError(.usage, "--until takes a time to come such as 2026-12-24T18:00:00Z, or 2h")
                }
                return end
            }
            try await Switching(session.client, session.console).suspend(key, until: end, reason: reason)
        }
    }
}

/// `resume`: goes on with them.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with applications that are suspended.",
        discussion: "  \(Program.name) resume shop -n shops")

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        try await ForEach.of(selection, cluster) { session, key throws(CommandError) in
            try await Switching(session.client, session.console).resume(key)
        }
    }
}

/// `rollback`: back to an earlier revision.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Takes an application back to an earlier revision, until a newer commit comes.",
        discussion: """
            Without --to to the last before this one that was healthy. See `history` for what there is.

              \(Program.name) rollback shop -n shops --to 9f2c1a7 --reason "the new one leaks"
            """)

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var patience: PatienceOptions

    @Option(help: "A revision of its history; the first seven digits of a commit are enough.")
    var to: String?

    @Option(help: "Why, for people.")
    var reason: String?

    @Flag(name: .customLong("no-wait"), help: "Only ask for it.")
    var isOnlyAsked = false

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await Switching(session.client, session.console).rollBack(
                ObjectKey(namespace: session.namespace(cluster), name: application), to: to, reason: reason,
                patience: isOnlyAsked ? nil : patience.limit)
        }
    }
}

/// `stop`: ends what is under way.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stops the operation of an application that is under way; what it has done stays.",
        discussion: "  \(Program.name) stop shop -n shops")

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await Switching(session.client, session.console).stop(
                ObjectKey(namespace: session.namespace(cluster), name: application))
        }
    }
}

/// Several applications, each for itself.
enum ForEach {
    /// At once; more wait for their turn.
    private static let most = 16

    /// - Throws: what the first one failed with, once all are done; the others' failures are told.
    static func of(
        _ options: SelectionOptions, _ cluster: ClusterOptions,
        _ work: @escaping @Sendable (Session, ObjectKey) async throws(CommandError) -> Void
    ) async throws(CommandError) {
        try await Session.open(cluster) { session throws(CommandError) in
            let namespace = session.namespace(cluster)
            let keys = try await ApplicationRequest(session.client).keys(options.selection(in: namespace))
            if keys.isEmpty { throw CommandError(.notFound, "no GitOpsApplication in \(namespace) has these labels") }
            let failures = await failures(of: keys, session, work)
            guard let first = failures.first else { return }
            for failure in failures.dropFirst() { session.console.note("Error: \(failure)") }
            throw first
        }
    }

    private static func failures(
        of keys: [ObjectKey], _ session: Session,
        _ work: @escaping @Sendable (Session, ObjectKey) async throws(CommandError) -> Void
    ) async -> [CommandError] {
        await withTaskGroup(of: CommandError?.self) { group in
            var failures: [CommandError] = []
            for (number, key) in keys.enumerated() {
                if number >= most, let failure = await group.next() ?? nil { failures.append(failure) }
                group.addTask(name: "\(key)") {
                    do throws(CommandError) {
                        try await work(session, key)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            for await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
    }
}

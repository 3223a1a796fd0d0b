import ArgumentParser
import Commands
import Documents

/// `version`
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Tells the versions of this program, the cluster and the controllers in it.",
        discussion: "  \(Program.name) version --client")

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Only of this program; no cluster is asked.")
    var client = false

    @Option(help: "The namespace that the controller is in.")
    var home = Program.home

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func run() async throws {
        guard !client else { return Versions(.standard, own: Version.text).show(output) }
        try await Session.open(cluster) { session throws(CommandError) in
            try await Versions(session.console, own: Version.text).show(of: session.client, home: home, output)
        }
    }
}

/// `check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Looks whether a cluster can have Martlet, or whether what it has works.",
        discussion: """
            Ends with 1 where something is wrong. With --pre nothing has to be installed yet, and all of it is tried by dry runs.

              \(Program.name) check --pre
            """)

    @OptionGroup var cluster: ClusterOptions

    @Flag(name: .customLong("pre"), help: "Before an installation.")
    var isBefore = false

    @Option(help: "The namespace that the controller is in.")
    var home = Program.home

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await Examination(session.client, session.console, home: home).run(isBefore: isBefore, output)
        }
    }
}

/// `install`
struct InstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Installs this version for a whole cluster, or writes what that would be.",
        discussion: """
            The same as applying Deploy/install.yaml. See docs/install.md for other ways.

              \(Program.name) install --export
            """)

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Only write it, for git or for kubectl.")
    var export = false

    @Option(help: "The controller's image, instead of that of this version.")
    var image: String?

    func run() async throws {
        guard !export else { return Installer.export(image: image, to: .standard) }
        try await Session.open(cluster) { session throws(CommandError) in
            try await Installer(session.client, session.console).install(image: image)
        }
    }
}

/// `uninstall`
struct UninstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Removes all applications and repositories, then Martlet itself.",
        discussion: """
            What the applications have applied stays with --keep-objects; otherwise it is deleted with them, which takes --yes. The \
            controller has to run for both.

              \(Program.name) uninstall --keep-objects
            """)

    @OptionGroup var cluster: ClusterOptions

    @OptionGroup var patience: PatienceOptions

    @Flag(help: "Let everything that was applied stay.")
    var keepObjects = false

    @Flag(help: "Delete everything that was applied.")
    var yes = false

    func validate() throws {
        guard keepObjects != yes else {
            throw ValidationError("choose --keep-objects, or --yes to delete all that was applied")
        }
    }

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await Installer(session.client, session.console).uninstall(
                keepsObjects: keepObjects, patience: patience.limit)
        }
    }
}

/// `logs`
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Shows what the controller, or an application's own Pods, say.",
        discussion: "  \(Program.name) logs shop -n shops --pods --follow")

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Those of the application's Pods, and not what the controller says of it.")
    var pods = false

    @Flag(name: .shortAndLong, help: "Wait for more.")
    var follow = false

    @Option(help: "Only what is younger than this, such as 10m.")
    var since: String?

    @Option(help: "Only so many lines of each container, before those of the application are chosen.")
    var tail: Int?

    @Option(help: "The namespace that the controller is in.")
    var home = Program.home

    @Option(help: "The name of the installation that applies the application.")
    var installation = "martlet"

    func validate() throws {
        guard tail.map({ $0 >= 0 }) ?? true else { throw ValidationError("--tail takes a number of lines") }
        guard since.map({ PatienceOptions.duration($0) != nil }) ?? true else {
            throw ValidationError("--since takes a time such as 90s, 10m or 1h")
        }
    }

    func run() async throws {
        let seconds = since.flatMap(PatienceOptions.duration).map { Int($0.components.seconds) }
        try await Session.open(cluster) { session throws(CommandError) in
            let key = ObjectKey(namespace: session.namespace(cluster), name: application)
            let reader = LogReader(
                session.client, session.console, LogReader.Part(follows: follow, seconds: seconds, lines: tail))
            if pods {
                try await reader.showPods(of: key, installation: installation)
            } else {
                try await reader.showController(of: key, home: home)
            }
        }
    }
}

import ArgumentParser
import Commands
import Documents

extension DataForm: ExpressibleByArgument {}

/// `tree`: an application's objects.
struct TreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Shows an application's objects, what they own, and how each is.",
        discussion: """
            What is in trouble comes first.

              \(Program.name) tree shop -n shops --problems
            """)

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Only branches in which something is not well.")
    var problems = false

    @Option(help: "The name of the installation that applies the application.")
    var installation = "martlet"

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await ObjectTree(session.client, session.console, installation: installation).show(
                ObjectKey(namespace: session.namespace(cluster), name: application), isOfProblems: problems, output)
        }
    }
}

/// `events`: what happened.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Shows what happened to an application, oldest first.",
        discussion: "  \(Program.name) events shop -n shops --warnings")

    @Argument(help: "The GitOpsApplication.")
    var application: String

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Only warnings.")
    var warnings = false

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await EventList(session.client, session.console).show(
                ObjectKey(namespace: session.namespace(cluster), name: application), isOfWarnings: warnings, output)
        }
    }
}

/// `stats`: how many there are.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts applications and repositories by how they are.",
        discussion: """
              \(Program.name) stats -n shops
              \(Program.name) stats --dora --by-environment --days 90
            """)

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Tell how often is deployed, how long that takes, how often it fails, and how long it takes to mend.")
    var dora = false

    @Flag(help: "For --dora: by environments.")
    var byEnvironment = false

    @Option(help: "For --dora: of how many days.")
    var days = 30

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output = DataForm.text

    func validate() throws {
        guard (1...3_650).contains(days) else { throw ValidationError("--days must be from 1 to 3650") }
    }

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            let statistics = Statistics(session.client, session.console)
            if dora {
                try await statistics.showDelivery(
                    in: cluster.namespace, byEnvironment: byEnvironment, days: days, output)
            } else {
                try await statistics.show(in: cluster.namespace, output)
            }
        }
    }
}

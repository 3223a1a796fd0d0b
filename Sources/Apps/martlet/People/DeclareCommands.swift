import ArgumentParser
import Commands
import Documents

/// `create`
struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a repository or an application, or writes it for git.",
        subcommands: [CreateRepositoryCommand.self, CreateApplicationCommand.self])
}

/// `create repository`
struct CreateRepositoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repository", abstract: "Makes a GitOpsRepository.",
        discussion: """
              \(Program.name) create repository shop --url https://git.example.org/shop.git --branch main --export
            """)

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "Where it is.")
    var url: String

    @Option(help: "The branch to follow.")
    var branch: String?

    @Option(help: "The tag to stay at.")
    var tag: String?

    @Option(help: "The range of versions whose newest tag is followed, such as '>=1.2 <2'.")
    var semver: String?

    @Option(help: "The commit to stay at.")
    var commit: String?

    @Option(help: "The Secret to log in with.")
    var secret: String?

    @Option(help: "How often it is asked, such as 30s.")
    var interval: String?

    @Flag(help: "Only write it.")
    var export = false

    private var references: [(String, String)] {
        [("branch", branch), ("tag", tag), ("semver", semver), ("commit", commit)].compactMap { name, value in
            value.map { (name, $0) }
        }
    }

    func validate() throws {
        guard references.count < 2 else {
            throw ValidationError("of --branch, --tag, --semver and --commit there can be only one")
        }
    }

    func run() async throws {
        try await Declaring.run(.repositories, name, cluster, isOnlyWritten: export) { key throws(CommandError) in
            try Declaration.repository(key, url: url, reference: references.first, secret: secret, interval: interval)
        }
    }
}

/// `create application`
struct CreateApplicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application", abstract: "Makes a GitOpsApplication.",
        discussion: """
              \(Program.name) create application shop --repository shop --path deploy --destination shops --export
            """)

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "The GitOpsRepository.")
    var repository: String?

    @Option(help: "The folder in it.")
    var path: String?

    @Option(help: "A branch, tag, range of versions or commit, instead of the repository's own.")
    var revision: String?

    @Option(help: "Directory, Kustomize or Helm, where that is not to be found out.")
    var type: String?

    @Option(help: "A chart repository: https://… or oci://….")
    var chartRepository: String?

    @Option(help: "The chart in it.")
    var chart: String?

    @Option(help: "Its version, or a range of versions.")
    var chartVersion: String?

    @Option(help: "The namespace for objects that name none.")
    var destination: String?

    @Flag(help: "Make that namespace where it is not there.")
    var createNamespace = false

    @Option(help: "The service account in its namespace as which everything is applied.")
    var serviceAccount: String?

    @Flag(help: "Apply nothing before somebody asks for it.")
    var manual = false

    @Flag(help: "Do not delete what goes from the source.")
    var noPrune = false

    @Flag(help: "Only write it.")
    var export = false

    func validate() throws {
        let ofChart = [chartRepository, chart, chartVersion].compactMap(\.self)
        guard [0, 3].contains(ofChart.count) else {
            throw ValidationError("--chart-repository, --chart and --chart-version belong together")
        }
        guard repository != nil || !ofChart.isEmpty else {
            throw ValidationError("an application needs a --repository or a --chart")
        }
    }

    private var wanted: Declaration.Application {
        var wanted = Declaration.Application()
        wanted.repository = repository
        wanted.path = path
        wanted.revision = revision
        wanted.type = type
        if let chartRepository, let chart, let chartVersion { wanted.chart = (chartRepository, chart, chartVersion) }
        wanted.destination = destination
        wanted.createsNamespace = createNamespace
        wanted.account = serviceAccount
        wanted.isManual = manual
        wanted.keepsWhatGoes = noPrune
        return wanted
    }

    func run() async throws {
        try await Declaring.run(.applications, name, cluster, isOnlyWritten: export) { key throws(CommandError) in
            try Declaration.application(key, wanted)
        }
    }
}

/// What both ways to make something have in common.
enum Declaring {
    /// What is only written needs no cluster, and names the namespace only where the command line does.
    static func run(
        _ kind: KindChoice, _ name: String, _ cluster: ClusterOptions, isOnlyWritten: Bool,
        _ make: (ObjectKey) throws(CommandError) -> Value
    ) async throws(CommandError) {
        guard !isOnlyWritten else {
            var object = try make(ObjectKey(namespace: cluster.namespace ?? "default", name: name))
            if cluster.namespace == nil { object["metadata"]?["namespace"] = nil }
            return Declaration(.standard).export(object)
        }
        try await Session.open(cluster) { session throws(CommandError) in
            let object = try make(ObjectKey(namespace: session.namespace(cluster), name: name))
            try await Declaration(session.console).create(object, kind, by: session.client)
        }
    }
}

/// `export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes repositories and applications as YAML, as they were asked for.",
        discussion: "  \(Program.name) export -A")

    @OptionGroup var cluster: ClusterOptions

    @Flag(name: [.customShort("A"), .long], help: "Of all namespaces.")
    var allNamespaces = false

    func run() async throws {
        try await Session.open(cluster) { session throws(CommandError) in
            try await Declaration(session.console).exportAll(
                in: allNamespaces ? nil : session.namespace(cluster), by: session.client)
        }
    }
}

import ArgumentParser
import Commands

/// `get`: lists.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Lists applications and repositories, and how they are.",
        discussion: """
            Without a kind these are applications; `repos` and `all` are the others.

              \(Program.name) get apps -A -o wide
            """)

    @Argument(help: "apps, repos or all; then names.")
    var what: [String] = []

    @OptionGroup var cluster: ClusterOptions

    @Flag(name: [.customShort("A"), .long], help: "In all namespaces.")
    var allNamespaces = false

    @Option(name: [.customShort("l"), .customLong("selector")], help: "Only those that have these labels, as app=web.")
    var labels: String?

    @Option(name: .shortAndLong, help: "wide, name, json, yaml, jsonpath=… or custom-columns=….")
    var output = ""

    @Flag(help: "Leave the names of the columns out.")
    var noHeaders = false

    @Flag(name: [.customShort("w"), .customLong("watch")], help: "Go on, and show each again whenever it changes.")
    var isFollowed = false

    @Option(help: "With -w: after how long it ends, such as 30s; without this when it is interrupted.")
    var timeout: String?

    func validate() throws {
        guard let timeout else { return }
        guard isFollowed, PatienceOptions.duration(timeout) != nil else {
            throw ValidationError("--timeout goes with -w, and takes a time such as 90s, 10m or 1h")
        }
    }

    func run() async throws {
        let form = try OutputForm(output)
        let (kinds, names) = chosen
        guard names.isEmpty || (!allNamespaces && labels == nil) else {
            throw CommandError(.usage, "names go neither with -A nor with -l")
        }
        try await Session.open(cluster) { session throws(CommandError) in
            let namespace = allNamespaces ? nil : session.namespace(cluster)
            let selection = Selection(namespace: namespace, names: names, labelSelector: labels)
            let listing = Listing(session.client, session.console, form: form, hasHeader: !noHeaders)
            guard isFollowed else { return try await listing.show(kinds, selection) }
            guard kinds.count == 1, names.count < 2 else {
                throw CommandError(.usage, "-w goes with one kind, and one name at most")
            }
            try await listing.watch(kinds[0], selection, atMost: timeout.flatMap(PatienceOptions.duration))
        }
    }

    /// A first word that is no kind is a name already.
    private var chosen: (kinds: [KindChoice], names: [String]) {
        guard let first = what.first else { return ([.applications], []) }
        if first == "all" { return (KindChoice.allCases, Array(what.dropFirst())) }
        guard let kind = KindChoice(first) else { return ([.applications], what) }
        return ([kind], Array(what.dropFirst()))
    }
}

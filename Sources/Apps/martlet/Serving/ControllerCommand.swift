import ArgumentParser
import Controllers
import FoundationEssentials
import GitOpsAPI
import LogOutput
import Logging
import Probing
import Server
import Transport

/// `martlet controller`: runs until told to stop.
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract: "Watches GitOpsRepositories and GitOpsApplications, and does what they say.",
        discussion: "Every option is also read from the environment: --cache-dir from MARTLET_CACHE_DIR, and so on.")

    @Option(help: "A kubeconfig; without it KUBECONFIG, then the service account of the pod.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use; its current one otherwise.")
    var context: String?

    @Option(help: "Look at resources in this namespace only; all otherwise.")
    var namespace: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Keep to the namespace of --namespace altogether: apply nothing elsewhere, and need a Role only.")
    var confine = false

    @Option(
        help: "Apply applications that name no service account as this one of their own namespace.")
    var defaultServiceAccount: String?

    @Option(help: "Without that, apply them as this service account of the controller's namespace.")
    var applierServiceAccount = "martlet-applier"

    @Option(help: "Where mirrors of repositories are kept. Losing it costs a fetch.")
    var cacheDir = "/var/cache/martlet"

    @Option(help: "How much of the cache chart archives may take, in MiB; the least recently used go first.")
    var chartCacheSize = 512

    @Option(help: "How much the results that charts keep, and what is deleted, may each take per namespace, in MiB.")
    var keptSize = 4

    @Flag(inversion: .prefixedNo, help: "Allow repositories with file:// URLs: for trials on one's own machine.")
    var allowFileUrls = false

    @Option(help: "How much of the cache mirrors of repositories may take together, in MiB; unused ones go first.")
    var gitDisk = 2_560

    @Option(help: "How much of the cache the repositories of one namespace may take, in MiB.")
    var gitNamespaceDisk = 1_280

    @Option(help: "How much memory indexing of received repositories may take, in MiB; one may take three quarters.")
    var gitMemory = 160

    @Flag(
        inversion: .prefixedNo,
        help: "Allow repositories, charts and registries at addresses of the controller's own machine or Pod.")
    var allowLoopback = true

    @Flag(
        inversion: .prefixedNo,
        help: "Allow them at link-local addresses, where clouds keep credentials of their machines.")
    var allowLinkLocal = false

    @Flag(inversion: .prefixedNo, help: "Allow credentials of repositories and charts to be sent over http.")
    var allowPlainCredentials = false

    @Option(
        help: "Hosts that checks of applications may ask, separated by commas: names, *.DOMAIN for all below, or *.")
    var checkHosts = ""

    @Option(
        help:
            "Private networks in which those hosts may be, separated by commas: 10.96.0.0/12. Public addresses may be.")
    var checkNetworks = ""

    @Option(help: "The ConfigMap of the controller's namespace that says what cores, memory and storage cost.")
    var priceTable = Settings.usualPriceTable

    @Flag(
        inversion: .prefixedNo, help: "Allow resources to refer to repositories and applications in other namespaces.")
    var allowCrossNamespace = false

    @Flag(
        inversion: .prefixedNo,
        help: "Allow kustomizations to name directories of other repositories, and charts to fetch.")
    var allowRemoteBases = false

    @Flag(
        inversion: .prefixedNo,
        help: "Allow applications that name no service account to apply GitOpsApplications and GitOpsRepositories.")
    var allowAppOfApps = false

    @Flag(inversion: .prefixedNo, help: "Allow the kubeconfig to name a program that makes credentials.")
    var allowExecCredentials = false

    @Option(help: "How many applications are worked on at once.")
    var concurrency = 16

    @Option(help: "Address and port for probes (/healthz, /readyz) and /metrics; port 0 takes a free one.")
    var listen = "0.0.0.0:8080"

    @Option(help: "Another address and port for probes alone, which whoever reads figures cannot keep busy.")
    var probeListen: String?

    @Option(help: "Where to take webhooks for GitOpsReceivers, for instance 0.0.0.0:8082; without it nowhere.")
    var webhookListen: String?

    @Option(help: "A file with the certificates that webhooks are taken with over TLS, in PEM, the server's first.")
    var webhookCertificate: String?

    @Option(help: "The file with its key.")
    var webhookKey: String?

    @Option(help: "How large one delivery may be, in MiB.")
    var webhookBody = 1

    @Flag(inversion: .prefixedNo, help: "Work only while holding a Lease: for more than one replica.")
    var leaderElect = false

    @Option(help: "The namespace of the Lease and of the installation's key; by default the pod's or the context's.")
    var homeNamespace: String?

    @Option(help: "The name of this installation, in the label on all it applies.")
    var installation = "martlet"

    @Option(help: "trace, debug, info, notice, warning, error or critical.", transform: Logger.Level.parse)
    var logLevel: Logger.Level = .info

    @Option(help: "text or json.", transform: LogFormat.parse)
    var logFormat: LogFormat = .text

    /// For the environment; a test holds them against the declarations above.
    static let switchNames: Set<String> = [
        "allow-file-urls", "allow-loopback", "allow-link-local", "allow-plain-credentials", "allow-cross-namespace",
        "allow-remote-bases", "allow-app-of-apps", "allow-exec-credentials", "confine", "leader-elect",
    ]
    static let optionNames =
        [
            "kubeconfig", "context", "namespace", "default-service-account", "applier-service-account", "cache-dir",
            "chart-cache-size", "git-disk", "git-namespace-disk", "git-memory", "kept-size", "concurrency", "listen",
            "probe-listen", "home-namespace", "installation", "log-level", "log-format", "check-hosts",
            "check-networks", "price-table", "webhook-listen", "webhook-certificate", "webhook-key", "webhook-body",
        ] + switchNames.sorted()

    func validate() throws {
        guard (1...1_000).contains(concurrency) else { throw ValidationError("--concurrency takes 1 to 1000") }
        guard (1...1_048_576).contains(chartCacheSize) else {
            throw ValidationError("--chart-cache-size takes 1 to 1048576 (MiB)")
        }
        guard (1...1_024).contains(keptSize) else { throw ValidationError("--kept-size takes 1 to 1024 (MiB)") }
        for (name, size) in [("git-disk", gitDisk), ("git-namespace-disk", gitNamespaceDisk)] {
            guard (1...16_777_216).contains(size) else { throw ValidationError("--\(name) takes 1 to 16777216 (MiB)") }
        }
        guard (16...65_536).contains(gitMemory) else { throw ValidationError("--git-memory takes 16 to 65536 (MiB)") }
        guard ListenAddress(listen) != nil else {
            throw ValidationError("--listen takes HOST:PORT, for instance 127.0.0.1:8080")
        }
        guard probeListen.map({ ListenAddress($0) != nil }) ?? true else {
            throw ValidationError("--probe-listen takes HOST:PORT, for instance 127.0.0.1:8081")
        }
        guard webhookListen.map({ ListenAddress($0) != nil }) ?? true else {
            throw ValidationError("--webhook-listen takes HOST:PORT, for instance 0.0.0.0:8082")
        }
        guard (1...25).contains(webhookBody) else { throw ValidationError("--webhook-body takes 1 to 25 (MiB)") }
        guard (webhookCertificate == nil) == (webhookKey == nil) else {
            throw ValidationError("--webhook-certificate and --webhook-key need each other")
        }
        try validateNames()
        _ = try checkRules()
        if confine { try validateConfinement() }
    }

    private func validateNames() throws {
        if let account = defaultServiceAccount, let problem = Names.problem(objectName: account) {
            throw ValidationError("--default-service-account \(problem)")
        }
        if let problem = Names.problem(objectName: applierServiceAccount) {
            throw ValidationError("--applier-service-account \(problem)")
        }
        if let problem = Names.problem(objectName: priceTable) { throw ValidationError("--price-table \(problem)") }
        // It is the value of a label, and part of the name of a Lease and of a field manager.
        if let problem = Names.problem(namespace: installation) {
            throw ValidationError("--installation \(problem.replacing("of a namespace", with: "of an installation"))")
        }
    }

    private func validateConfinement() throws {
        guard let namespace else { throw ValidationError("--confine needs --namespace: where to keep to") }
        guard !allowCrossNamespace else {
            throw ValidationError("--confine and --allow-cross-namespace contradict each other")
        }
        guard homeNamespace ?? namespace == namespace else {
            throw ValidationError("--confine needs no --home-namespace; it is the one of --namespace")
        }
    }

    /// What checks may ask, and where that may be.
    func checkRules() throws -> (hosts: HostRules, networks: [AddressRange]) {
        let hosts = try Self.list(checkHosts).map { text in
            guard let pattern = HostPattern(text) else {
                throw ValidationError("--check-hosts takes hosts such as shop.example.org, *.example.org or *")
            }
            return pattern
        }
        let networks = try Self.list(checkNetworks).map { text in
            guard let range = AddressRange(text) else {
                throw ValidationError("--check-networks takes networks such as 10.96.0.0/12 or fd00::/8")
            }
            return range
        }
        return (HostRules(hosts), networks)
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
    }

    /// What is looked at, and where it may lead.
    var reach: Reach {
        guard let namespace else { return .cluster }
        return confine ? .confined(to: namespace) : .resources(in: namespace)
    }

    func run() async throws { try await Controller(self).run() }
}

extension Logger.Level {
    static func parse(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("'\(text)' is none of \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }
}

extension LogFormat {
    static func parse(_ text: String) throws -> LogFormat {
        guard let format = LogFormat(rawValue: text) else {
            throw ValidationError("'\(text)' is neither text nor json")
        }
        return format
    }
}

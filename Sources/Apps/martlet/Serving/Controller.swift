import ChartSources
import Controllers
import Documents
import FoundationEssentials
import Git
import KubeClient
import KubeModel
import KubeRuntime
import LogOutput
import Logging
import Metrics
internal import Observing
import Probing
import Rendering
import Server
import ServiceLifecycle
import Surroundings
import Transport
import UnixSignals

/// Makes everything that the controller is made of, from its options, and runs it.
struct Controller {
    private let options: ControllerCommand
    private let logger: Logger
    private let metrics = Metrics()
    private let environment = ProcessInfo.processInfo.environment

    /// What is not done by then, when the process is told to end, is left for the next one.
    private static let farewell = Duration.seconds(20)
    /// How long the API server is waited for at the start.
    private static let patience = Duration.seconds(60)
    /// Renders that are remembered: all of a large installation. They take what their manifests take as JSON. What is not
    /// remembered is rendered again; docs/rendering.md adds up what a controller holds.
    private static let cachedRenders = 20_000
    private static let cachedBytes = 64 << 20
    /// How long what a repository has said holds for everybody, unless somebody asks for news.
    private static let chartMemory = Duration.seconds(20)

    init(_ options: ControllerCommand) {
        self.options = options
        let (format, level) = (options.logFormat, options.logLevel)
        logger = Logger(label: "martlet") { _ in LineLogHandler.standardError(format: format, level: level) }
    }

    func run() async throws {
        logger.info(
            "martlet starts",
            metadata: [
                "version": "\(Version.text)", "namespace": "\(options.namespace ?? "all")",
                "cacheDir": "\(options.cacheDir)", "concurrency": "\(options.concurrency)",
                "leaderElect": "\(options.leaderElect)", "confined": "\(options.confine)",
                "defaultServiceAccount": "\(options.defaultServiceAccount ?? "none")",
                "applierServiceAccount": "\(options.applierServiceAccount)",
            ])
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "martlet/\(Version.text)"))
        defer { http.shutDown() }
        let configuration = try kubeConfiguration()
        let client = makeClient(configuration, http)
        // Who declares repositories says where this one goes.
        let sources = HTTPClient(
            HTTPClientConfiguration(
                userAgent: "martlet/\(Version.text)", addresses: addresses,
                allowsPlainCredentials: options.allowPlainCredentials))
        defer { sources.shutDown() }
        let mirrors = try makeMirrors(sources)
        defer { mirrors.shutDown() }
        let rules = try options.checkRules()
        let asking = HTTPClient(
            HTTPClientConfiguration(
                userAgent: "martlet/\(Version.text)", proxy: .direct,
                addresses: .only(rules.networks, refusing: configuration.addresses)))
        defer { asking.shutDown() }
        try await serve(
            client, mirrors, try makeCharts(sources), HTTPProber(client: asking, hosts: rules.hosts), rules.hosts)
    }

    private func serve(
        _ client: KubeClient, _ mirrors: GitMirrors, _ charts: ChartSources, _ prober: HTTPProber,
        _ checkHosts: HostRules
    ) async throws {
        let home = homeNamespace(client)
        metrics.addProcess()
        let key = try await loadKey(client, home)
        if let user = await client.user() { logger.info("acts", metadata: ["as": "\(user)"]) }
        var settings = Settings(
            reach: options.reach, allowCrossNamespace: options.allowCrossNamespace,
            allowRemoteBases: options.allowRemoteBases, allowAppOfApps: options.allowAppOfApps,
            accounts: Accounts(
                fallback: options.defaultServiceAccount,
                shared: ObjectKey(namespace: home, name: options.applierServiceAccount),
                own: try await client.ownAccount()),
            keptBytes: options.keptSize << 20, concurrency: options.concurrency, installation: options.installation,
            instance: identity, home: home)
        settings.checkHosts = checkHosts
        settings.priceTable = options.priceTable
        let election = options.leaderElect ? makeElection(client, home) : nil
        let fence = WriteFence { election?.isLeader ?? true }
        let controllers = Operator(
            settings: settings, client: client.fenced(by: fence), digestKey: key, mirrors: mirrors,
            charts: charts, prober: prober,
            renderer: RenderCache(entries: Controller.cachedRenders, bytes: Controller.cachedBytes, metrics: metrics),
            metrics: metrics, logger: logger)
        let receivers = options.webhookListen.map { _ in
            makeReceivers(for: controllers, settings, client, key, election)
        }
        let working = OperatorService(
            controllers: controllers, receivers: receivers, election: election, fence: fence, logger: logger)
        let services: [any Service] =
            makeServers(working) + [try receivers.map(makeListener)].compactMap(\.self) + [working]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Controller.farewell
        try await ServiceGroup(configuration: configuration).run()
    }

    /// A server that cannot be reached just now is waited for: to end and be started again would only take longer.
    private func loadKey(_ client: KubeClient, _ home: String) async throws -> DigestKey {
        let end = ContinuousClock.now + Controller.patience
        while true {
            do throws(KubeError) {
                return try await InstallationKey.load(client, namespace: home)
            } catch {
                guard error.isTransient, ContinuousClock.now < end else { throw error }
                logger.warning("waits for the API server", metadata: ["error": "\(error.message)"])
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    // MARK: Parts

    /// Whoever is confined to a namespace keeps its own things there too.
    private func homeNamespace(_ client: KubeClient) -> String {
        if case .confined(let namespace) = options.reach { return namespace }
        return options.homeNamespace ?? environment["POD_NAMESPACE"] ?? client.defaultNamespace ?? "default"
    }

    private var identity: String {
        environment["POD_NAME"] ?? environment["HOSTNAME"].map { "\($0)-\(ProcessInfo.processInfo.processIdentifier)" }
            ?? "martlet-\(ProcessInfo.processInfo.processIdentifier)"
    }

    private var temporaryDirectory: String {
        environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    private func kubeConfiguration() throws -> KubeConfiguration {
        try KubeConfiguration.load(
            path: options.kubeconfig, context: options.context, allowExec: options.allowExecCredentials)
    }

    private func makeClient(_ configuration: KubeConfiguration, _ http: HTTPClient) -> KubeClient {
        KubeClient(
            configuration: configuration, transport: http, metrics: metrics, userAgent: "martlet/\(Version.text)",
            logger: logger)
    }

    private var addresses: AddressRules {
        AddressRules(allowsLoopback: options.allowLoopback, allowsLinkLocal: options.allowLinkLocal)
    }

    private func makeMirrors(_ http: HTTPClient) throws -> GitMirrors {
        let configuration = GitConfiguration(
            cacheDirectory: options.cacheDir, temporaryDirectory: temporaryDirectory,
            threads: GitMirrors.standardThreads, allowFileURLs: options.allowFileUrls,
            diskLimit: options.gitDisk << 20, diskShare: options.gitNamespaceDisk << 20,
            memoryLimit: options.gitMemory << 20, addresses: addresses,
            askPassProgram: Controller.program)
        let figures = GitMetrics(metrics)
        let logger = logger
        return try GitMirrors(configuration, http: http) { activity in
            figures.observe(activity)
            logger.debug(
                "git",
                metadata: [
                    "url": "\(activity.url)", "fetches": "\(activity.fetches)", "bytes": "\(activity.receivedBytes)",
                ])
        }
    }

    private func makeCharts(_ http: HTTPClient) throws -> ChartSources {
        let figures = ChartMetrics(metrics)
        let cache = try ChartCache(folder: "\(options.cacheDir)/charts", capacity: options.chartCacheSize << 20)
        return ChartSources(
            client: http, cache: cache, limits: ChartSourceLimits(), remembering: Controller.chartMemory,
            observe: { figures.observe($0) })
    }

    /// This program, which ssh asks for passphrases.
    static var program: String? {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments.first
    }

    private func makeElection(_ client: KubeClient, _ home: String) -> LeaderElection {
        LeaderElection(
            client: client, lease: ObjectKey(namespace: home, name: "\(options.installation)-controller"),
            identity: identity, timing: .standard, metrics: metrics, logger: logger)
    }

    /// Deliveries are taken by every replica, whoever leads.
    private func makeReceivers(
        for controllers: Operator, _ settings: Settings, _ client: KubeClient, _ key: DigestKey,
        _ election: LeaderElection?
    ) -> Receivers {
        Receivers(
            settings: settings, client: client, digestKey: key, metrics: metrics, logger: logger,
            leads: { election?.isLeader ?? true }, look: { controllers.look(for: $0, of: $1) })
    }

    private func makeListener(_ receivers: Receivers) throws -> any Service {
        var certificate: ServerCertificate?
        if let file = options.webhookCertificate, let key = options.webhookKey {
            certificate = try ServerCertificate(
                certificates: file, key: key, now: { Surroundings.system.now }, logger: logger)
        }
        let address = options.webhookListen.flatMap(ListenAddress.init) ?? ListenAddress(host: "0.0.0.0", port: 8082)
        return WebhookService(
            receivers: receivers,
            server: HTTPServer(
                address, router: Router([:], bodies: WebhookHandler(receivers: receivers)),
                limits: .webhooks(body: options.webhookBody << 20), certificate: certificate, logger: logger))
    }

    private func makeServers(_ working: OperatorService) -> [any Service] {
        func server(_ address: ListenAddress, _ metrics: Metrics?) -> any Service {
            ServerService(
                server: HTTPServer(
                    address,
                    router: .standard(metrics: metrics, health: { [] }, readiness: { working.objections }),
                    limits: .standard, logger: logger))
        }
        let main = server(ListenAddress(options.listen) ?? ListenAddress(host: "0.0.0.0", port: 8080), metrics)
        let probes = options.probeListen.flatMap(ListenAddress.init).map { server($0, nil) }
        return [main] + [probes].compactMap(\.self)
    }
}

extension KubeConfiguration {
    /// Where the API server is, where that is said in digits, as it is to Pods.
    fileprivate var addresses: [SocketAddress] {
        guard let address = HTTPAddress(server), let bytes = AddressRange.bytes(address.host) else { return [] }
        return [SocketAddress(bytes: bytes, port: address.port)]
    }
}

/// What git does, in figures.
private struct GitMetrics: Sendable {
    private let operations: Counter
    private let bytes: Counter

    init(_ metrics: Metrics) {
        operations = metrics.counter(
            "martlet_git_operations_total", help: "Listings and fetches from remotes, by result.",
            labels: ["operation", "result"])
        bytes = metrics.counter("martlet_git_received_bytes_total", help: "Bytes received from remotes.")
    }

    func observe(_ activity: GitActivity) {
        let result = activity.error == nil ? "success" : "failure"
        if activity.listings > 0 || activity.error != nil {
            operations.increment(["list", result], by: Double(max(activity.listings, 1)))
        }
        if activity.fetches > 0 { operations.increment(["fetch", result], by: Double(activity.fetches)) }
        bytes.increment([], by: Double(activity.receivedBytes))
    }
}

/// What chart repositories and registries are asked, in figures.
private struct ChartMetrics: Sendable {
    private let operations: Counter
    private let bytes: Counter

    init(_ metrics: Metrics) {
        operations = metrics.counter(
            "martlet_chart_operations_total", help: "Questions to chart repositories and registries, by result.",
            labels: ["operation", "result"])
        bytes = metrics.counter(
            "martlet_chart_received_bytes_total", help: "Bytes of chart archives received.")
    }

    func observe(_ activity: ChartActivity) {
        operations.increment([activity.operation.rawValue, activity.hasSucceeded ? "success" : "failure"])
        if activity.bytes > 0 { bytes.increment([], by: Double(activity.bytes)) }
    }
}

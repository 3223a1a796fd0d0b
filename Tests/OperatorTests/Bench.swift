import Applying
import Controllers
import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import MemorySources
import Metrics
import OperatorTesting
import Probing
import Processes
import Rendering
import Surroundings
import TestKit
import Testing
import Transport
import YAML

/// Clusters, a repository, and operators that stand between them; all in memory.
struct Bench: Sendable {
    let surroundings: Surroundings
    /// Where resources live.
    let cluster: MemoryCluster
    /// The one that they are applied to; nil where it is the same.
    let destination: MemoryCluster?
    /// Of whoever is not the operator.
    let client: KubeClient
    let repository = MemoryRepository(url: "https://git.test/r")
    /// Who answers checks.
    let prober: MemoryProber
    /// On a disk that outlives the operator.
    let mirrors: MemoryMirrors

    private init(seed: UInt64, minor: Int, hasDestination: Bool, _ surroundings: Surroundings) async throws {
        self.surroundings = surroundings
        prober = MemoryProber(time: surroundings)
        destination = hasDestination ? MemoryCluster(seed: seed, minor: minor) { KubeTime(surroundings) } : nil
        cluster = MemoryCluster(seed: seed, minor: minor) { KubeTime(surroundings) }
        client = cluster.client(userAgent: "person/test", surroundings: surroundings)
        mirrors = MemoryMirrors([repository], time: surroundings)
        for definition in try Self.definitions.get() {
            _ = try await client.create(.customResourceDefinitions, namespace: nil, body: definition)
        }
    }

    /// Plays on a cluster of its own, which a seed determines with all that happens on it.
    ///
    /// - Parameter minor: which server it is like: 30 is 1.30.
    static func play<Outcome: Sendable>(
        seed: UInt64 = 1, minor: Int = 30, hasDestination: Bool = false,
        _ body: @escaping @Sendable (Bench) async throws -> Outcome
    ) async throws -> Outcome {
        try await DeepThread.run(stack: renderStack) {
            Result {
                let executor = SeededExecutor(seed: seed)
                let surroundings = executor.surroundings
                return try executor.run(upTo: .seconds(86_400)) {
                    let bench = try await Bench(
                        seed: seed, minor: minor, hasDestination: hasDestination, surroundings)
                    return try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await bench.pass() }
                        defer { group.cancelAll() }
                        return try await body(bench)
                    }
                }
            }
        }.get()
    }

    /// What happens on a cluster by itself, with time.
    private func pass() async {
        while (try? await surroundings.sleep(for: .seconds(5))) != nil {
            cluster.catchUp()
            destination?.catchUp()
            destination?.collectGarbage()
        }
    }

    /// One that knows nothing but what the cluster and the mirrors hold.
    ///
    /// - Parameter workers: how many applications it works on at once.
    func makeOperator(
        on network: Network, workers: Int = 3, logger: Logger = Bench.silent,
        mayWrite: @escaping @Sendable () -> Bool = { true }
    ) async throws -> Operator {
        let metrics = Metrics()
        let client = KubeClient(
            configuration: KubeConfiguration(
                server: "https://memory.test", tls: .system, credentials: .none, namespace: nil, proxy: nil),
            transport: network, metrics: metrics, userAgent: "martlet/test", logger: logger, surroundings: surroundings)
        let fence = WriteFence(surroundings: surroundings, mayWrite: mayWrite)
        let rooms = RenderRooms(
            places: RenderRooms.usualPlaces, patience: RenderRooms.usualPatience, surroundings: surroundings)
        var settings = Self.settings
        settings.concurrency = workers
        return Operator(
            settings: settings, client: client.fenced(by: fence),
            destination: destination?.client(userAgent: "martlet/test", surroundings: surroundings).fenced(by: fence),
            digestKey: try await InstallationKey.load(self.client, namespace: "default"),
            mirrors: mirrors, charts: MemoryCharts(time: surroundings), prober: prober,
            renderer: RenderCache(entries: 100, bytes: 1 << 20, rooms: rooms, metrics: metrics), metrics: metrics,
            logger: logger)
    }

    static var settings: Settings {
        var settings = Settings(
            reach: .cluster, allowCrossNamespace: false, allowRemoteBases: false, allowAppOfApps: false,
            accounts: Accounts(
                fallback: nil, shared: ObjectKey(namespace: "default", name: "martlet-applier"), own: nil),
            keptBytes: 1 << 20, concurrency: 3, installation: "martlet", instance: "test", home: "default")
        settings.checkHosts = HostRules(["*.test"].compactMap(HostPattern.init))
        return settings
    }

    static let silent = Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() }

    /// Does something while an operator works.
    func whileOperating(
        steadily: Bool = false, logger: Logger = Bench.silent, _ body: @Sendable () async throws -> Void
    ) async throws {
        let controllers = try await makeOperator(
            on: Network(cluster, surroundings, isSteady: steadily), logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await controllers.run() }
            defer { group.cancelAll() }
            try await body()
            controllers.stop()
        }
    }

    private static let definitions = Result { () throws -> [Value] in
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let kinds = [
            "gitopsapplications", "gitopsdeployments", "gitopsenvironments", "gitopspolicies", "gitopsreceivers",
            "gitopsrepositories", "gitopswindows",
        ]
        return try kinds.flatMap { file in
            let path = project.appending(path: "CRDs/gitops.martlet.dev_\(file).yaml").path
            return try YAML.parse(try String(contentsOfFile: path, encoding: .utf8), file: path).map(\.value)
        }
    }

    /// Waits, by the cluster's time, until something is so.
    func eventually(
        _ what: String, within limit: Duration = .seconds(60), _ isSo: () async throws -> Bool
    ) async throws {
        let end = surroundings.now + limit
        while try await !isSo() {
            guard surroundings.now < end else { throw Unexpected("not in \(limit): \(what)\n\(evidence)") }
            try await surroundings.sleep(for: .milliseconds(100))
        }
    }

    // MARK: Looking

    /// The value that a ConfigMap holds; nil where there is none.
    func data(_ name: String) -> String? { configMaps[name]?.at("data", "k")?.string }

    var configMaps: [String: Value] {
        let objects = cluster.objects(group: "", resource: "configmaps").filter { $0.namespace == "default" }
        return Dictionary(uniqueKeysWithValues: objects.map { ($0.name ?? "", $0) })
    }

    var applications: [String: Value] {
        let objects = cluster.objects(group: "gitops.martlet.dev", resource: "gitopsapplications")
        return Dictionary(uniqueKeysWithValues: objects.map { ($0.name ?? "", $0) })
    }

    /// What resources say of themselves, and what there is.
    var evidence: String {
        let resources = ["gitopsrepositories", "gitopsapplications"].flatMap {
            cluster.objects(group: "gitops.martlet.dev", resource: $0)
        }
        let statuses = resources.map {
            "\($0.name ?? ""): \($0["metadata"]?.json() ?? "") \($0["spec"]?.json() ?? "") \($0["status"]?.json() ?? "")"
        }
        let objects = configMaps.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.json())" }
        let jobs = cluster.objects(group: "batch", resource: "jobs").map { "\($0.name ?? ""): \($0.json())" }
        return (statuses + objects + jobs).joined(separator: "\n")
    }

    // MARK: What persons do

    /// Declares the repository, and the Secret that it is asked with.
    func declareRepository() async throws {
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "git", "namespace": "default"],
            "data": ["password": "cA=="],
        ]
        _ = try await client.create(.secrets, namespace: "default", body: secret)
        try await apply(repositoryResource)
    }

    func apply(_ object: Value) async throws {
        let type = try await client.discovery.resource(for: try #require(object.groupVersionKind))
        _ = try await client.apply(
            type, ObjectKey(namespace: "default", name: object.name ?? ""), body: object, fieldManager: "person",
            force: true, dryRun: false)
    }

    /// Merges into a ConfigMap.
    func edit(_ name: String, _ body: Value) async throws {
        _ = try await client.patch(
            .configMaps, ObjectKey(namespace: "default", name: name), subresource: nil, kind: .merge, body: body)
    }

    private func type(_ kind: String) async throws -> ResourceType {
        try await client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: kind))
    }

    /// Sets an annotation of ours on the repository or an application, or takes it away.
    func annotate(_ kind: String, _ name: String, _ annotation: String, _ text: String?) async throws {
        _ = try await client.patch(
            try await type(kind), ObjectKey(namespace: "default", name: name), subresource: nil, kind: .merge,
            body: ["metadata": ["annotations": ["gitops.martlet.dev/\(annotation)": text.map { .string($0) } ?? .null]]]
        )
    }

    /// Asks for the repository to be looked at now.
    func poke(_ text: String = "now") async throws {
        try await annotate("GitOpsRepository", "r", "requestedAt", text)
    }

    func delete(_ kind: String, _ name: String) async throws {
        _ = try await client.delete(
            try await type(kind), ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    func deleteConfigMap(_ name: String) async throws {
        _ = try await client.delete(
            .configMaps, ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    // MARK: Resources

    /// A manifest; `data` gives its value.
    static func configMap(_ name: String, _ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {k: \"\(value)\"}\n"
    }

    static func configMap(_ name: String, _ value: String) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            "data": ["k": .string(value)],
        ]
    }

    var repositoryResource: Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsRepository",
            "metadata": ["name": "r", "namespace": "default"],
            "spec": [
                "url": .string(repository.url), "reference": ["branch": "main"], "interval": "10s",
                "secretRef": ["name": "git"],
            ],
        ]
    }

    /// - Parameter spec: more of it, over where the source is.
    static func application(_ name: String, path: String = "", spec: Object = [:]) -> Value {
        var whole: Object = [
            "source": ["repositoryRef": ["name": "r"], "path": .string(path)],
            "destination": ["namespace": "default"],
        ]
        for (key, value) in spec { whole[key] = value }
        return [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
            "metadata": ["name": .string(name), "namespace": "default"], "spec": .object(whole),
        ]
    }
}

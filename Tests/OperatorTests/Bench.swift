import Applying
import ChartSources
import Controllers
import Documents
import FoundationEssentials
import Git
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import Metrics
import OperatorTesting
import Rendering
import Testing
import Transport
import YAML

/// An operator and the clusters that it stands on.
struct Bench: Sendable {
    /// Where resources live.
    let cluster: MemoryCluster
    /// The one that they are applied to; nil where it is the same.
    private let destination: MemoryCluster?
    /// Of whoever is not the operator.
    let client: KubeClient
    private let folder: String
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "tests", proxy: .direct))

    init(seed: UInt64 = 1, destination: MemoryCluster? = nil) async throws {
        self.destination = destination
        cluster = MemoryCluster(seed: seed, minor: 30) { .now() }
        client = cluster.client(userAgent: "person/test")
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-memory-\(UUID().uuidString)").path
        try await Self.installDefinitions(client)
    }

    /// One that knows nothing but what the cluster and the folder of mirrors hold.
    func makeOperator() async throws -> Operator {
        let metrics = Metrics()
        let logger = Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() }
        let client = cluster.client(userAgent: "martlet/test")
        return Operator(
            settings: Settings(
                reach: .cluster, allowCrossNamespace: false, allowRemoteBases: false, allowAppOfApps: false,
                accounts: Accounts(
                    fallback: nil, shared: ObjectKey(namespace: "default", name: "martlet-applier"), own: nil),
                keptBytes: 1 << 20, concurrency: 2, installation: "martlet", instance: "test", home: "default"),
            client: client, destination: destination?.client(userAgent: "martlet/test"),
            digestKey: try await InstallationKey.load(client, namespace: "default"),
            mirrors: try GitMirrors(
                GitConfiguration(
                    cacheDirectory: "\(folder)/git", temporaryDirectory: folder, threads: 2, allowFileURLs: true),
                http: http),
            charts: ChartSources(
                client: http, cache: try ChartCache(folder: "\(folder)/charts", capacity: 1 << 20),
                limits: ChartSourceLimits(), remembering: .seconds(20)),
            renderer: RenderCache(entries: 100, bytes: 1 << 20, metrics: metrics), metrics: metrics, logger: logger)
    }

    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func installDefinitions(_ client: KubeClient) async throws {
        for file in ["gitopsapplications", "gitopsrepositories"] {
            let path = project.appending(path: "CRDs/gitops.martlet.dev_\(file).yaml").path
            for document in try YAML.parse(try String(contentsOfFile: path, encoding: .utf8), file: path) {
                _ = try await client.create(.customResourceDefinitions, namespace: nil, body: document.value)
            }
        }
    }

    func end() {
        http.shutDown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func run(_ body: () async throws -> Void) async throws {
        defer { end() }
        let operation = try await makeOperator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await operation.run() }
            defer { group.cancelAll() }
            try await body()
            operation.stop()
        }
    }

    func apply(_ object: Value) async throws {
        let type = try await client.discovery.resource(for: try #require(object.groupVersionKind))
        _ = try await client.apply(
            type, ObjectKey(namespace: "default", name: object.name ?? ""), body: object, fieldManager: "person",
            force: true, dryRun: false)
    }

    /// The value that a ConfigMap holds; nil where there is none.
    func data(_ name: String) -> String? {
        cluster.objects(group: "", resource: "configmaps").first { $0.name == name }?.at("data", "k")?.string
    }

    /// What resources say of themselves, and the last requests.
    var evidence: String {
        let resources = ["gitopsrepositories", "gitopsapplications"].flatMap {
            cluster.objects(group: "gitops.martlet.dev", resource: $0)
        }
        let statuses = resources.map { "\($0.name ?? ""): \($0["status"]?.json() ?? "")" }
        return (statuses + cluster.takeRequests().suffix(20).map { "\($0)" }).joined(separator: "\n")
    }

    var applications: [Value] { cluster.objects(group: "gitops.martlet.dev", resource: "gitopsapplications") }

    func edit(_ name: String, _ value: String) async throws {
        _ = try await client.patch(
            .configMaps, ObjectKey(namespace: "default", name: name), subresource: nil, kind: .merge,
            body: ["data": ["k": .string(value)]])
    }

    private func type(_ kind: String) async throws -> ResourceType {
        try await client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: kind))
    }

    /// Asks for the repository to be looked at now.
    func poke(_ text: String = "now") async throws {
        _ = try await client.patch(
            try await type("GitOpsRepository"), ObjectKey(namespace: "default", name: "r"), subresource: nil,
            kind: .merge,
            body: ["metadata": ["annotations": ["gitops.martlet.dev/requestedAt": .string(text)]]])
    }

    func delete(_ kind: String, _ name: String) async throws {
        _ = try await client.delete(
            try await type(kind), ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    /// A manifest; `data` gives its value.
    static func configMap(_ name: String, _ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {k: \"\(value)\"}\n"
    }

    static func repository(url: String) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsRepository",
            "metadata": ["name": "r", "namespace": "default"],
            "spec": ["url": .string(url), "reference": ["branch": "main"], "interval": "10s"],
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

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

/// The whole operator in this process, on a cluster in memory: no program is started but git's.
@Suite(.timeLimit(.minutes(1))) struct MemoryTests {
    @Test(
        "a commit becomes objects, drift is repaired, what left the repository is deleted, and what is desired no more goes"
    )
    func life() async throws {
        let repository = try GitRepository()
        try repository.write("one.yaml", Self.configMap("one", "1"))
        try repository.write("two.yaml", Self.configMap("two", "1"))
        try repository.commit()
        let bench = try await Bench()
        try await bench.apply(Self.repository(url: repository.url))
        try await bench.apply(Self.application)
        try await bench.run {
            try await eventually("both objects are there", evidence: { bench.evidence }) {
                bench.data("one") == "1" && bench.data("two") == "1"
            }
            try await bench.edit("one", "2")
            try await eventually("drift is repaired") { bench.data("one") == "1" }
            try repository.remove("two.yaml")
            try repository.commit("one.yaml", Self.configMap("one", "3"))
            try await bench.poke()
            try await eventually("the commit is applied, and what left it deleted") {
                bench.data("one") == "3" && bench.data("two") == nil
            }
            try await bench.deleteApplication()
            try await eventually("everything is gone") { bench.data("one") == nil && bench.applications.isEmpty }
        }
    }

    private static func configMap(_ name: String, _ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {k: \"\(value)\"}\n"
    }

    private static func repository(url: String) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsRepository",
            "metadata": ["name": "r", "namespace": "default"],
            "spec": ["url": .string(url), "reference": ["branch": "main"], "interval": "10s"],
        ]
    }

    private static let application: Value = [
        "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
        "metadata": ["name": "a", "namespace": "default"],
        "spec": ["source": ["repositoryRef": ["name": "r"]], "destination": ["namespace": "default"]],
    ]
}

/// An operator and the cluster that it stands on.
private struct Bench {
    let cluster: MemoryCluster
    private let client: KubeClient
    private let operation: Operator
    private let folder: String
    private let http = HTTPClient(HTTPClientConfiguration(userAgent: "tests", proxy: .direct))

    init() async throws {
        cluster = MemoryCluster(seed: 1, minor: 30) { .now() }
        client = cluster.client(userAgent: "martlet/test")
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-memory-\(UUID().uuidString)").path
        try await Self.installDefinitions(client)
        let metrics = Metrics()
        let logger = Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() }
        operation = Operator(
            settings: Settings(
                reach: .cluster, allowCrossNamespace: false, allowRemoteBases: false, allowAppOfApps: false,
                accounts: Accounts(
                    fallback: nil, shared: ObjectKey(namespace: "default", name: "martlet-applier"), own: nil),
                keptBytes: 1 << 20, concurrency: 2, installation: "martlet", instance: "test", home: "default"),
            client: client, digestKey: try await InstallationKey.load(client, namespace: "default"),
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

    func run(_ body: () async throws -> Void) async throws {
        defer {
            http.shutDown()
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [operation] in await operation.run() }
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
    func poke() async throws {
        _ = try await client.patch(
            try await type("GitOpsRepository"), ObjectKey(namespace: "default", name: "r"), subresource: nil,
            kind: .merge,
            body: ["metadata": ["annotations": ["gitops.martlet.dev/requestedAt": "now"]]])
    }

    func deleteApplication() async throws {
        _ = try await client.delete(
            try await type("GitOpsApplication"), ObjectKey(namespace: "default", name: "a"), uid: nil,
            resourceVersion: nil, propagation: .background)
    }
}

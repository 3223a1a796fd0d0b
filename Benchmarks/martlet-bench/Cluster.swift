import Documents
import KubeClient
import KubeModel
import Logging
import Metrics
import Transport

/// What the benchmark does with the API server.
struct Cluster: Sendable {
    let client: KubeClient
    let concurrency: Int

    private static let name = "martlet-bench"

    /// For whoever shuts them down in the end.
    static func connections() -> HTTPClient { HTTPClient(HTTPClientConfiguration(userAgent: name)) }

    /// - Parameter concurrency: requests at a time.
    init(kubeconfig: String, over http: HTTPClient, concurrency: Int = 64) throws {
        client = KubeClient(
            configuration: try KubeConfiguration.load(path: kubeconfig, context: nil, allowExec: false),
            transport: http, metrics: Metrics(), userAgent: Self.name, logger: Logger(label: Self.name))
        self.concurrency = concurrency
    }

    /// Nothing here should take as long; a benchmark that hangs is worse than one that fails.
    private static let patience = Duration.seconds(900)

    func type(_ apiVersion: String, _ kind: String) async throws -> ResourceType {
        try await client.discovery.resource(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }

    func createNamespace(_ name: String) async throws {
        _ = try await client.create(
            .namespaces, namespace: nil,
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }

    /// Applies everything, `concurrency` requests at a time.
    func apply(_ objects: [Value], namespace: String) async throws {
        try await withThrowingTaskGroup { group in
            var waiting = objects[...]
            for _ in 0..<concurrency {
                guard let object = waiting.popFirst() else { break }
                group.addTask { try await apply(object, namespace: namespace) }
            }
            while try await group.next() != nil {
                guard let object = waiting.popFirst() else { continue }
                group.addTask { try await apply(object, namespace: namespace) }
            }
        }
    }

    private func apply(_ object: Value, namespace: String) async throws {
        guard let kind = object.groupVersionKind, let name = object.name else { return }
        _ = try await client.apply(
            try await client.discovery.resource(for: kind), ObjectKey(namespace: namespace, name: name), body: object,
            fieldManager: "martlet-bench", force: true, dryRun: false)
    }

    /// Returns as soon as so many objects satisfy the condition, by watching them.
    func wait(
        for count: Int, of type: ResourceType, in namespace: String, where isDone: @escaping @Sendable (Value) -> Bool
    ) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await watch(until: count, of: type, in: namespace, where: isDone) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw BenchmarkError(message: "\(count) of \(type.plural) were not there within \(Self.patience)")
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func watch(
        until count: Int, of type: ResourceType, in namespace: String, where isDone: @escaping (Value) -> Bool
    ) async throws {
        while true {
            let progress = Progress(isDone: isDone)
            let version = try await client.list(
                type, namespace: namespace, labelSelector: nil, fieldSelector: nil, pageSize: 500,
                restart: { progress.forget() }, each: { progress.see($0) })
            guard progress.count < count else { return }
            let stream = try await client.watch(
                type, namespace: namespace, labelSelector: nil, fieldSelector: nil, resourceVersion: version,
                timeout: Self.patience)
            for try await event in stream {
                if case .error = event { break }
                progress.see(event)
                guard progress.count < count else { return }
            }
        }
    }
}

/// Which objects satisfy a condition, as far as the watch has told.
private final class Progress {
    private let isDone: (Value) -> Bool
    private var done: Set<String> = []

    init(isDone: @escaping (Value) -> Bool) { self.isDone = isDone }

    var count: Int { done.count }

    func forget() { done = [] }

    func see(_ event: RawWatchEvent) {
        switch event {
        case .added(let object), .modified(let object): see(object)
        case .deleted, .bookmark, .error: break
        }
    }

    func see(_ object: Value) {
        guard let name = object.name else { return }
        if isDone(object) { done.insert(name) } else { done.remove(name) }
    }
}

/// When an object counts as done.
enum Readiness {
    static func isReady(_ application: Value) -> Bool {
        let conditions = application.at("status", "conditions")?.array ?? []
        return conditions.contains { condition in
            condition["type"]?.string == "Ready" && condition["status"]?.string == "True"
                && condition["observedGeneration"]?.integer == application.at("metadata", "generation")?.integer
        }
    }

    /// Whether the controller has seen it and waits for its objects.
    static func isWaiting(_ application: Value) -> Bool {
        application.at("status", "operation", "step") != nil && !isReady(application)
    }

    static func isObserved(_ deployment: Value) -> Bool {
        deployment.at("status", "observedGeneration")?.integer == deployment.at("metadata", "generation")?.integer
    }
}

extension Value {
    /// The resource of the benchmark's repository.
    static func repository(at url: String) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsRepository", "metadata": ["name": "bench"],
            "spec": ["url": .string(url), "reference": ["branch": "main"], "interval": "1h"],
        ]
    }
}

/// Why the benchmark has no result.
struct BenchmarkError: Error, CustomStringConvertible {
    var message: String

    var description: String { message }
}

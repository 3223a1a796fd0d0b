import Documents
import KubeClient
import KubeModel
import KubeTesting
import Logging
import Testing

/// What tests against a real API server share.
struct ServerFixture {
    let client: KubeClient
    let namespace: String

    init(_ plane: TestControlPlane) async throws {
        client = try plane.client()
        namespace = try await plane.makeNamespace("runtime")
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }

    func configMap(_ name: String, _ text: String = "x") -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "data": ["text": .string(text)],
        ]
    }

    @discardableResult
    func create(_ name: String, _ text: String = "x") async throws -> Value {
        try await client.create(.configMaps, namespace: namespace, body: configMap(name, text))
    }

    @discardableResult
    func change(_ name: String, _ text: String) async throws -> Value {
        try await client.patch(
            .configMaps, key(name), subresource: nil, kind: .merge, body: ["data": ["text": .string(text)]])
    }

    func delete(_ name: String) async throws {
        _ = try await client.delete(
            .configMaps, key(name), uid: nil, resourceVersion: nil, propagation: .background)
    }
}

/// Runs something beside the body, and ends it when the body has ended.
func with(
    _ running: @escaping @Sendable () async -> Void, _ body: () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await running() }
        defer { group.cancelAll() }
        try await body()
    }
}

import Documents
import KubeClient
import KubeModel
import Logging
import MemoryCluster
import Metrics
import Synchronization
import TestKit
import Testing

@testable import KubeRuntime

/// On a cluster in memory.
@Suite(.timeLimit(.minutes(5))) struct NamedObjectWatchesTests {
    private let cluster = MemoryCluster(seed: 1, minor: 30) { KubeTime(seconds: 1_700_000_000) }
    private let told = Recorded<[String: Int]>([:])

    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }
    private func reference(_ name: String) -> NamedReference { NamedReference(type: .secrets, key: key(name)) }

    private func create(_ name: String, _ client: KubeClient) async throws {
        _ = try await client.create(
            .secrets, namespace: "default",
            body: ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name), "namespace": "default"]])
    }

    private func watches() -> NamedObjectWatches<String> {
        let told = told
        return NamedObjectWatches(
            client: cluster.client(), metrics: Metrics(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onChange: { reference, _ in told.update { $0[reference.key.name, default: 0] += 1 } })
    }

    private var open: Int { cluster.openWatches.count { $0.resource == "secrets" } }

    /// Works with Secrets that as many applications want, one each, and one that is nobody's.
    private func with(
        _ count: Int, _ body: (NamedObjectWatches<String>, KubeClient) async throws -> Void
    ) async throws {
        let client = cluster.client()
        for index in 0..<count { try await create("s\(index)", client) }
        try await create("other", client)
        let watches = watches()
        for index in 0..<count { watches.want([reference("s\(index)")], for: "app \(index)") }
        try await with({ await watches.run() }) {
            try await eventually("all are known", within: .seconds(100)) { told.value.count == count }
            try await body(watches, client)
        }
    }

    private func with(_ run: @escaping @Sendable () async -> Void, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    @Test("a hundred applications with a Secret each hold one watch, and hear of their own")
    func one() async throws {
        try await with(100) { watches, client in
            try await eventually("one watch is open", within: .seconds(100)) { open == 1 }
            #expect(cluster.takeRequests().count { $0.verb == "list" && $0.resource == "secrets" } == 1)
            #expect(told.value.values.allSatisfy { $0 == 1 } && told.value["other"] == nil)
            #expect(watches.value(of: reference("s7")).element?.name == "s7")
            _ = try await client.patch(
                .secrets, key("s7"), subresource: nil, kind: .merge, body: ["data": ["k": "eA=="]])
            try await eventually("its owner hears", within: .seconds(100)) { told.value["s7"] == 2 }
            #expect(watches.value(of: reference("s7")).element?.at("data", "k") == "eA==")
            watches.want([reference("none")], for: "late")
            try await eventually("absence is told", within: .seconds(100)) { told.value["none"] == 1 }
            #expect(watches.value(of: reference("none")).isAbsent && open == 2)
            watches.want([], for: "app 7")
            #expect(watches.value(of: reference("s7")).isOutOfDate)
        }
    }

    @Test("without the right to all of a namespace each has a watch of its own")
    func refused() async throws {
        // An authorizer sees no field selectors.
        cluster.add(
            MemoryFault(
                .refuse(status: 403, reason: "Forbidden", message: "no", retryAfter: nil),
                to: { $0.verb == "list" && $0.resource == "secrets" }))
        try await with(30) { watches, _ in
            try await eventually("all are watched", within: .seconds(100)) { open == 30 }
            #expect(watches.value(of: reference("s7")).element?.name == "s7")
        }
    }
}

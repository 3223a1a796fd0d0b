import Documents
import KubeClient
import KubeModel
import KubeTesting
import Metrics
import TestKit
import Testing

@testable import KubeRuntime

@Suite(
    .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(3)))
struct ReflectorServerTests {
    private let metrics = Metrics()

    private func reflector(
        _ server: ServerFixture, _ store: Store<String>, fieldSelector: String? = nil, _ changes: Recorded<[String]>
    ) -> Reflector<String> {
        Reflector(
            server.client, .configMaps, namespace: server.namespace, fieldSelector: fieldSelector, pageSize: 2,
            into: store, metrics: metrics, logger: ServerFixture.logger, decode: { $0.at("data", "text")?.string },
            onChange: { change in
                changes.update { $0.append("\(change.key.name) \(change.old ?? "-") \(change.new ?? "-")") }
            })
    }

    @Test("a store follows the server through lists, changes and deletions")
    func follows() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        for name in ["a", "b", "c"] { try await server.create(name) }
        let store = Store<String>()
        let changes = Recorded<[String]>([])
        try await with({ await reflector(server, store, changes).run() }) {
            try await store.waitUntilSynced()
            #expect(store.isCurrent && store.count == 3)
            try await server.create("d", "new")
            let changed = try await server.change("a", "changed")
            try await server.delete("b")
            try await eventually("the store has followed") { changes.value.count == 6 }
            #expect(store.get(server.key("a")).element == "changed")
            #expect(store.version(of: server.key("a")) == changed.resourceVersion)
            #expect(store.get(server.key("b")).isAbsent, "b is still there")
        }
        #expect(changes.value.suffix(3) == ["d - new", "a x changed", "b x -"])
        #expect(!store.isCurrent, "nobody keeps the store in step any more")
    }

    @Test("one object is watched by its name")
    func byName() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let store = Store<String>()
        let changes = Recorded<[String]>([])
        try await with({ await reflector(server, store, fieldSelector: "metadata.name=a", changes).run() }) {
            try await store.waitUntilSynced()
            try await server.create("b")
            try await server.create("a")
            try await eventually("the object is seen") { store.latest(server.key("a")) != nil }
        }
        #expect(store.count == 1)
    }
}

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
struct WritingServerTests {
    private static let deployments = ResourceType(
        gvk: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), plural: "deployments", namespaced: true,
        verbs: [])

    private func deployment(_ server: ServerFixture) async throws -> Value {
        try await server.client.create(
            Self.deployments, namespace: server.namespace,
            body: [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                "spec": [
                    "replicas": 0, "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": ["containers": [["name": "web", "image": "web"]]],
                    ],
                ],
            ])
    }

    @Test("only what differs in status is written, and nothing where nothing does")
    func status() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let writer = StatusWriter(client: server.client, type: Self.deployments)
        let object = try await deployment(server)
        let first = try await writer.write(
            ["observedGeneration": 1, "replicas": 2, "readyReplicas": 1], to: object)
        #expect(first?.at("status", "readyReplicas") == 1)
        let written = try #require(first)
        let second = try await writer.write(["observedGeneration": 1, "replicas": 2], to: written)
        #expect(second?["status"] == ["observedGeneration": 1, "replicas": 2])
        let again = try await writer.write(
            ["observedGeneration": 1, "replicas": 2], to: try #require(second))
        #expect(again == nil)
    }

    @Test("another object is not written")
    func preconditions() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let writer = StatusWriter(client: server.client, type: Self.deployments)
        let object = try await deployment(server)
        var other = object
        other["metadata"]?["uid"] = "00000000-0000-0000-0000-000000000000"
        let wrongObject = await #expect(throws: KubeError.self) {
            try await writer.write(["replicas": 1], to: other)
        }
        #expect(wrongObject?.code == .conflict)
    }

    private func finalizers(_ object: Value) -> [String] {
        object.at("metadata", "finalizers")?.array?.compactMap(\.string) ?? []
    }

    @Test("a finalizer is added and removed, whatever others do to the list meanwhile")
    func finalizer() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let ours = Finalizer("martlet.dev/ours", client: server.client, type: .configMaps)
        let other = Finalizer("martlet.dev/other", client: server.client, type: .configMaps)
        let old = try await server.create("a")
        let withOther = try #require(try await other.add(to: old))
        #expect(finalizers(withOther) == ["martlet.dev/other"])
        let withBoth = try #require(try await ours.add(to: old), "added to what is now there")
        #expect(finalizers(withBoth) == ["martlet.dev/other", "martlet.dev/ours"])
        #expect(try await ours.add(to: withBoth) == withBoth)

        try await server.delete("a")
        let withoutOther = try await other.remove(from: withBoth)
        #expect(withoutOther.map(finalizers) == ["martlet.dev/ours"])
        _ = try await ours.remove(from: withBoth)
        #expect(try await ours.remove(from: withBoth) == nil, "it is gone")
        try await server.create("a")
        #expect(try await ours.add(to: old) == nil, "one of the same name is another one")
    }

    @Test("events are sent, and repetitions counted on them")
    func events() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let metrics = Metrics()
        let recorder = EventRecorder(
            client: server.client, controller: "gitops.martlet.dev/test", instance: "test-1", metrics: metrics,
            logger: ServerFixture.logger)
        let object = try await server.create("a")
        let regarding = try #require(ObjectReference(to: object))
        func record(_ note: String) {
            recorder.record(.warning, reason: "Broken", action: "Apply", note: note, regarding: regarding)
        }
        func events() async throws -> [Value] {
            try await server.client.list(.events, namespace: server.namespace, labelSelector: nil)
        }
        try await with({ await recorder.run() }) {
            record("first")
            try await eventually("the event is there") { try await events().count == 1 }
            record("first")
            try await eventually("it is a series") { try await events().first?.at("series", "count") == 2 }
            for _ in 1...3 { record("first") }
            record("second")
            try await eventually("another note is another event") { try await events().count == 2 }
        }
        let counts = try await events().compactMap { $0.at("series", "count")?.integer }
        #expect(counts == [5], "what was counted is sent at the end")
        #expect(try await events().allSatisfy { $0.at("regarding", "uid") == object.at("metadata", "uid") })
        #expect(!metrics.render().contains("martlet_events_dropped_total{"))
    }
}

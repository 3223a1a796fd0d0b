import Documents
import KubeClient
import KubeModel
import KubeTesting
import Metrics
import Surroundings
import TestKit
import Testing

@testable import KubeRuntime

/// A source that can be held back from opening watches again.
private final class HeldSource: WatchSource {
    private let base: KubeWatchSource
    let isHeld = Recorded(false)

    init(_ base: KubeWatchSource) { self.base = base }

    func list() throws(KubeError) -> any PageReader { try base.list() }

    func currentVersion() async throws(KubeError) -> String { try await base.currentVersion() }

    func open(resourceVersion: String) async throws(KubeError) -> any WatchReader {
        while isHeld.value, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(20)) }
        return try await base.open(resourceVersion: resourceVersion)
    }
}

/// With a server of their own, because they stop it.
@Suite(
    .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(4)))
struct OutageServerTests {
    @Test("a store survives a restart of the API server and a compaction of etcd")
    func outages() async throws {
        let plane = try await TestControlPlane.start(controllerManager: false)
        do {
            try await follow(plane)
        } catch {
            try await plane.stop()
            throw error
        }
        try await plane.stop()
    }

    private func follow(_ plane: TestControlPlane) async throws {
        let server = try await ServerFixture(plane)
        let metrics = Metrics()
        let source = HeldSource(
            KubeWatchSource(
                client: server.client, type: .configMaps, namespace: server.namespace, labelSelector: nil,
                fieldSelector: nil, pageSize: 500))
        let store = Store<String>()
        let changes = Recorded<[String]>([])
        let watcher = Watcher(
            source, resource: "configmaps", metrics: metrics, logger: ServerFixture.logger,
            surroundings: server.client.surroundings,
            onHealth: { store.setHealth($0) }, decode: { Observed($0) { $0.at("data", "text")?.string } })
        let reflector = Reflector(
            watcher, into: store, onSynced: {}, onRewound: {},
            onChange: { change in
                changes.update { $0.append("\(change.key.name) \(change.new ?? "gone") \(change.cause)") }
            })
        for name in ["a", "b"] { try await server.create(name) }
        try await with({ await reflector.run() }) {
            try await store.waitUntilSynced()
            try await restart(plane, server, store)
            try await forget(plane, server, store, source)
        }
        #expect(changes.value.contains("b gone list"), "what vanished unseen is told as deleted")
        #expect(metrics.render().contains(#"resource="configmaps",reason="gone""#))
    }

    private func restart(_ plane: TestControlPlane, _ server: ServerFixture, _ store: Store<String>) async throws {
        try await plane.stopAPIServer()
        try await eventually("the store knows that it is not in step") { !store.isCurrent }
        #expect(store.latest(server.key("a")) == "x")
        #expect(store.get(server.key("a")).isOutOfDate, "nothing can be known now")
        try await plane.startAPIServer()
        try await server.create("c")
        try await eventually("the store is in step again", within: .seconds(40)) {
            store.isCurrent && store.latest(server.key("c")) != nil
        }
    }

    /// While nobody watches, objects come and go, and the server forgets how.
    private func forget(
        _ plane: TestControlPlane, _ server: ServerFixture, _ store: Store<String>, _ source: HeldSource
    ) async throws {
        source.isHeld.value = true
        try await plane.restartAPIServer()
        try await eventually("the store knows that it is not in step") { !store.isCurrent }
        try await server.delete("b")
        try await server.create("d")
        try await plane.compact()
        try await plane.restartAPIServer()
        source.isHeld.value = false
        try await eventually("the store is in step again", within: .seconds(40)) {
            store.isCurrent && store.latest(server.key("d")) != nil && store.latest(server.key("b")) == nil
        }
    }
}

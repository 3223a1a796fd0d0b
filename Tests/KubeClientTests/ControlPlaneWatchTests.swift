import Documents
import Glibc
import KubeModel
import KubeTesting
import Synchronization
import Testing

@testable import KubeClient

private let needsControlPlane: Comment =
    "needs etcd and kube-apiserver: run Scripts/kubernetes, or set KUBEBUILDER_ASSETS"

/// Watches, and what happens to them when the server forgets or goes. On a server of their own: compaction and restarts
/// would disturb others.
@Suite(.enabled(needsControlPlane) { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(5)))
struct ControlPlaneWatchTests {
    private func withControlPlane(_ body: (TestControlPlane, KubeClient) async throws -> Void) async throws {
        let server = try await TestControlPlane.start(controllerManager: false)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server, try server.client())) } catch { outcome = .failure(error) }
        try await server.stop()
        try outcome.get()
    }

    private func make(_ client: KubeClient, _ name: String, in namespace: String) async throws {
        _ = try await client.create(
            .configMaps, namespace: namespace,
            body: ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]])
    }

    private func list(_ client: KubeClient, _ namespace: String) async throws -> String {
        try await client.list(
            .configMaps, namespace: namespace, labelSelector: nil, fieldSelector: nil, pageSize: 500, restart: {},
            each: { _ in })
    }

    private func watch(
        _ client: KubeClient, _ namespace: String, from version: String, timeout: Duration = .seconds(60)
    ) async throws -> WatchStream {
        try await client.watch(
            .configMaps, namespace: namespace, labelSelector: nil, fieldSelector: nil, resourceVersion: version,
            timeout: timeout)
    }

    @Test("changes arrive in order, the end in good order brings a bookmark, and a cancelled reader goes")
    func events() async throws {
        try await withControlPlane { server, client in
            let namespace = try await server.makeNamespace("watch")
            let stream = try await watch(
                client, namespace, from: try await list(client, namespace), timeout: .seconds(5))
            try await make(client, "a", in: namespace)
            let key = ObjectKey(namespace: namespace, name: "a")
            _ = try await client.patch(.configMaps, key, subresource: nil, kind: .merge, body: ["data": ["k": "v"]])
            _ = try await client.delete(.configMaps, key, uid: nil, resourceVersion: nil, propagation: .background)
            var seen: [String] = []
            for try await event in stream { seen.append(describe(event)) }
            #expect(seen.prefix(3) == ["added a", "modified a", "deleted a"])
            #expect(seen.dropFirst(3).contains { $0.hasPrefix("bookmark ") })

            let version = try await list(client, namespace)
            let idle = try await watch(client, namespace, from: version)
            let reader = Task {
                var iterator = idle.makeAsyncIterator()
                return try await iterator.next()
            }
            try await Task.sleep(for: .milliseconds(200))
            reader.cancel()
            let error = await #expect(throws: KubeError.self) { _ = try await reader.value }
            #expect(error?.code == .cancelled)
        }
    }

    private func describe(_ event: RawWatchEvent) -> String {
        switch event {
        case .added(let object): "added \(object.name ?? "")"
        case .modified(let object): "modified \(object.name ?? "")"
        case .deleted(let object): "deleted \(object.name ?? "")"
        case .bookmark(let version): "bookmark \(version)"
        case .error(let error): "error \(error)"
        }
    }

    @Test("after compaction and a restart an old watch is gone, and so is an old page: the list begins again")
    func compaction() async throws {
        try await withControlPlane { server, client in
            let namespace = try await server.makeNamespace("compact")
            let version = try await list(client, namespace)
            for index in 0..<30 { try await make(client, "c-\(index)", in: namespace) }
            let gate = PageGate()
            async let compacted: Void = {
                await gate.firstPage()
                // etcd keeps what is newest: only after a further write the list's moment is an old one.
                try await make(client, "later", in: namespace)
                try await server.compact()
                // Servers since 1.34 keep the moments of lists in memory, and go on with them from there.
                try await server.restartAPIServer()
                gate.open()
            }()
            let found = Found()
            _ = try await client.list(
                .configMaps, namespace: namespace, labelSelector: nil, fieldSelector: nil, pageSize: 10,
                restart: {
                    found.restarts += 1
                    found.objects = []
                },
                each: { object in
                    gate.wait()
                    found.objects.append(object)
                })
            try await compacted
            #expect(found.restarts == 1)
            #expect(Set(found.objects.compactMap(\.name)).count == 31 && found.objects.count == 31)

            // The watch cache of a server that has just started does not reach back; etcd no longer does.
            #expect(try await outcome(of: { try await self.watch(client, namespace, from: version) }) == .gone)
        }
    }

    /// Servers say it with the status of the answer, or in the first event.
    private func outcome(of open: () async throws -> WatchStream) async throws -> KubeError.Code? {
        do {
            for try await event in try await open() {
                guard case .error(let error) = event else { continue }
                return error.code
            }
        } catch let error as KubeError {
            return error.code
        }
        return nil
    }

    @Test("a server that goes ends its watches and refuses requests, and serves again when it is back")
    func restart() async throws {
        try await withControlPlane { server, client in
            let namespace = try await server.makeNamespace("restart")
            let stream = try await watch(client, namespace, from: try await list(client, namespace))
            try await server.stopAPIServer()
            do { for try await _ in stream {} } catch let error as KubeError { #expect(error.code == .transport) }
            let refused = await #expect(throws: KubeError.self) {
                _ = try await client.get(.namespaces, ObjectKey(namespace: "", name: namespace))
            }
            #expect(refused?.code == .transport && refused?.isTransient == true)
            try await server.startAPIServer()
            #expect(try await client.get(.namespaces, ObjectKey(namespace: "", name: namespace)).name == namespace)
        }
    }
}

/// Holds the first page of a list back until something else has happened. Blocks the thread: lists hand out their objects
/// one after the other, and nothing of theirs waits.
private final class PageGate: Sendable {
    private let state = Mutex((isFirstPage: false, isOpen: false))

    func firstPage() async {
        while !state.withLock({ $0.isFirstPage }) { await Task.yield() }
    }

    func open() { state.withLock { $0.isOpen = true } }

    func wait() {
        state.withLock { $0.isFirstPage = true }
        for _ in 0..<6_000 where !state.withLock({ $0.isOpen }) { usleep(10_000) }
    }
}

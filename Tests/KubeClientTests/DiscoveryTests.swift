import Documents
import KubeModel
import Surroundings
import Synchronization
import TestKit
import Testing

@testable import KubeClient

/// Answers of a server, by path; counts what is asked for.
private final class FakeServer: Sendable {
    private let state: Mutex<(answers: [String: Value], asked: [String])>

    init(_ answers: [String: Value]) { state = Mutex((answers, [])) }

    var asked: [String] { state.withLock { $0.asked } }

    func answer(_ path: String, with value: Value?) { state.withLock { $0.answers[path] = value } }

    /// No time passes.
    func discovery() -> Discovery {
        Discovery(surroundings: Surroundings(ManualClock())) { path async throws(KubeError) in
            await Task.yield()
            let answer = self.state.withLock { state in
                state.asked.append(path)
                return state.answers[path]
            }
            guard let answer else { throw KubeError(status: 404, body: nil) }
            guard answer != "broken" else { throw KubeError(status: 503, body: nil) }
            return answer
        }
    }
}

@Suite struct DiscoveryTests {
    private static let apps: Value = [
        "resources": [
            ["name": "deployments", "kind": "Deployment", "namespaced": true, "verbs": ["get", "patch"]],
            ["name": "deployments/scale", "kind": "Scale", "namespaced": true, "verbs": ["get"]],
        ]
    ]
    private static let core: Value = [
        "resources": [["name": "namespaces", "kind": "Namespace", "namespaced": false, "verbs": ["get"]]]
    ]

    private func gvk(_ apiVersion: String, _ kind: String) -> GroupVersionKind {
        GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    @Test("one request for each version, however many ask")
    func caching() async throws {
        let server = FakeServer(["/apis/apps/v1": Self.apps, "/api/v1": Self.core])
        let discovery = server.discovery()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await discovery.resource(for: self.gvk("apps/v1", "Deployment")) } }
            for try await type in group {
                #expect(type.plural == "deployments" && type.namespaced && type.verbs == ["get", "patch"])
            }
        }
        #expect(try await !discovery.resource(for: gvk("v1", "Namespace")).namespaced)
        #expect(server.asked.sorted() == ["/api/v1", "/apis/apps/v1"])
    }

    @Test("an unknown kind is named, and is not asked for again at once")
    func unknown() async throws {
        let server = FakeServer([:])
        let discovery = server.discovery()
        for _ in 0..<5 {
            let error = await #expect(throws: KubeError.self) {
                try await discovery.resource(for: gvk("example.org/v1", "Foo"))
            }
            #expect(error?.code == .unknownKind)
            #expect(
                error?.message
                    == #"no kind "Foo" in "example.org/v1" on this server; is its CustomResourceDefinition installed?"#)
        }
        #expect(server.asked.sorted() == ["/apis/example.org", "/apis/example.org/v1"])
    }

    @Test("a group that was invalidated is looked up again at once")
    func invalidation() async throws {
        let server = FakeServer([:])
        let discovery = server.discovery()
        await #expect(throws: KubeError.self) { try await discovery.resource(for: gvk("apps/v1", "Deployment")) }
        server.answer("/apis/apps/v1", with: Self.apps)
        await #expect(throws: KubeError.self) { try await discovery.resource(for: gvk("apps/v1", "Deployment")) }
        discovery.invalidate(group: "apps")
        #expect(try await discovery.resource(for: gvk("apps/v1", "Deployment")).plural == "deployments")
    }

    @Test("the version that has the kind is named, and preferred")
    func otherVersion() async throws {
        let cronJobs: Value = [
            "resources": [["name": "cronjobs", "kind": "CronJob", "namespaced": true, "verbs": []]]
        ]
        let server = FakeServer([
            "/apis/batch": [
                "versions": [["version": "v1"], ["version": "v1beta1"]], "preferredVersion": ["version": "v1"],
            ],
            "/apis/batch/v1": ["resources": []], "/apis/batch/v1beta1": cronJobs,
        ])
        let discovery = server.discovery()
        let error = await #expect(throws: KubeError.self) {
            try await discovery.resource(for: gvk("batch/v1", "CronJob"))
        }
        #expect(error?.message.hasSuffix(#"it has that kind in "batch/v1beta1""#) == true)
        let preferred = try await discovery.preferred(GroupKind(group: "batch", kind: "CronJob"))
        #expect(preferred.gvk.version == "v1beta1")
    }

    @Test("a broken aggregated API fails its own group only, and not at the rate of its users")
    func broken() async throws {
        let server = FakeServer(["/apis/metrics.k8s.io/v1beta1": "broken", "/apis/apps/v1": Self.apps])
        let discovery = server.discovery()
        for _ in 0..<5 {
            let error = await #expect(throws: KubeError.self) {
                try await discovery.resource(for: gvk("metrics.k8s.io/v1beta1", "PodMetrics"))
            }
            #expect(error?.code == .unavailable)
        }
        _ = try await discovery.resource(for: gvk("apps/v1", "Deployment"))
        #expect(server.asked == ["/apis/metrics.k8s.io/v1beta1", "/apis/apps/v1"])
    }

    @Test(
        "an apiVersion that is no name leads nowhere",
        arguments: ["", "a/b/c", "../v1", "a/", "/v1", "a b", "v1?a", "a.b/V1"])
    func badVersions(apiVersion: String) async throws {
        let server = FakeServer([:])
        let found = try? await server.discovery().resources(inAPIVersion: apiVersion)
        #expect(found ?? [] == [])
        #expect(server.asked == [])
    }

    @Test("a kind is taken from a server's word only where its names are names")
    func crookedNames() async throws {
        let names = ["../../v1/secrets", "namespaces/a/pods", "..", "Widgets", "a\nb"]
        let server = FakeServer([
            "/apis/example.org/v1": [
                "resources": .array(
                    names.map { ["name": .string($0), "kind": "Widget", "namespaced": true, "verbs": []] }
                        + [["name": "widgets", "kind": "Widget", "namespaced": true, "verbs": []]])
            ]
        ])
        #expect(try await server.discovery().resource(for: gvk("example.org/v1", "Widget")).plural == "widgets")
    }

    @Test("kinds that manifests make up do not fill the memory")
    func bound() async throws {
        let cache = LazyCache<Int>(refreshInterval: .seconds(1), surroundings: .system) { _ async throws(KubeError) in 0
        }
        for number in 0..<(LazyCache<Int>.limit + 10) { _ = try await cache.content("\(number)") { $0 > 0 } }
        #expect(cache.count <= LazyCache<Int>.limit)
    }

    @Test("priority and fairness, and the version of the server")
    func server() async throws {
        #expect(await !FakeServer([:]).discovery().hasPriorityAndFairness())
        let server = FakeServer([
            "/apis/flowcontrol.apiserver.k8s.io": ["versions": [["version": "v1"]]],
            "/version": ["major": "1", "minor": "20+", "gitVersion": "v1.20.2"],
        ])
        #expect(await server.discovery().hasPriorityAndFairness())
        let version = try await server.discovery().serverVersion()
        #expect(version.minor == 20 && version.gitVersion == "v1.20.2")
    }

    @Test("a load that was cancelled is taken over by one who waits")
    func takeOver() async throws {
        let gate = Mutex(0)
        let cache = LazyCache<Int>(refreshInterval: .seconds(1), surroundings: .system) { _ async throws(KubeError) in
            let turn = gate.withLock { turn in
                turn += 1
                return turn
            }
            guard turn == 1 else { return turn }
            do { try await Task.sleep(for: .seconds(30)) } catch { throw KubeError(.cancelled, "cancelled") }
            return turn
        }
        let first = Task { try await cache.content("k") { _ in true } }
        while gate.withLock({ $0 }) == 0 { await Task.yield() }
        let second = Task { try await cache.content("k") { _ in true } }
        first.cancel()
        #expect(try await second.value == 2)
        await #expect(throws: KubeError.self) { try await first.value }
    }
}

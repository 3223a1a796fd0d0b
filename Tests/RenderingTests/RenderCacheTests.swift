import Digests
import Documents
import Metrics
import Rendering
import SourceTrees
import Testing

@Suite("Render cache")
struct RenderCacheTests {
    private let files = ["app/a.yaml": configMap("a"), "app/README.md": "r", "other/b.yaml": configMap("b")]

    private func cache(entries: Int = 100, bytes: Int = 1 << 20, metrics: Metrics = Metrics()) -> RenderCache {
        RenderCache(entries: entries, bytes: bytes, metrics: metrics)
    }

    @Test("a commit that touches nothing of an application renders nothing")
    func unrelatedCommit() async throws {
        let metrics = Metrics()
        let cache = cache(metrics: metrics)
        let request = RenderRequest(path: "app")
        let first = try await cache.render(request, tree: MemoryTree(files), key: "repo")
        #expect(!first.wasCached)
        for change in [[:], ["other/b.yaml": "["], ["app/README.md": "new"], ["new/c.yaml": "x"]] {
            let tree = MemoryTree(files.merging(change) { $1 })
            let again = try await cache.render(request, tree: tree, key: "repo")
            #expect(again.wasCached)
            #expect(again.manifests.digest == first.manifests.digest)
        }
        #expect(metrics.render().contains("martlet_renders_total{result=\"reused\"} 4"))
        #expect(metrics.render().contains("martlet_renders_total{result=\"rendered\"} 1"))
    }

    @Test(
        "a commit that touches the application renders it",
        arguments: [
            ["app/a.yaml": configMap("a2")], ["app/b.yaml": configMap("b")], ["app/sub/b.yaml": configMap("b")],
        ])
    func relatedCommit(change: [String: String]) async throws {
        let cache = cache()
        let request = RenderRequest(path: "app")
        _ = try await cache.render(request, tree: MemoryTree(files), key: "repo")
        let changed = try await cache.render(request, tree: MemoryTree(files.merging(change) { $1 }), key: "repo")
        #expect(!changed.wasCached)
        #expect(
            try await cache.render(request, tree: MemoryTree(files), key: "repo").wasCached, "the one before is kept")
    }

    @Test("an overlay that appears is seen, though it is no manifest")
    func appearingOverlay() async throws {
        let cache = cache()
        _ = try await cache.render(RenderRequest(path: "app"), tree: MemoryTree(files), key: "repo")
        let tree = MemoryTree(files.merging(["app/Kustomization": ""]) { $1 })
        await #expect(throws: RenderError.self) {
            try await cache.render(RenderRequest(path: "app"), tree: tree, key: "repo")
        }
    }

    @Test("repositories, options and variables are kept apart; errors are not kept where nobody tells the time")
    func keys() async throws {
        let cache = cache()
        let tree = MemoryTree(files)
        let requests = [
            RenderRequest(path: "app"), RenderRequest(path: "app", type: .directory),
            RenderRequest(path: "app", directory: DirectoryOptions(recurse: false)),
            RenderRequest(path: "app", directory: DirectoryOptions(include: "a*")),
            RenderRequest(path: "app", directory: DirectoryOptions(exclude: "b*")),
            RenderRequest(path: "app", substitution: Substitution(variables: [:])),
            RenderRequest(path: "app", substitution: Substitution(variables: ["A": "1"])),
            RenderRequest(path: "app", substitution: Substitution(variables: ["A": "2"])),
        ]
        for key in ["one", "two"] {
            for request in requests { #expect(try await !cache.render(request, tree: tree, key: key).wasCached) }
        }
        #expect(cache.count == 16)
        for _ in 0..<2 {
            await #expect(throws: RenderError.self) {
                try await cache.render(RenderRequest(path: "no"), tree: tree, key: "one")
            }
        }
        #expect(cache.count == 16)
    }

    @Test("is bounded in entries and bytes; what was used last stays")
    func bounds() async throws {
        let tree = MemoryTree(["a.yaml": configMap("a")])
        let used = RenderRequest(path: "", substitution: Substitution(variables: ["N": "used"]))
        for cache in [cache(entries: 10), cache(bytes: 30_000)] {
            _ = try await cache.render(used, tree: tree, key: "repo")
            for number in 0..<40 {
                let request = RenderRequest(path: "", substitution: Substitution(variables: ["N": String(number)]))
                _ = try await cache.render(request, tree: tree, key: "repo")
                #expect(try await cache.render(used, tree: tree, key: "repo").wasCached)
            }
            #expect((5...20).contains(cache.count))
        }
    }

    /// What a controller does for the applications of a namespace.
    private struct Namespace: RenderSupplies {
        let audience: String
        let present: Int64 = 1_700_000_000
        let trustsEarlier = false
        let trustsFailures = true
        let allowsRemotes = false

        func kept() -> KeptState { KeptState() }
        func isKept(_ state: Digest) -> Bool { false }
        func answer(_ question: LookupQuestion) -> LookupAnswer { .found([:], bytes: 2) }
        func remote(_ question: RemoteQuestion) -> RemoteAnswer { .failed("nothing is there") }
        func keep(_ state: KeptState) {}
    }

    @Test("results of one namespace take half of the room at most, and none of that of others")
    func namespaces() async throws {
        let tree = MemoryTree(["a.yaml": configMap("a")])
        let cache = cache(bytes: 60_000)
        let quiet = Namespace(audience: "quiet")
        _ = try await cache.render(RenderRequest(path: ""), tree: tree, key: "quiet", supplies: quiet)
        for number in 0..<80 {
            let request = RenderRequest(path: "", substitution: Substitution(variables: ["N": String(number)]))
            _ = try await cache.render(request, tree: tree, key: "loud", supplies: Namespace(audience: "loud"))
        }
        #expect(
            try await cache.render(RenderRequest(path: ""), tree: tree, key: "quiet", supplies: quiet).wasCached)
        #expect(cache.count < 50)
    }

    @Test("many threads may ask at once")
    func concurrency() async throws {
        let cache = cache()
        let tree = MemoryTree(files)
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let request = RenderRequest(path: number % 2 == 0 ? "app" : "other")
                    _ = try await cache.render(request, tree: tree, key: String(number % 5))
                }
            }
            try await group.waitForAll()
        }
        #expect(cache.count == 10)
    }
}

import Documents
import Metrics
import Rendering
import SourceTrees
import Testing

@Suite("Render cache of kustomizations")
struct OverlayCacheTests {
    private static let count = 500

    private static func overlay(_ number: Int) -> String { "overlays/shop-\(number)" }

    /// A base, and overlays of it that each have a patch; the even ones use a component, too.
    private static func repository() -> [String: String] {
        var files = [
            "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment("web"),
            "components/tls/kustomization.yaml": "kind: Component\nresources: [tls.yaml]\n",
            "components/tls/tls.yaml": configMap("tls"),
        ]
        for number in 0..<count {
            let components = number.isMultiple(of: 2) ? "components: [../../components/tls]\n" : ""
            files["\(overlay(number))/kustomization.yaml"] = """
                resources: [../../base]
                nameSuffix: '-\(number)'
                patches: [{path: patch.yaml, target: {kind: Deployment}}]
                \(components)
                """
            files["\(overlay(number))/patch.yaml"] =
                "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 1}]"
        }
        return files
    }

    /// Which of all overlays are rendered anew.
    private func rendered(_ cache: RenderCache, _ files: [String: String]) async throws -> [Int] {
        let tree = MemoryTree(files)
        var rendered: [Int] = []
        for number in 0..<Self.count {
            let request = RenderRequest(path: Self.overlay(number))
            if try await !cache.render(request, tree: tree, key: "repo").wasCached { rendered.append(number) }
        }
        return rendered
    }

    @Test("of 500 overlays, a commit renders exactly those that read what it touches")
    func overlays() async throws {
        let metrics = Metrics()
        let cache = RenderCache(entries: 1000, bytes: 64 << 20, metrics: metrics)
        var files = Self.repository()
        let all = Array(0..<Self.count)
        #expect(try await rendered(cache, files) == all)
        files["README.md"] = "new"
        files["base/notes.md"] = "new"
        #expect(try await rendered(cache, files) == [])
        files["overlays/shop-7/patch.yaml"] = "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 2}]"
        #expect(try await rendered(cache, files) == [7])
        files["components/tls/tls.yaml"] = configMap("tls", data: "c: d")
        #expect(try await rendered(cache, files) == all.filter { $0.isMultiple(of: 2) })
        files["base/web.yaml"] = deployment("web", image: "nginx:2")
        #expect(try await rendered(cache, files) == all)
        // A second kustomization file is an error, so its absence was read.
        files["overlays/shop-8/Kustomization"] = "resources: []"
        await #expect(throws: RenderError.self) { try await rendered(cache, files) }
        #expect(metrics.render().contains("martlet_renders_total{result=\"rendered\"} 1251"))
    }

    @Test("a symlink to another base of the same files is seen")
    func symlinks() async throws {
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        var files = ["app/kustomization.yaml": "resources: [base]\n"]
        for name in ["one", "two"] {
            files["\(name)/kustomization.yaml"] = "resources: [a.yaml]\n"
            files["\(name)/a.yaml"] = configMap(name)
        }
        for name in ["one", "two", "one"] {
            let tree = MemoryTree(files, symlinks: ["app/base": "../\(name)"])
            let manifests = try await cache.render(RenderRequest(path: "app"), tree: tree, key: "repo").manifests
            #expect(manifests.manifests.map(\.id.name) == [name])
        }
    }

    @Test("overrides are kept apart")
    func overrides() async throws {
        let cache = RenderCache(entries: 100, bytes: 1 << 20, metrics: Metrics())
        let tree = MemoryTree(OverlayTests.shop)
        let changes: [(inout OverlayOptions) -> Void] = [
            { _ in }, { $0.namePrefix = "a-" }, { $0.nameSuffix = "a-" }, { $0.namespace = "a" },
            { $0.images = [OverlayOptions.Image(name: "a")] },
            { $0.images = [OverlayOptions.Image(name: "a", newTag: "1")] },
            { $0.replicas = [OverlayOptions.Replica(name: "web", count: 2)] }, { $0.labels = ["a": "b"] },
            { $0.annotations = ["a": "b"] },
            {
                $0.patches = [
                    OverlayOptions.Patch(
                        patch: "[{\"op\": \"test\", \"path\": \"/kind\", \"value\": \"Deployment\"}]",
                        target: ["name": "dev-web"])
                ]
            },
            { $0.loadRestrictor = .rootOnly },
        ]
        for change in changes {
            var options = OverlayOptions()
            change(&options)
            let request = RenderRequest(path: "app", overlay: options)
            #expect(try await !cache.render(request, tree: tree, key: "repo").wasCached)
            #expect(try await cache.render(request, tree: tree, key: "repo").wasCached)
        }
    }
}

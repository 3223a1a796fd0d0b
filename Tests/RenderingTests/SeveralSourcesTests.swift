import Documents
import Metrics
import SourceTrees
import Testing

@testable import Rendering

/// Charts that take files of other sources, and the objects of several sources together.
@Suite("Several sources")
struct SeveralSourcesTests {
    private let chart = [
        "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "shop/values.yaml": "tag: base\n",
        "shop/$values/dev.yaml": "tag: own\n",
        "shop/templates/settings.yaml": configMap("shop", data: "v: {{ .Values.tag | quote }}"),
    ]
    private let values = [
        "envs/dev.yaml": "tag: dev\n", "envs/prod.yaml": "tag: prod\n", "motd.txt": "hello\n", "README.md": "r",
    ]

    private func render(
        _ change: [String: String] = [:], links: [String: String] = [:],
        cache: RenderCache = SeveralSourcesTests.cache(),
        _ configure: (inout ChartOptions) -> Void
    ) async throws(RenderError) -> (datum: String?, wasCached: Bool) {
        var request = RenderRequest(path: "shop")
        configure(&request.chart)
        let others: [String: any SourceTree] = [
            "values": MemoryTree(values.merging(change) { $1 }, symlinks: links), "chart": MemoryTree(chart),
        ]
        let rendered = try await cache.render(
            request, tree: MemoryTree(chart), others: others, key: "repo")
        return (rendered.manifests.manifests.first?.value.at("data", "v")?.string, rendered.wasCached)
    }

    private static func cache() -> RenderCache { RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics()) }

    private func message(_ configure: (inout ChartOptions) -> Void) async -> String {
        do throws(RenderError) {
            _ = try await render(links: ["out": "../x"], configure)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("files of values and parameters may lie in another source, from its root")
    func files() async throws {
        #expect(try await render { $0.valueFiles = ["$values/envs/dev.yaml"] }.datum == "dev")
        #expect(try await render { $0.valueFiles = ["$values/./envs/x/../*.yaml"] }.datum == "prod")
        #expect(try await render { $0.valueFiles = ["$chart/shop/$values/dev.yaml"] }.datum == "own")
        #expect(try await render { $0.valueFiles = ["./$values/dev.yaml"] }.datum == "own")
        #expect(
            try await render { $0.fileParameters = [.init(name: "tag", path: "$values/motd.txt")] }.datum == "hello\n")
        let missing = try await render {
            $0.valueFiles = ["$values/none.yaml"]
            $0.ignoreMissingValueFiles = true
        }
        #expect(missing.datum == "base")
    }

    @Test(
        "what is not there is an error that says what is",
        arguments: [
            (
                "$unknown/x.yaml",
                "a source 'unknown', and there is none of that name; the sources are 'chart', 'values'"
            ),
            ("$values/none.yaml", "there is no file '$values/none.yaml'"),
            ("$values/../shop/values.yaml", "leads out of the tree"),
            ("$values/out", "$values/out: leads out of the tree"),
        ])
    func missing(file: String, message: String) async {
        let found = await self.message { $0.valueFiles = [file] }
        #expect(found.contains(message), "\(found)")
        let parameter = await self.message { $0.fileParameters = [.init(name: "tag", path: file)] }
        #expect(!parameter.isEmpty)
    }

    @Test("without a list there are no names")
    func single() async {
        var request = RenderRequest(path: "shop")
        request.chart.valueFiles = ["$values/envs/dev.yaml"]
        let error = await #expect(throws: RenderError.self) {
            try await Self.cache().render(request, tree: MemoryTree(chart), key: "repo")
        }
        #expect(error?.message.contains("spec.sources") == true)
    }

    @Test("a commit to the other source renders only where it touches what was read there")
    func readSets() async throws {
        let cache = Self.cache()
        func wasCached(_ change: [String: String]) async throws -> Bool {
            try await render(change, cache: cache) { $0.valueFiles = ["$values/envs/dev.yaml"] }.wasCached
        }
        #expect(try await !wasCached([:]))
        #expect(try await wasCached(["README.md": "other"]))
        #expect(try await wasCached(["envs/prod.yaml": "tag: other\n"]))
        #expect(try await !wasCached(["envs/dev.yaml": "tag: other\n"]))
        #expect(try await wasCached([:]), "the one before is kept")
    }

    @Test("a pattern depends on the names in its folder, and a missing file on its absence")
    func appearing() async throws {
        let cache = Self.cache()
        func wasCached(_ change: [String: String]) async throws -> Bool {
            try await render(change, cache: cache) {
                $0.valueFiles = ["$values/envs/d*.yaml", "$values/more.yaml"]
                $0.ignoreMissingValueFiles = true
            }.wasCached
        }
        #expect(try await !wasCached([:]))
        #expect(try await wasCached(["envs/prod.yaml": "tag: other\n"]))
        #expect(try await !wasCached(["envs/d.yaml": "tag: d\n"]))
        #expect(try await !wasCached(["more.yaml": "tag: more\n"]))
    }

    // MARK: Joining

    private func set(_ files: [String: String]) throws -> ManifestSet {
        try Rendering.render(RenderRequest(path: ""), from: MemoryTree(files))
    }

    @Test("objects of all sources are one set, told by their sources")
    func joining() throws {
        let sets = [("one", try set(["a.yaml": configMap("a")])), ("two", try set(["a.yaml": configMap("b")]))]
        let joined = try ManifestSet.joined(sets.map { (source: $0.0, manifests: $0.1) }, namespace: "home")
        #expect(joined.manifests.map(\.id.name) == ["a", "b"])
        #expect(joined.manifests.map(\.file) == ["$one/a.yaml", "$two/a.yaml"])
        let alone = try ManifestSet.joined([(source: "", manifests: sets[0].1)], namespace: "home")
        #expect(alone.manifests.map(\.file) == ["a.yaml"] && alone.digest == sets[0].1.digest)
    }

    @Test("the same object from two sources is an error that names both", arguments: ["", "namespace: home"])
    func duplicates(namespace: String) throws {
        let other = configMap("a").replacing("name: a", with: "name: a, \(namespace)")
        let sets = [
            (source: "one", manifests: try set(["x/a.yaml": configMap("a")])),
            (source: "two", manifests: try set(["b.yaml": other])),
        ]
        let error = #expect(throws: RenderError.self) { try ManifestSet.joined(sets, namespace: "home") }
        #expect(error?.code == .duplicate)
        let message = error?.message ?? ""
        #expect(message.contains("ConfigMap") && message.contains("'one' (x/a.yaml:1)"), "\(message)")
        #expect(message.contains("'two' (b.yaml:1)"), "\(message)")
        if !namespace.isEmpty { _ = try ManifestSet.joined(sets, namespace: "elsewhere") }
    }

    @Test("the bounds hold for all sources together")
    func bounds() throws {
        let sets = try ["one", "two"].map { (source: $0, manifests: try set(["a.yaml": configMap($0)])) }
        for bounds in [
            RenderBounds(files: 9, bytes: 1 << 20, objects: 1), RenderBounds(files: 9, bytes: 500, objects: 9),
        ] {
            let error = #expect(throws: RenderError.self) {
                try ManifestSet.joined(sets, namespace: "home", bounds: bounds)
            }
            #expect(error?.code == .limit)
        }
    }
}

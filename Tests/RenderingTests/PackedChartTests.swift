import ChartTesting
import Documents
import Metrics
import Rendering
import SourceTrees
import Synchronization
import Testing

@Suite("Charts that are not in the tree")
struct PackedChartTests {
    private static let template = configMap("{{ .Release.Name }}", data: "v: {{ .Values.tag | quote }}")
    private static let files = [
        "values.yaml": "tag: base\n", "values-dev.yaml": "tag: packed-dev\n", "templates/settings.yaml": template,
    ]

    private func request(
        isAlone: Bool = true, version: String = "1.0.0", files: [String: String] = files,
        digest: String = "sha256:1", reads: ReadCount = ReadCount()
    ) throws -> RenderRequest {
        let bytes = try TestChart.packed("1.0.0", files: files)
        let packed = PackedChart(name: "web", version: version, digest: digest, isAlone: isAlone) {
            reads.increase()
            return bytes
        }
        return RenderRequest(path: isAlone ? "" : "settings", packed: packed)
    }

    private final class ReadCount: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock(\.self) }
        func increase() { count.withLock { $0 += 1 } }
    }

    private func render(
        _ request: RenderRequest, _ tree: [String: String] = [:],
        cache: RenderCache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics()),
        _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> (value: String?, wasCached: Bool) {
        var request = request
        configure(&request.chart)
        let result = try await cache.render(request, tree: MemoryTree(tree), key: "charts")
        return (result.manifests.manifests.first?.value.at("data", "v")?.string, result.wasCached)
    }

    private func message(
        _ request: RenderRequest, _ tree: [String: String] = [:], _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async -> String {
        do throws(RenderError) {
            _ = try await render(request, tree, configure)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("alone, files of values are the archive's own")
    func alone() async throws {
        #expect(try await render(try request()).value == "base")
        let dev = try await render(try request()) { $0.valueFiles = ["values-dev.yaml"] }
        #expect(dev.value == "packed-dev")
        let own = try await render(try request()) { $0.valueFiles = ["values-dev.yaml", "values.yaml"] }
        #expect(own.value == "base")
        let missing = await message(try request(), ["values-prod.yaml": "tag: tree\n"]) {
            $0.valueFiles = ["values-prod.yaml"]
        }
        #expect(missing.contains("values-prod.yaml"), "\(missing)")
    }

    @Test("with a tree, files of values are the tree's, relative to the path")
    func beside() async throws {
        let tree = ["settings/values-dev.yaml": "tag: tree-dev\n", "common.yaml": "tag: common\n"]
        let request = try request(isAlone: false)
        #expect(try await render(request, tree) { $0.valueFiles = ["values-dev.yaml"] }.value == "tree-dev")
        #expect(try await render(request, tree) { $0.valueFiles = ["/common.yaml"] }.value == "common")
        #expect(await message(request, tree) { $0.valueFiles = ["../../x.yaml"] }.contains("../../x.yaml"))
        #expect(try request.kind(in: MemoryTree([:])) == .chart)
    }

    @Test("a render is reused until the archive, or a file that it has read, is another; reused ones read nothing")
    func cache() async throws {
        let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
        let reads = ReadCount()
        let tree = ["settings/v.yaml": "tag: one\n", "settings/other.yaml": "1\n"]
        let configure = { (options: inout ChartOptions) in options.valueFiles = ["v.yaml"] }
        let request = try request(isAlone: false, reads: reads)
        _ = try await render(request, tree, cache: cache, configure)
        var other = tree
        other["settings/other.yaml"] = "2\n"
        #expect(try await render(request, other, cache: cache, configure).wasCached)
        #expect(reads.value == 1)
        other["settings/v.yaml"] = "tag: two\n"
        #expect(try await render(request, other, cache: cache, configure).value == "two")
        let newer = try self.request(isAlone: false, digest: "sha256:2", reads: reads)
        #expect(try await !render(newer, other, cache: cache, configure).wasCached)
    }

    @Test("another chart or version than was asked for, a missing dependency, no archive at all")
    func refusals() async throws {
        let version = await message(try request(version: "1.0.1"))
        #expect(version.contains("web 1.0.1 holds web 1.0.0"), "\(version)")
        let renamed = ["Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n"]
        let name = await message(try request(files: renamed))
        #expect(name.contains("holds other 1.0.0"), "\(name)")
        let depends =
            "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: db, version: 1, repository: 'https://x'}]\n"
        let dependency = await message(try request(files: ["Chart.yaml": depends]))
        #expect(dependency.contains("db") && dependency.contains("--dependency-update"), "\(dependency)")
        let lost = PackedChart(name: "web", version: "1.0.0", digest: "sha256:1", isAlone: true) { nil }
        await #expect(throws: RenderError.self) { try await render(RenderRequest(path: "", packed: lost)) }
        let noise = PackedChart(name: "web", version: "1.0.0", digest: "sha256:1", isAlone: true) { [0x1F, 0x8B, 1] }
        #expect(await message(RenderRequest(path: "", packed: noise)).contains("archive"))
    }

    @Test("an error of such a chart holds nothing of a Secret")
    func secrecy() async throws {
        let files = ["templates/settings.yaml": "{{ fail (printf \"the tag is %s\" .Values.tag) }}\n"]
        let secret = ReferencedValues(
            origin: "the Secret login", content: Array("tag: hidden-text\n".utf8), form: .file, isSecret: true)
        let message = await message(try request(files: files)) { $0.valuesFrom = [secret] }
        #expect(message.contains("the tag is") && !message.contains("hidden-text"), "\(message)")
    }
}

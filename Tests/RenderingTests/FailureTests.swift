import Digests
import Documents
import Metrics
import Rendering
import SourceTrees
import Synchronization
import Testing

@Suite("Renders that fail")
struct FailureTests {
    private final class Supplies: RenderSupplies {
        private struct State {
            var present: Int64 = 1_700_000_000
            var answer = LookupAnswer.found([:], bytes: 2)
        }

        private let state = Mutex(State())
        let trustsEarlier: Bool
        let allowsRemotes = false

        let trustsFailures: Bool
        let audience = "shop"

        init(trustsEarlier: Bool = false, trustsFailures: Bool = true) {
            self.trustsEarlier = trustsEarlier
            self.trustsFailures = trustsFailures
        }

        var present: Int64 { state.withLock(\.present) }
        func wait(seconds: Int64) { state.withLock { $0.present += seconds } }
        func set(_ answer: LookupAnswer) { state.withLock { $0.answer = answer } }
        func answer(_ question: LookupQuestion) -> LookupAnswer { state.withLock(\.answer) }
        func kept() -> KeptState { KeptState() }
        func remote(_ question: RemoteQuestion) -> RemoteAnswer { .failed("nothing is there") }
        func isKept(_ state: Digest) -> Bool { false }
        func keep(_ state: KeptState) {}
    }

    private let supplies = Supplies()
    private let metrics = Metrics()
    private let cache: RenderCache

    init() { cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: metrics) }

    private static let chart = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"

    /// The message of a failure, or what was rendered.
    private func render(_ files: [String: String], supplies: Supplies? = nil) async -> String {
        do throws(RenderError) {
            let rendered = try await cache.render(
                RenderRequest(path: "app"), tree: MemoryTree(files), key: "repo", supplies: supplies ?? self.supplies)
            return rendered.manifests.manifests.first?.value.at("data", "v")?.string ?? "nothing"
        } catch {
            return error.message
        }
    }

    private func count(_ result: String) -> Int {
        let mark = "martlet_renders_total{result=\"\(result)\"} "
        let line = metrics.render().split(separator: "\n").first { $0.hasPrefix(mark) }
        return line.flatMap { Int($0.dropFirst(mark.count)) } ?? 0
    }

    @Test("the same files fail once; a change of what was read is tried at once, any other not")
    func remembered() async {
        let broken = ["app/kustomization.yaml": "resources: [a.yaml]\n", "app/a.yaml": "kind: [", "b.yaml": ""]
        let message = await render(broken)
        #expect(message.contains("a.yaml"), "\(message)")
        #expect(await render(broken.merging(["b.yaml": "other"]) { $1 }) == message)
        #expect(count("failed") == 1 && count("reused") == 1)
        #expect(await render(broken.merging(["app/a.yaml": configMap("a", data: "v: well")]) { $1 }) == "well")
        #expect(await render(broken) == message)
    }

    @Test("after some minutes it is tried again: it may have been the machine")
    func lifetime() async {
        let broken = ["app/kustomization.yaml": "resources: [none.yaml]\n"]
        _ = await render(broken)
        supplies.wait(seconds: 299)
        _ = await render(broken)
        #expect(count("failed") == 1)
        _ = await render(broken, supplies: Supplies(trustsFailures: false))
        #expect(count("failed") == 2, "whoever asks for it gets another attempt")
        supplies.wait(seconds: 300)
        _ = await render(broken)
        #expect(count("failed") == 3)
    }

    @Test("a file that a failing template asks for counts as read")
    func files() async {
        func chart(_ text: String) -> [String: String] {
            [
                "app/Chart.yaml": Self.chart, "app/text": text,
                "app/templates/a.yaml": "{{ fail (.Files.Get \"text\") }}",
            ]
        }
        #expect(await render(chart("one")).contains("one"))
        #expect(await render(chart("two")).contains("two"))
    }

    @Test("another answer of the cluster is tried at once")
    func lookups() async {
        let chart = [
            "app/Chart.yaml": Self.chart,
            "app/templates/a.yaml":
                "{{ $a := lookup \"v1\" \"Secret\" \"shop\" \"db\" }}{{ if not $a }}{{ fail \"first\" }}{{ end }}"
                + configMap("a", data: "v: {{ $a.kind }}"),
        ]
        #expect(await render(chart).contains("first"))
        #expect(await render(chart).contains("first"))
        #expect(count("failed") == 1)
        supplies.set(.found(["kind": "Secret"], bytes: 20))
        #expect(await render(chart) == "Secret")
    }

    @Test("a failure takes nothing from what a repair needs, and a repair asks none")
    func repair() async {
        let good = ["app/kustomization.yaml": "resources: [a.yaml]\n", "app/a.yaml": configMap("a", data: "v: good")]
        #expect(await render(good) == "good")
        for number in 0..<3 { _ = await render(["app/kustomization.yaml": "resources: [\(number).yaml]\n"]) }
        let repair = Supplies(trustsEarlier: true)
        #expect(await render(good, supplies: repair) == "good")
        #expect(count("rendered") == 1)
        let broken = ["app/kustomization.yaml": "resources: [none.yaml]\n"]
        _ = await render(broken)
        let failed = count("failed")
        _ = await render(broken, supplies: repair)
        #expect(count("failed") == failed + 1)
    }
}

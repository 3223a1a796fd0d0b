import Digests
import Documents
import Metrics
import Rendering
import SourceTrees
import Synchronization
import TemplateFunctions
import Testing

@Suite("What charts make once, kept from one render to the next")
struct KeptTests {
    private let day: Int64 = 86_400

    /// What a controller does, without a cluster.
    private final class Supplies: RenderSupplies {
        struct State: Sendable {
            var kept = KeptState()
            var present: Int64 = 1_700_000_000
            var trustsEarlier = false
            var reads = 0
            var writes = 0
            var failure: RenderError?
        }

        private let state = Mutex(State())

        var present: Int64 { state.withLock(\.present) }
        var trustsEarlier: Bool { state.withLock(\.trustsEarlier) }

        func kept() throws(RenderError) -> KeptState {
            state.withLock { state in
                state.reads += 1
                return state.kept
            }
        }

        func answer(_ question: LookupQuestion) -> LookupAnswer { .found([:], bytes: 2) }

        let allowsRemotes = false
        let audience = "shop"
        let trustsFailures = true
        func remote(_ question: RemoteQuestion) -> RemoteAnswer { .failed("nothing is there") }
        func isKept(_ digest: Digest) -> Bool { state.withLock { $0.kept.digest == digest } }

        func keep(_ new: KeptState) throws(RenderError) {
            if let failure = state.withLock(\.failure) { throw failure }
            state.withLock { state in
                state.writes += state.kept == new ? 0 : 1
                state.kept = new
            }
        }

        var current: State { state.withLock(\.self) }

        func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    }

    private let supplies = Supplies()
    private static let certificates =
        #"{{ $ca := genCA "ca" 90 }}{{ $c := genSignedCert .Values.host nil nil 30 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}"#

    /// A new cache is what a controller begins with.
    private func cache() -> RenderCache { RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics()) }

    private func render(
        _ template: String, host: String = "a", _ files: [String: String] = [:], in cache: RenderCache,
        _ configure: (inout ChartOptions) -> Void = { _ in }
    ) async throws(RenderError) -> (texts: [Substring], rendered: Rendered) {
        var request = RenderRequest(path: "shop")
        request.chart.randomness = .keyed(RandomnessKey(Array(repeating: 7, count: 32)), scope: "team/app")
        configure(&request.chart)
        let chart = [
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "shop/values.yaml": "host: \(host)\n",
            "shop/templates/a.yaml": Self.manifest(template),
        ]
        let tree = MemoryTree(chart.merging(files) { $1 })
        let rendered = try await cache.render(request, tree: tree, key: "repo", supplies: supplies)
        let text = rendered.manifests.manifests.first?.value.at("data", "v")?.string ?? ""
        return (text.split(separator: "|"), rendered)
    }

    private static func manifest(_ template: String) -> String {
        configMap("a", data: "v: {{ include \"text\" . | quote }}") + "{{ define \"text\" }}\(template){{ end }}"
    }

    @Test("certificates are stable over renders and restarts, and only what a change touches is made anew")
    func certificates() async throws {
        let first = try await render(Self.certificates, in: cache())
        #expect(first.texts.count == 2)
        #expect([supplies.current.reads, supplies.current.writes] == [1, 1])
        let again = try await render(Self.certificates, ["shop/templates/b.yaml": configMap("b")], in: cache())
        #expect(again.texts == first.texts)
        #expect([supplies.current.reads, supplies.current.writes] == [2, 1], "what has not changed is not written")
        let changed = try await render(Self.certificates, host: "b", in: cache())
        #expect(zip(first.texts, changed.texts).map { $0 == $1 } == [true, false])
        #expect(supplies.current.kept.results.texts.count == 2, "what the render did not make is gone")
    }

    @Test("a render from the cache asks for nothing, and neither does a chart that makes nothing")
    func economy() async throws {
        let cache = cache()
        _ = try await render(Self.certificates, in: cache)
        #expect(try await render(Self.certificates, in: cache).rendered.wasCached)
        #expect(supplies.current.reads == 1)
        _ = try await render("plain", in: cache)
        #expect(supplies.current.reads == 1)
        #expect(supplies.current.kept.isEmpty)
    }

    @Test("certificates of a render before do not come back from the cache when a change is taken back")
    func revert() async throws {
        let cache = cache()
        let first = try await render(Self.certificates, host: "a", in: cache)
        _ = try await render(Self.certificates, host: "b", in: cache)
        let reverted = try await render(Self.certificates, host: "a", in: cache)
        #expect(!reverted.rendered.wasCached)
        #expect(reverted.texts != first.texts)
        let restarted = try await render(Self.certificates, host: "a", in: self.cache())
        #expect(restarted.texts == reverted.texts)
        supplies.change { $0.trustsEarlier = true }
        #expect(try await render(Self.certificates, host: "b", in: cache).rendered.wasCached)
    }

    @Test("certificates near their end are renewed, from the cache or not")
    func renewal() async throws {
        let cache = cache()
        let first = try await render(Self.certificates, in: cache)
        let renewal = supplies.present + 20 * day
        #expect(first.rendered.renewal == renewal)
        supplies.change { $0.present = renewal - 1 }
        #expect(try await render(Self.certificates, in: cache).rendered.wasCached)
        supplies.change { $0.present = renewal }
        let renewed = try await render(Self.certificates, in: cache)
        #expect(zip(first.texts, renewed.texts).map { $0 == $1 } == [true, false])
        supplies.change { $0.present += 60 * day }
        let all = try await render(Self.certificates, in: self.cache())
        #expect(zip(renewed.texts, all.texts).map { $0 == $1 } == [false, false])
    }

    @Test("what cannot be stored is not rendered, and not found in the cache")
    func failure() async throws {
        let cache = cache()
        let failure = RenderError(.kept, "somebody else was faster")
        supplies.change { $0.failure = failure }
        await #expect(throws: failure) { try await render(Self.certificates, in: cache) }
        supplies.change { $0.failure = nil }
        #expect(try await !render(Self.certificates, in: cache).rendered.wasCached)
    }

    @Test("now stays until files, values or options change, and not for what the cluster serves")
    func now() async throws {
        let template = "{{ now | unixEpoch }}|{{ .Values.host }}|{{ .Capabilities.KubeVersion }}"
        func moment(
            _ host: String = "a", _ files: [String: String] = [:], _ configure: (inout ChartOptions) -> Void = { _ in }
        ) async throws(RenderError) -> String {
            supplies.change { $0.present += 100 }
            return String(try await render(template, host: host, files, in: cache(), configure).texts.first ?? "none")
        }
        #expect(try await moment() == "1700000100")
        #expect(try await moment() == "1700000100")
        #expect(try await moment("a", ["other/file": "x"]) == "1700000100")
        #expect(try await moment { $0.cluster.kubeVersion = "1.30.0" } == "1700000100")
        #expect(try await moment("b") == "1700000500")
        #expect(try await moment("b") == "1700000500")
        #expect(try await moment("b", ["shop/templates/b.yaml": configMap("b")]) == "1700000700")
        #expect(try await moment("b") { $0.values = ["x": 1] } == "1700000800")
    }

    @Test("another time makes no other certificate")
    func nowAndCertificates() async throws {
        let template = Self.certificates + "|{{ now | unixEpoch }}"
        let first = try await render(template, in: cache())
        supplies.change { $0.present += 100 }
        let second = try await render(template, ["shop/templates/b.yaml": configMap("b")], in: cache())
        #expect(zip(first.texts, second.texts).map { $0 == $1 } == [true, true, false])
    }

    @Test("what is kept is read back as it was written, and nothing else is taken for it")
    func codec() async throws {
        _ = try await render(Self.certificates + "{{ now }}", in: cache())
        let state = supplies.current.kept
        #expect(state.results.moments.count == 1 && !state.inputs.isEmpty)
        #expect(KeptState(state.value) == state)
        for value: Value in [[:], "x", ["texts": [:], "moments": [:]]] { #expect(KeptState(value) == nil) }
        for (key, part): (String, Value) in [("texts", ["a": []]), ("texts", ["a": [1]]), ("moments", ["a": "b"])] {
            var value = state.value
            value[key] = part
            #expect(KeptState(value) == nil)
        }
    }
}

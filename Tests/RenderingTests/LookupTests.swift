import Digests
import Documents
import Metrics
import Rendering
import SourceTrees
import Synchronization
import Testing

@Suite("What charts look up in the cluster")
struct LookupTests {
    /// A cluster of objects by their questions.
    private final class Cluster: RenderSupplies {
        private let objects = Mutex<[LookupQuestion: LookupAnswer]>([:])
        private let questions = Mutex<[LookupQuestion]>([])
        let trustsEarlier: Bool
        let present: Int64 = 1_700_000_000

        init(trustsEarlier: Bool = false) { self.trustsEarlier = trustsEarlier }

        var asked: [LookupQuestion] { questions.withLock(\.self) }

        func set(_ question: LookupQuestion, _ answer: LookupAnswer?) { objects.withLock { $0[question] = answer } }

        func answer(_ question: LookupQuestion) -> LookupAnswer {
            questions.withLock { $0.append(question) }
            return objects.withLock { $0[question] } ?? .found([:], bytes: 2)
        }

        func kept() -> KeptState { KeptState() }
        let allowsRemotes = false
        let audience = "shop"
        let trustsFailures = true
        func remote(_ question: RemoteQuestion) -> RemoteAnswer { .failed("nothing is there") }
        func isKept(_ state: Digest) -> Bool { false }
        func keep(_ state: KeptState) {}
    }

    private let cluster = Cluster()
    private let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
    private let secret = LookupQuestion(apiVersion: "v1", kind: "Secret", namespace: "shop", name: "db")
    private static let template =
        #"{{ $s := lookup "v1" "Secret" "shop" "db" }}{{ if $s }}{{ $s.data.p }}{{ else }}new{{ end }}"#

    private func render(
        _ template: String = template, supplies: (any RenderSupplies)? = nil
    ) async throws(RenderError) -> (text: String?, wasCached: Bool) {
        let tree = MemoryTree([
            "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "shop/templates/a.yaml": configMap("a", data: "v: {{ include \"text\" . | quote }}")
                + "{{ define \"text\" }}\(template){{ end }}",
        ])
        let rendered = try await cache.render(
            RenderRequest(path: "shop"), tree: tree, key: "repo", supplies: supplies ?? cluster)
        return (rendered.manifests.manifests.first?.value.at("data", "v")?.string, rendered.wasCached)
    }

    private func found(_ value: Value) -> LookupAnswer { .found(value, bytes: value.jsonBytes().count) }

    private func message(_ template: String) async -> String {
        do throws(RenderError) {
            return "rendered: \(try await render(template).text ?? "nothing")"
        } catch {
            return error.description
        }
    }

    @Test("what is not there is an empty map; what is there is as Helm gives it")
    func answers() async throws {
        #expect(try await render().text == "new")
        cluster.set(secret, found(["kind": "Secret", "data": ["p": "old"], "number": 3, "half": 0.5]))
        #expect(try await render().text == "old")
        let kinds = #"{{ with lookup "v1" "Secret" "shop" "db" }}{{ kindOf .number }} {{ kindOf .half }}{{ end }}"#
        #expect(try await render(kinds).text == "int64 float64")
    }

    @Test("a render is used again as long as the answers are the same, and each is asked for once")
    func reuse() async throws {
        _ = try await render()
        #expect(cluster.asked == [secret])
        #expect(try await render().wasCached)
        #expect(cluster.asked == [secret, secret])
        cluster.set(secret, found(["data": ["p": "old"]]))
        let changed = try await render()
        #expect(changed.text == "old" && !changed.wasCached)
        #expect(cluster.asked.count == 3, "the answer that told of the change is used")
        #expect(try await render(supplies: Cluster(trustsEarlier: true)).wasCached)
    }

    @Test("questions may follow from answers, and a chart may ask for so many and no more")
    func chains() async throws {
        cluster.set(secret, found(["data": ["p": "next"]]))
        let next = LookupQuestion(apiVersion: "v1", kind: "ConfigMap", namespace: "", name: "next")
        cluster.set(next, found(["data": ["p": "end"]]))
        let chain = #"{{ (lookup "v1" "ConfigMap" "" (lookup "v1" "Secret" "shop" "db").data.p).data.p }}"#
        #expect(try await render(chain).text == "end")
        func many(_ count: Int) -> String {
            "{{ range until \(count) }}{{ lookup `v1` `A` `` (toString .) | len }}{{ end }}"
        }
        #expect(try await render(many(64)).text == String(repeating: "0", count: 64))
        #expect(await message(many(65)).contains("may ask for 64 things"))
    }

    @Test("what is refused is an error at its place, and what is too large is refused")
    func refusals() async {
        cluster.set(secret, .failed("cannot look up the Secret as the service account shop/a: forbidden"))
        let refused = await message(Self.template)
        #expect(refused.contains("shop/templates/a.yaml:") && refused.contains("shop/a: forbidden"), "\(refused)")
        cluster.set(secret, .found([:], bytes: 9 << 20))
        #expect(await message(Self.template).contains("ask for less"))
    }

    @Test("the texts of a Secret that was looked up are in no error, and nothing prints an answer")
    func secrecy() async {
        let answer = found(["kind": "Secret", "data": ["p": "aGlkZGVuLXRleHQ="]])
        cluster.set(secret, answer)
        for text in ["$s.data.p", "(b64dec $s.data.p)", "(toJson $s)"] {
            let message = await message(#"{{ $s := lookup "v1" "Secret" "shop" "db" }}{{ fail "# + text + " }}")
            #expect(message.contains("(secret)"), "\(message)")
            #expect(!message.contains("aGlkZGVu") && !message.contains("hidden-text"), "\(message)")
        }
        #expect("\(answer)\(String(reflecting: [answer]))".contains("aGlk") == false)
    }
}

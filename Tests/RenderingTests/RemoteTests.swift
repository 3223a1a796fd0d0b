import ChartTesting
import Digests
import Documents
import Kustomize
import Metrics
import Rendering
import SourceTrees
import Synchronization
import Testing

@Suite("What kustomizations take from elsewhere")
struct RemoteTests {
    /// The world, by questions.
    private final class World: RenderSupplies {
        private let answers = Mutex<[RemoteQuestion: RemoteAnswer]>([:])
        private let questions = Mutex<[RemoteQuestion]>([])
        let allowsRemotes: Bool
        let trustsEarlier: Bool
        let present: Int64 = 1_700_000_000

        let trustsFailures = true
        let audience: String

        init(allowsRemotes: Bool = true, trustsEarlier: Bool = false, audience: String = "shop") {
            self.allowsRemotes = allowsRemotes
            self.audience = audience
            self.trustsEarlier = trustsEarlier
        }

        var asked: [RemoteQuestion] { questions.withLock(\.self) }

        func set(_ question: RemoteQuestion, _ answer: RemoteAnswer?) { answers.withLock { $0[question] = answer } }

        func remote(_ question: RemoteQuestion) -> RemoteAnswer {
            questions.withLock { $0.append(question) }
            return answers.withLock { $0[question] } ?? .failed("there is no \(question)")
        }

        func answer(_ question: LookupQuestion) -> LookupAnswer { .found([:], bytes: 2) }
        func kept() -> KeptState { KeptState() }
        func isKept(_ state: Digest) -> Bool { false }
        func keep(_ state: KeptState) {}
    }

    private let world = World()
    private let cache = RenderCache(entries: 10, bytes: 1 << 20, metrics: Metrics())
    private static let repository = RemoteQuestion.repository(
        RemoteRepository(url: "https://git.example.org/team/shared", reference: "v1"))
    private static let chart = RemoteQuestion.chart(
        RemoteChart(repository: "https://charts.example.org", name: "web", version: "1.0.0"))

    private func shared(_ value: String, besides more: String = "") -> MemoryTree {
        MemoryTree([
            "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": configMap("a", data: "v: \(value)"),
            "elsewhere/b.yaml": more,
        ])
    }

    private func render(
        _ kustomization: String = "resources: ['https://git.example.org/team/shared//base?ref=v1']\n",
        supplies: World? = nil
    ) async throws(RenderError) -> (text: String?, wasCached: Bool) {
        let rendered = try await cache.render(
            RenderRequest(path: "app"), tree: MemoryTree(["app/kustomization.yaml": kustomization]), key: "repo",
            supplies: supplies ?? world)
        return (rendered.manifests.manifests.first?.value.at("data", "v")?.string, rendered.wasCached)
    }

    private func failure(_ kustomization: String, supplies: World? = nil) async -> RenderError? {
        do throws(RenderError) {
            _ = try await render(kustomization, supplies: supplies)
            return nil
        } catch {
            return error
        }
    }

    @Test("a render begins anew with what it names; it is made again only where something that it read is another")
    func repository() async throws {
        world.set(Self.repository, .repository(shared("one"), commit: "1"))
        #expect(try await render() == ("one", false))
        #expect(try await render() == ("one", true))
        world.set(Self.repository, .repository(shared("one", besides: "news"), commit: "2"))
        #expect(try await render() == ("one", true))
        world.set(Self.repository, .repository(shared("two"), commit: "3"))
        #expect(try await render() == ("two", false))
    }

    @Test("what cannot be had fails the render, and a repair takes what was rendered before")
    func unavailable() async throws {
        world.set(Self.repository, .repository(shared("one"), commit: "1"))
        _ = try await render()
        world.set(Self.repository, nil)
        let error = try #require(
            await failure("resources: ['https://git.example.org/team/shared//base?ref=v1']\n"))
        #expect(error.code == .unavailable)
        #expect(error.description.contains("there is no the repository https://git.example.org/team/shared?ref=v1"))
        #expect(try await render(supplies: World(trustsEarlier: true)) == ("one", true))
        await #expect(throws: RenderError.self, "it is none of another namespace's business") {
            try await render(supplies: World(trustsEarlier: true, audience: "other"))
        }
    }

    @Test("without permission nobody is asked")
    func refused() async throws {
        let world = World(allowsRemotes: false)
        let error = try #require(
            await failure("resources: ['https://git.example.org/team/shared//base?ref=v1']\n", supplies: world))
        #expect(error.description.contains("--allow-remote-bases"))
        #expect(world.asked.isEmpty)
    }

    @Test("a kustomization that names ever more ends")
    func endless() async throws {
        let names = (0...RemoteBounds.questions).map { "'https://git.example.org/team/shared//base?ref=v\($0)'" }
        for number in 0...RemoteBounds.questions {
            let repository = RemoteRepository(url: "https://git.example.org/team/shared", reference: "v\(number)")
            let tree = MemoryTree([
                "base/kustomization.yaml": "resources: [a.yaml]\n",
                "base/a.yaml": configMap("a\(number)", data: "v: x"),
            ])
            world.set(.repository(repository), .repository(tree, commit: "\(number)"))
        }
        let error = try #require(await failure("resources: [\(names.joined(separator: ", "))]\n"))
        #expect(error.code == .limit && error.description.contains("more than 64"), "\(error)")
        _ = try await render("resources: [\(names.dropLast().joined(separator: ", "))]\n")
    }

    @Test("all charts of a render together have the room of one")
    func charts() async throws {
        let half = [String: String](
            uniqueKeysWithValues: (0..<13).map { ("files/\($0)", String(repeating: "x", count: 4 << 20)) })
        var charts: [String] = []
        for name in ["one", "two"] {
            let archive = try TestChart.packed("1.0.0", files: half.merging(["values.yaml": "{}\n"]) { $1 })
            let chart = RemoteChart(repository: "https://charts.example.org", name: name, version: "1.0.0")
            world.set(
                .chart(chart),
                .chart(PackedChart(name: name, version: "1.0.0", digest: name, isAlone: true) { archive }))
            charts.append("{name: \(name), repo: 'https://charts.example.org', version: 1.0.0, releaseName: r}")
        }
        let error = try #require(await failure("helmCharts: [\(charts.joined(separator: ", "))]\n"))
        #expect(error.code == .limit && error.description.contains("takes too much memory"), "\(error)")
    }

    @Test("a chart is rendered from its archive; another archive is another render, and one that is lost an error")
    func chart() async throws {
        let text = "helmCharts: [{name: web, repo: 'https://charts.example.org', version: 1.0.0, releaseName: r}]\n"
        let archive = try TestChart.packed(
            "1.0.0",
            files: ["values.yaml": "tag: own\n", "templates/a.yaml": configMap("a", data: "v: {{ .Values.tag }}")])
        func packed(_ digest: String, _ bytes: [UInt8]?) -> RemoteAnswer {
            .chart(PackedChart(name: "web", version: "1.0.0", digest: digest, isAlone: true) { bytes })
        }
        world.set(Self.chart, packed("1", archive))
        #expect(try await render(text) == ("own", false))
        world.set(Self.chart, packed("1", nil))
        #expect(try await render(text) == ("own", true))
        world.set(Self.chart, packed("2", archive))
        #expect(try await render(text) == ("own", false))
        world.set(Self.chart, packed("3", nil))
        let error = try #require(await failure(text))
        #expect(error.code == .unavailable && error.description.contains("fetched again"), "\(error)")
    }
}

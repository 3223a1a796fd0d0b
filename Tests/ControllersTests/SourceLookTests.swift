import ChartSources
import Documents
import Git
import GitOpsAPI
import KubeModel
import KubeRuntime
import MemorySources
import TestKit
import Testing

@testable import Controllers
@testable import Sourcing

extension Value {
    /// The same with other fields.
    fileprivate func with(_ fields: [String: Value]) -> Value {
        var value = self
        for (key, field) in fields { value[key] = field }
        return value
    }
}

extension WorkQueue.Completion {
    /// Whether it looks again soon by itself.
    fileprivate var isSoon: Bool {
        if case .again(let wait, _) = self { wait <= Pauses.unreadable } else { false }
    }
}

private let cancelled = GitError(.cancelled, "no thread is left")

@Suite("A look at a repository")
struct RepositoryLookTests {
    /// What keeps a repository from being asked; nil for that it is gone.
    private static let refusals: [[String: Value]?] = [["suspend": true], ["url": "ftp://example.org"], nil]

    private let bench = SourceBench()
    private let spec: Value = ["url": "https://git.example.org/shop.git", "interval": "60s"]

    private var remote: GitRemote { GitRemote(url: "https://git.example.org/shop.git") }

    @Test("that was broken off is made again soon, and answers nobody")
    func cancellation() async {
        bench.show(spec)
        bench.ask()
        bench.mirrors.answer { _ in .failure(cancelled) }
        #expect(await bench.look().isSoon)
        #expect(bench.isAsking)
        bench.mirrors.answer { _ in .failure(GitError(.network, "no")) }
        guard case .failed = await bench.look() else { return #expect(Bool(false)) }
        #expect(!bench.isAsking)
    }

    @Test("that is interrupted answers nobody")
    func interruption() async {
        bench.show(spec)
        bench.ask()
        bench.mirrors.answer { [looks = bench.services.sources.looks] _ in
            looks.interrupt(SourceBench.key)
            try? await Task.sleep(for: .seconds(600))
            return .failure(cancelled)
        }
        #expect(await bench.look().isSoon)
        #expect(bench.isAsking)
    }

    @Test("is about what is wanted while it begins, and as long as the watch tells nothing that is what it told")
    func currency() throws {
        bench.show(spec)
        let repository = try #require(bench.services.sources.repositories.latest(SourceBench.key))
        #expect(bench.repositories.isCurrent(repository, at: remote))
        bench.loseStep()
        #expect(bench.repositories.isCurrent(repository, at: remote))
        bench.show(spec, generation: 2)
        #expect(!bench.repositories.isCurrent(repository, at: remote))
        bench.show(nil)
        #expect(!bench.repositories.isCurrent(repository, at: remote))
    }

    @Test("that waits for a Secret is made again soon, and answers nobody")
    func secret() async {
        bench.show(spec.with(["secretRef": ["name": "git"]]))
        bench.services.sources.references.want(
            [NamedReference(type: .secrets, key: "shop/git")], for: .repository(SourceBench.key))
        bench.ask()
        #expect(await bench.look().isSoon)
        #expect(bench.isAsking)
    }

    @Test("that will certainly not be made is an answer", arguments: RepositoryLookTests.refusals)
    func refusal(more: [String: Value]?) async {
        bench.show(more.map(spec.with))
        bench.ask()
        guard case .settled = await bench.look() else { return #expect(Bool(false)) }
        #expect(!bench.isAsking)
    }

    @Test("that is not made any more leaves its turn to the next", arguments: RepositoryLookTests.refusals)
    func turns(more: [String: Value]?) async {
        let turns = bench.services.sources.turns
        func begin(_ key: ObjectKey) -> Bool { turns.begin(key, for: ["shop"], at: "git.example.org", now: .zero) }
        let busy: [ObjectKey] = ["shop/a", "shop/b", "shop/c", "shop/d"]
        for key in busy { #expect(begin(key)) }
        bench.show(spec)
        guard case .untried = await bench.look() else { return #expect(Bool(false)) }
        #expect(!begin("shop/next"))
        #expect(turns.end("shop/a", isDone: true, now: .zero) == [SourceBench.key])
        bench.show(more.map(spec.with), generation: 2)
        _ = await bench.look()
        guard let lease = await bench.services.sources.repositoryQueue.next() else { return #expect(Bool(false)) }
        #expect(lease.key == "shop/next")
    }
}

@Suite("A look at a chart")
struct ChartLookTests {
    private let bench = SourceBench()
    private let web: ObjectKey = "shop/web"

    /// What an application orders, and asks to be looked at.
    private func order(_ more: [String: Value] = [:]) throws -> WantedChart {
        let helm: Value = ["repoURL": "https://charts.example.org", "chart": "web"]
        let spec = try GitOpsApplication.Spec(["source": ["helm": helm.with(more)]])
        let order = try #require(WantedChart(spec.sources[0].helm, in: "shop"))
        bench.services.sources.charts.use([order: .seconds(600)], by: web)
        bench.services.sources.charts.requestLooks(for: web)
        return order
    }

    private var isAsking: Bool { bench.services.sources.charts.catalog.isAwaitingLook(web) }

    @Test("that was broken off is made again soon, and answers nobody")
    func cancellation() async throws {
        let order = try order()
        bench.charts.publish("web", "1.0.0", archive: [1], at: order.repositoryURL)
        bench.charts.meet(.refused(ChartSourceError(.cancelled, "cancelled")))
        #expect(await bench.orders.reconcile(order).isSoon)
        #expect(isAsking)
        bench.charts.meet(.refused(ChartSourceError(.network, "no")))
        guard case .failed = await bench.orders.reconcile(order) else { return #expect(Bool(false)) }
        #expect(!isAsking)
    }

    @Test("that waits for a Secret is made again soon, answers nobody, and takes nobody's turn")
    func secret() async throws {
        let order = try order(["secretRef": ["name": "charts"]])
        let turns = bench.services.sources.charts.turns
        #expect(await bench.orders.reconcile(order).isSoon)
        #expect(isAsking)
        #expect(turns.withdraw(order, now: .zero) == [])
    }
}

@Suite("ConfigMaps and Secrets that an application names")
struct ReferenceLookTests {
    @Test("are looked up again soon while nothing is known of them")
    func waiting() throws {
        let bench = SourceBench()
        let spec = try GitOpsApplication.Spec([
            "source": [
                "repositoryRef": ["name": "source"], "path": "web",
                "substitute": ["from": [["kind": "Secret", "name": "values"]]],
            ]
        ])
        let reader = ReferenceReader(references: bench.services.sources.references, namespace: "shop", home: "martlet")
        let source = ResolvedSource(
            source: spec.sources[0],
            origin: .git(
                GitRevision(reference: "main", commit: "a"), GitRemote(url: "https://git.example.org/shop.git")))
        let resolved = ResolvedSources(sources: [source])
        bench.services.sources.references.want(
            [NamedReference(type: .secrets, key: "shop/values")], for: .application("shop/web"))
        do throws(Unresolved) {
            _ = try reader.complete(resolved)
            #expect(Bool(false))
        } catch {
            guard case .wait(let completion) = error else { return #expect(Bool(false)) }
            #expect(completion.isSoon)
        }
    }
}

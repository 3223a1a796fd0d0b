import ChartSources
import Documents
import GitOpsAPI
import Testing
import Transport

@testable import Sourcing

@Suite("which charts are in use") struct ChartCatalogTests {
    private let catalog = ChartCatalog()
    private let web = ObjectKey(namespace: "shop", name: "web")
    private let api = ObjectKey(namespace: "shop", name: "api")

    private func order(_ version: String = "^1") -> ChartOrder {
        var helm = GitOpsApplication.Helm()
        helm.chart = "podinfo"
        helm.repoURL = "https://charts.example.org"
        helm.version = version
        guard let order = ChartOrder(helm, in: "shop") else { preconditionFailure("a chart of a repository is one") }
        return order
    }

    private func chart(_ version: String) -> FetchedChart {
        FetchedChart(
            version: version, digest: ContentDigest(of: Array(version.utf8)),
            repository: ChartRepository(url: "https://charts.example.org", credentials: .none, tls: .system))
    }

    @Test("what is new, what has another interval and what was left is looked at; what stays is not")
    func use() {
        #expect(catalog.use([order(): .seconds(60)], by: web) == [order()])
        #expect(catalog.use([order(): .seconds(60)], by: web) == [])
        #expect(catalog.use([order(): .seconds(90)], by: web) == [order()])
        #expect(catalog.use([order("^2"): .seconds(60)], by: web) == [order(), order("^2")])
        #expect(catalog.interval(of: order()) == nil)
        #expect(catalog.forgetUnused(order()))
        #expect(!catalog.forgetUnused(order("^2")))
        #expect(catalog.use([:], by: web) == [order("^2")])
    }

    @Test("the least patient user decides how long an answer holds; zero is for ever")
    func interval() {
        _ = catalog.use([order(): .zero], by: web)
        #expect(catalog.interval(of: order()) == .zero)
        _ = catalog.use([order(): .seconds(90)], by: api)
        #expect(catalog.interval(of: order()) == .seconds(90))
        _ = catalog.use([order(): .seconds(30)], by: web)
        #expect(catalog.interval(of: order()) == .seconds(30))
    }

    @Test("an answer is news to all users once; what was found last outlives a failure")
    func news() {
        _ = catalog.use([order(): .seconds(60)], by: web)
        _ = catalog.use([order(): .seconds(60)], by: api)
        #expect(catalog.lookup(order()) == .unknown)
        #expect(Set(catalog.record(.success(chart("1.0.0")), for: order())) == [web, api])
        #expect(catalog.record(.success(chart("1.0.0")), for: order()) == [])
        let failure = ChartFailure(reason: "TimedOut", message: "no answer")
        #expect(catalog.record(.failure(failure), for: order()).count == 2)
        #expect(catalog.record(.failure(failure), for: order()) == [])
        #expect(catalog.lookup(order()) == .failed(failure))
        #expect(catalog.lastFound(order()) == chart("1.0.0"))
        #expect(catalog.record(.success(chart("1.1.0")), for: order()).count == 2)
        #expect(catalog.record(.success(chart("1.0.0")), for: order("^9")) == [], "nobody uses it")
    }

    @Test("a question is answered by a look that began after it")
    func questions() {
        _ = catalog.use([order(): .seconds(60)], by: web)
        #expect(!catalog.beginLook(at: order()))
        #expect(catalog.requestLooks(for: web) == [order()])
        #expect(catalog.endLook(at: order()) == [])
        #expect(catalog.isAwaitingLook(web) && !catalog.isAwaitingLook(api))
        #expect(catalog.beginLook(at: order()))
        #expect(catalog.isAwaitingLook(web))
        #expect(catalog.endLook(at: order()) == [web])
        #expect(!catalog.isAwaitingLook(web))
        _ = catalog.requestLooks(for: web)
        _ = catalog.use([:], by: web)
        #expect(!catalog.isAwaitingLook(web))
    }

    @Test("orders are the same where chart and credentials are; without a Secret the namespace does not count")
    func orders() {
        var helm = GitOpsApplication.Helm()
        #expect(ChartOrder(helm, in: "shop") == nil)
        helm.chart = "team/podinfo"
        helm.repoURL = "oci://ghcr.io/charts"
        #expect(ChartOrder(helm, in: "shop") == ChartOrder(helm, in: "other"))
        #expect(ChartOrder(helm, in: "shop")?.name == "podinfo")
        helm.secretRef = LocalReference(name: "login")
        #expect(ChartOrder(helm, in: "shop") != ChartOrder(helm, in: "other"))
    }

    @Test("revisions are read as they are written")
    func revisions() throws {
        let chart = chart("1.2.3+build.7")
        let read = try #require(ChartRevision(text: chart.revision))
        #expect(read.version == chart.version && read.digest == chart.digest)
        for text in ["", "1.2.3", "@\(chart.digest)", "main@sha1:\(String(repeating: "a", count: 40))", "1@sha256:1"] {
            #expect(ChartRevision(text: text) == nil, "\(text)")
        }
    }
}

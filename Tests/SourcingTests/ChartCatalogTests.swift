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

    private func wanted(_ version: String = "^1") -> WantedChart {
        var helm = GitOpsApplication.Helm()
        helm.chart = "podinfo"
        helm.repoURL = "https://charts.example.org"
        helm.version = version
        guard let wanted = WantedChart(helm, in: "shop") else { preconditionFailure("a chart of a repository is one") }
        return wanted
    }

    private func chart(_ version: String) -> FetchedChart {
        FetchedChart(
            version: version, digest: ContentDigest(of: Array(version.utf8)),
            repository: ChartRepository(url: "https://charts.example.org", credentials: .none, tls: .system))
    }

    @Test("what is new, what has another interval and what was left is looked at; what stays is not")
    func use() {
        #expect(catalog.use([wanted(): .seconds(60)], by: web) == [wanted()])
        #expect(catalog.use([wanted(): .seconds(60)], by: web) == [])
        #expect(catalog.use([wanted(): .seconds(90)], by: web) == [wanted()])
        #expect(catalog.use([wanted("^2"): .seconds(60)], by: web) == [wanted(), wanted("^2")])
        #expect(catalog.interval(of: wanted()) == nil)
        #expect(catalog.forgetUnused(wanted()))
        #expect(!catalog.forgetUnused(wanted("^2")))
        #expect(catalog.use([:], by: web) == [wanted("^2")])
    }

    @Test("the least patient user decides how long an answer holds; zero is for ever")
    func interval() {
        _ = catalog.use([wanted(): .zero], by: web)
        #expect(catalog.interval(of: wanted()) == .zero)
        _ = catalog.use([wanted(): .seconds(90)], by: api)
        #expect(catalog.interval(of: wanted()) == .seconds(90))
        _ = catalog.use([wanted(): .seconds(30)], by: web)
        #expect(catalog.interval(of: wanted()) == .seconds(30))
    }

    @Test("an answer is news to all users once; what was found last outlives a failure")
    func news() {
        _ = catalog.use([wanted(): .seconds(60)], by: web)
        _ = catalog.use([wanted(): .seconds(60)], by: api)
        #expect(catalog.lookup(wanted()) == .unknown)
        #expect(Set(catalog.record(.success(chart("1.0.0")), for: wanted())) == [web, api])
        #expect(catalog.record(.success(chart("1.0.0")), for: wanted()) == [])
        let failure = ChartFailure(reason: "TimedOut", message: "no answer")
        #expect(catalog.record(.failure(failure), for: wanted()).count == 2)
        #expect(catalog.record(.failure(failure), for: wanted()) == [])
        #expect(catalog.lookup(wanted()) == .failed(failure))
        #expect(catalog.lastFound(wanted()) == chart("1.0.0"))
        #expect(catalog.record(.success(chart("1.1.0")), for: wanted()).count == 2)
        #expect(catalog.record(.success(chart("1.0.0")), for: wanted("^9")) == [], "nobody uses it")
    }

    @Test("a question is answered by a look that began after it")
    func questions() {
        _ = catalog.use([wanted(): .seconds(60)], by: web)
        #expect(!catalog.beginLook(at: wanted()))
        #expect(catalog.requestLooks(for: web) == [wanted()])
        #expect(catalog.endLook(at: wanted()) == [])
        #expect(catalog.isAwaitingLook(web) && !catalog.isAwaitingLook(api))
        #expect(catalog.beginLook(at: wanted()))
        #expect(catalog.isAwaitingLook(web))
        #expect(catalog.endLook(at: wanted()) == [web])
        #expect(!catalog.isAwaitingLook(web))
        _ = catalog.requestLooks(for: web)
        _ = catalog.use([:], by: web)
        #expect(!catalog.isAwaitingLook(web))
    }

    @Test("a registry's word that there is something new has a look ask anew, and nobody is told for it")
    func announcements() throws {
        var helm = GitOpsApplication.Helm()
        helm.chart = "podinfo"
        helm.repoURL = "oci://registry.example.org/charts"
        let stored = try #require(WantedChart(helm, in: "shop"))
        #expect(stored.address == "oci://registry.example.org/charts/podinfo" && wanted().address == nil)
        _ = catalog.use([stored: .seconds(60), wanted(): .seconds(60)], by: web)
        #expect(catalog.announce(in: "other") { _ in true } == [])
        #expect(catalog.announce(in: "shop") { $0.address != nil } == [stored])
        #expect(!catalog.isAwaitingLook(web), "no person has asked")
        #expect(catalog.beginLook(at: stored))
        catalog.breakOff(at: stored)
        #expect(catalog.beginLook(at: stored), "it was broken off")
        #expect(catalog.endLook(at: stored) == [])
        #expect(!catalog.beginLook(at: stored) && !catalog.beginLook(at: wanted()))
    }

    @Test("wanted charts are the same where chart and credentials are; without a Secret the namespace does not count")
    func equality() {
        var helm = GitOpsApplication.Helm()
        #expect(WantedChart(helm, in: "shop") == nil)
        helm.chart = "team/podinfo"
        helm.repoURL = "oci://ghcr.io/charts"
        #expect(WantedChart(helm, in: "shop") == WantedChart(helm, in: "other"))
        #expect(WantedChart(helm, in: "shop")?.name == "podinfo")
        helm.secretRef = LocalReference(name: "login")
        #expect(WantedChart(helm, in: "shop") != WantedChart(helm, in: "other"))
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

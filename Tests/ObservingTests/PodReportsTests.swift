import Health
import KubeRuntime
import Testing

@testable import Observing

@Suite struct PodReportsTests {
    private var reports = PodReports()

    private mutating func list(_ pods: [PodReport]) {
        _ = reports.apply(.reset)
        for pod in pods { _ = reports.apply(.listed(pod)) }
        _ = reports.apply(.synced(resourceVersion: "1"))
    }

    private func text() throws -> String? { reports.finding(of: try #require(PodSamples.selection("web")))?.text }

    @Test mutating func `Nothing is told before the first list is complete`() throws {
        _ = reports.apply(.reset)
        #expect(reports.apply(.listed(PodSamples.report("a", .pulling))) == false)
        #expect(try !reports.isSynced && text() == nil)
        #expect(reports.apply(.synced(resourceVersion: "1")) == true)
        #expect(try reports.isSynced && text() == PodSamples.text("a"))
    }

    @Test mutating func `Only what goes wrong or gets well again is news`() throws {
        list([PodSamples.report("a", .ready)])
        #expect(reports.apply(.applied(PodSamples.report("b", .ready))) == false)
        #expect(reports.apply(.applied(PodSamples.report("a", .pulling))) == true)
        #expect(reports.apply(.applied(PodSamples.report("a", .pulling))) == false)
        #expect(try text() == PodSamples.text("a"))
        #expect(reports.apply(.applied(PodSamples.report("a", .ready))) == true)
        #expect(try text() == nil)
        #expect(reports.apply(.deleted(PodSamples.report("a", .ready))) == false)
    }

    @Test mutating func `A Pod that is gone is forgotten, told by an event or by a list`() throws {
        list([PodSamples.report("a", .pulling), PodSamples.report("b", .pulling)])
        #expect(reports.apply(.deleted(PodSamples.report("a", .pulling))) == true)
        #expect(try text() == PodSamples.text("b"))
        list([])
        #expect(try text() == nil)
    }

    @Test mutating func `Only so many are kept, and when these are well the others are looked for`() {
        let pods = (0...PodReports.limit).map { PodSamples.report("pod-\($0)", .pulling) }
        list(pods)
        #expect(!reports.isExhausted)
        for pod in pods { _ = reports.apply(.deleted(pod)) }
        #expect(reports.isExhausted)
        _ = reports.apply(.reset)
        #expect(!reports.isExhausted)
        list([])
        #expect(!reports.isExhausted)
    }
}

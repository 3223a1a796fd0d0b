import Documents
import Health
import KubeRuntime
import Planning
import TestKit
import Testing

@testable import Observing

@Suite struct LiveTablePodsTests {
    private var table = LiveTable()
    private let key = PodSamples.key("web")

    private mutating func store(_ version: String, _ status: HealthStatus) -> LiveTable.Change? {
        let live = LiveRow(
            uid: "u", resourceVersion: version, projection: 1, owner: "shop/app", managedByUs: true,
            isTerminating: false, keep: false)
        table.require([key.type], for: "shop/app", now: .zero)
        let health = ObjectHealth(status, status == .healthy ? "" : "0 of 1 replicas are available")
        let pods = podSelection(of: PodSamples.workload("web"), health)
        return table.store(LiveTable.Row(live: live, health: .present(health), pods: pods), id: key.id, type: key.type)
    }

    private func finding(_ state: PodSamples.State) throws -> PodFinding {
        let selection = try #require(PodSamples.selection("web"))
        return try #require(podFinding([PodSamples.report("a", state)], of: selection))
    }

    private var health: HealthContribution? { table.health(of: key.id, type: key.type) }

    @Test mutating func `What becomes unwell, well or goes is told once`() {
        _ = store("1", .healthy)
        #expect(!table.hasPodChanges)
        _ = store("2", .progressing)
        _ = store("3", .degraded)
        #expect(table.takePodChanges() == [key: PodSamples.selection("web")])
        #expect(!table.hasPodChanges)
        _ = store("4", .degraded)
        #expect(!table.hasPodChanges)
        _ = table.remove(key.id, type: key.type, resourceVersion: "5")
        #expect(table.takePodChanges() == [key: nil])
    }

    @Test mutating func `The owner hears of a reason only where the health reads differently`() throws {
        _ = store("1", .progressing)
        let change = LiveTable.Change(id: key.id, owners: ["shop/app"])
        #expect(try table.setFinding(finding(.starting), of: key) == nil)
        #expect(try table.setFinding(finding(.pulling), of: key) == change)
        #expect(health == .present(ObjectHealth(.degraded, PodSamples.text("a"))))
        #expect(try table.setFinding(finding(.pulling), of: key) == nil)
        _ = store("2", .healthy)
        #expect(health == .present(ObjectHealth(.healthy)))
        #expect(table.setFinding(nil, of: key) == nil)
        _ = store("3", .progressing)
        #expect(health == .present(ObjectHealth(.progressing, "0 of 1 replicas are available")))
    }
}

import Applying
import Documents
import KubeModel
import Observing
import Planning
import Testing

@testable import Controllers

@Suite("objects that nothing can be decided on") struct SettingAsideTests {
    private static let type = ResourceType.configMaps

    private func premises(desired: [String], remembered: [String]) -> Premises {
        let ids = Set(desired + remembered).map { id($0) }
        return Premises(
            desired: desired.map { DesiredObject(id: id($0), version: "v1", digest: 1, place: "a.yaml:1") },
            types: Dictionary(uniqueKeysWithValues: ids.map { ($0, Self.type) }),
            inventory: Inventory(remembered.map { InventoryEntry(id: id($0), version: "v1", settled: nil) }),
            problems: [])
    }

    private func problem(_ name: String) -> ObjectProblem {
        .unanswered(id(name), "cannot be asked for", KubeError(.unavailable, "nobody answers"))
    }

    @Test("stay remembered, are out of the plan, and have a problem that says why")
    func remembered() {
        var premises = premises(desired: ["a", "b"], remembered: ["a", "b", "c"])
        premises.setAside([problem("a"), problem("c")])
        #expect(premises.desired.map(\.id) == [id("b")])
        #expect(premises.inventory.entries.map(\.id) == [id("b")])
        #expect(Set(premises.outside.entries.map(\.id)) == [id("a"), id("c")])
        #expect(Set(premises.types.keys) == [id("b")])
        #expect(premises.problems.map(\.message) == Array(repeating: "cannot be asked for: nobody answers", count: 2))
    }

    @Test("keep others from being deleted only where it is not known what is desired of them")
    func certain() {
        var stray = premises(desired: ["b"], remembered: ["b", "c"])
        stray.setAside([problem("c")])
        #expect(stray.unprepared.isEmpty && stray.unseen == [id("c")])
        var wanted = premises(desired: ["a", "b"], remembered: ["a", "b"])
        wanted.setAside([problem("a")])
        #expect(!wanted.unprepared.isEmpty && wanted.unseen.isEmpty)
    }

    @Test("have one problem each, however often they are set aside")
    func once() {
        var premises = premises(desired: [], remembered: ["a"])
        premises.problems = [problem("a")]
        premises.setAside([problem("a")])
        #expect(premises.problems.count == 1)
        #expect(premises.outside.contains(id("a")))
        #expect(!premises.unprepared.isEmpty, "the first was of what is desired")
    }

    @Test("a kind that cannot be listed or watched is a problem of its objects; rights that lack are asked for")
    func kinds() {
        var failing = premises(desired: ["a"], remembered: [])
        failing.setAside(kinds: [Self.type: .init(isRefusal: false, message: "cannot watch configmaps: down")])
        #expect(failing.problems.map(\.reason) == ["WatchFailed"])
        #expect(failing.problems.map(\.message) == ["cannot watch configmaps: down"])
        var refused = premises(desired: ["a"], remembered: [])
        refused.setAside(kinds: [Self.type: .init(isRefusal: true, message: "no")])
        #expect(refused.problems.map(\.reason) == ["WatchForbidden"])
        #expect(refused.problems[0].message.contains("grant the controller list and watch"))
    }
}

@Suite("runs that do not come to their end") struct ConfessionTests {
    @Test("are told of at once where somebody has to do something, or nothing was told yet; else where they last")
    func worthTelling() {
        let down = KubeError(.unavailable, "down")
        #expect(!down.isWorthTelling(failures: 1, isFirstWord: false))
        #expect(down.isWorthTelling(failures: 1, isFirstWord: true))
        #expect(down.isWorthTelling(failures: 4, isFirstWord: false))
        let conflict = KubeError(.conflict, "somebody else wrote it")
        #expect(!conflict.isWorthTelling(failures: 1, isFirstWord: true))
        #expect(conflict.isWorthTelling(failures: 4, isFirstWord: true))
        #expect(KubeError(.invalid, "no").isWorthTelling(failures: 1, isFirstWord: false))
        #expect(!KubeError(.cancelled, "over").isWorthTelling(failures: 9, isFirstWord: true))
    }
}

import Directives
import Documents
import Planning
import Testing

@Suite("What objects ask for themselves")
struct ObjectWishTests {
    private let map = id("ConfigMap", "map")

    private func wishes(_ change: (inout ObjectOptions) -> Void) -> ObjectOptions {
        var wishes = ObjectOptions()
        change(&wishes)
        return wishes
    }

    private func planned(
        _ wishes: ObjectOptions, _ live: LiveRow?, settled: InventoryEntry.Settled?
    ) -> Plan {
        var object = desired(map)
        object.options = wishes
        var inventory = Inventory()
        if let settled {
            inventory.settle(map, version: "v1", manifest: settled.manifest, projection: settled.projection)
        }
        return Planning.plan(desired: [object], inventory: inventory, live: { _ in live }, options: options())
    }

    @Test("what is never applied is neither made nor changed, and is no difference")
    func never() {
        let never = wishes { $0.application = .never }
        for live in [nil, row(projection: 9)] {
            let plan = planned(never, live, settled: nil)
            #expect(plan.isEmpty && plan.summary.outOfSync == 0 && plan.kept.map(\.action) == [.keep(.leftAlone)])
        }
    }

    @Test("what is applied once is made, and left alone whatever becomes of it or of its manifest")
    func once() {
        let once = wishes { $0.application = .once }
        #expect(planned(once, nil, settled: nil).applies.joined().map(\.action) == [.create(.new)])
        let changed = InventoryEntry.Settled(manifest: 1, projection: 1)
        #expect(planned(once, row(projection: 9), settled: changed).kept.map(\.action) == [.keep(.leftAlone)])
    }

    @Test(
        "what is pruned only when confirmed stays until then, and what its application is deleted with has its own wish"
    )
    func confirmed() {
        var inventory = Inventory()
        inventory.settle(map, version: "v1", manifest: 1, projection: 1)
        var live = PlanningTests.row(projection: 1)
        live.prune = .confirmed
        live.delete = .never
        func action(_ change: (inout PlanOptions) -> Void) -> [Action] {
            var options = PlanningTests.options()
            options.allowEmpty = true
            change(&options)
            let plan = Planning.plan(desired: [], inventory: inventory, live: { _ in live }, options: options)
            return (plan.kept + plan.deletes.joined()).map(\.action)
        }
        #expect(action { _ in } == [.keep(.unconfirmed)])
        #expect(action { $0.isConfirmed = true } == [.delete])
        #expect(action { $0.isEnd = true } == [.keep(.annotated)])
    }

    @Test("waves order applies and, the other way round, deletes; a Namespace goes with the first of what is in it")
    func waves() {
        var (late, early, space) = (
            desired(id("ConfigMap", "a")), desired(id("Service", "z")), desired(id("Namespace", "shop"))
        )
        space.id = ObjectID(group: "", kind: "Namespace", namespace: "", name: late.id.namespace)
        (late.wave, early.wave) = (3, -2)
        let applied = Planning.plan(
            desired: [late, early, space], inventory: Inventory(), live: { _ in nil }, options: options())
        #expect(applied.applies.map { $0.map(\.id.kind) } == [["Namespace"], ["Service"], ["ConfigMap"]])
        #expect(applied.waves == [3, -2, -2])
        var inventory = Inventory()
        for object in [late, early] { inventory.settle(object.id, version: "v1", manifest: 1, projection: 1) }
        var options = PlanningTests.options()
        options.allowEmpty = true
        let removed = Planning.plan(
            desired: [], inventory: inventory,
            live: { id in
                var row = PlanningTests.row(projection: 1)
                row.wave = id.kind == "ConfigMap" ? 3 : -2
                return row
            }, options: options)
        #expect(removed.deletes.map { $0.map(\.id.kind) } == [["ConfigMap"], ["Service"]])
    }
}

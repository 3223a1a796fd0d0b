import Documents
import Planning
import TestKit
import Testing

@Suite("Plan as a whole")
struct PlanTests {
    @Test("the inventory to store first holds the old, voids what changes and drops what is gone or not ours")
    func writeAhead() {
        let names = ["new", "changed", "drifted", "unchanged", "deleted", "gone", "released", "kept"]
        let ids = Dictionary(uniqueKeysWithValues: names.map { ($0, id("ConfigMap", $0)) })
        func object(_ name: String) -> ObjectID { ids[name] ?? Subject.id }
        let rows = [
            object("changed"): row(uid: "1"), object("drifted"): row(projection: 11, uid: "2"),
            object("unchanged"): row(uid: "3"), object("deleted"): row(uid: "4"),
            object("released"): row(owner: nil, uid: "5"), object("kept"): row(keep: true, uid: "6"),
        ]
        let plan = Planning.plan(
            desired: [
                desired(object("new")), desired(object("changed"), digest: 2, version: "v2"),
                desired(object("drifted")),
                desired(object("unchanged")),
            ],
            inventory: Inventory(names.dropFirst().map { entry(object($0)) }), live: { rows[$0] }, options: options())
        #expect(
            plan.inventoryDuring
                == Inventory([
                    entry(object("new"), manifest: nil), entry(object("changed"), manifest: nil, version: "v2"),
                    entry(object("drifted")), entry(object("unchanged")), entry(object("deleted")),
                    entry(object("kept")),
                ]))
        #expect(plan.applies.joined().count == 3)
        #expect(plan.deletes.joined().count == 1)
        #expect(plan.summary.unchanged == 1)
        #expect(plan.summary.outOfSync == 4)
    }

    @Test("a plan that only repairs drift needs no write before it")
    func repairWithoutWriteAhead() {
        let inventory = Inventory([entry(Subject.id)])
        for live in [nil, row(projection: 11)] {
            let plan = Planning.plan(
                desired: [desired(Subject.id)], inventory: inventory, live: { _ in live }, options: options())
            #expect(!plan.isEmpty)
            #expect(plan.inventoryDuring == inventory)
        }
    }

    @Test("the part for some objects applies these, deletes nothing, and stores beforehand what it may change")
    func some() {
        let (one, two, three) = (id("ConfigMap", "one"), id("ConfigMap", "two"), id("ConfigMap", "three"))
        let known = Inventory([entry(one), entry(three)])
        let rows = [one: row(uid: "1"), three: row(uid: "3")]
        let whole = Planning.plan(
            desired: [desired(one, digest: 2), desired(two)], inventory: known, live: { rows[$0] }, options: options())
        #expect(whole.applies.joined().count == 2 && whole.deletes.joined().count == 1)
        let part = whole.only([one], known)
        #expect(part.applies.joined().map(\.id) == [one] && part.deletes.isEmpty)
        #expect(part.inventoryDuring == Inventory([entry(one, manifest: nil), entry(three)]))
        #expect(whole.only([], known).isEmpty && whole.only([], known).inventoryDuring == known)
    }

    @Test("an object named twice is applied once; the second is blocked and says where the first is")
    func duplicate() {
        let plan = Planning.plan(
            desired: [desired(Subject.id, place: "a.yaml:3"), desired(Subject.id, digest: 2, place: "b.yaml:1")],
            inventory: Inventory(), live: { _ in nil }, options: options())
        #expect(plan.applies.flatMap(\.self).map(\.desiredIndex) == [0])
        #expect(plan.blocked.map(\.action) == [.blocked(.duplicate(of: "a.yaml:3"))])
        #expect(plan.blocked.first?.action.description.contains("a.yaml:3") == true)
    }

    @Test("applies go in stages, deletes in reverse, both in a stable order")
    func stages() {
        let ids = [
            id("Widget", "w", group: "example.org"), id("Deployment", "b", group: "apps"),
            id("Deployment", "a", group: "apps"), id("Service", "web"), id("ConfigMap", "c"),
            id("CustomResourceDefinition", "widgets.example.org", group: "apiextensions.k8s.io", namespace: ""),
            id("Namespace", "shop", namespace: ""), id("StatefulSet", "db", group: "apps"),
        ]
        let stages = [["shop", "widgets.example.org"], ["c"], ["web"], ["a", "b", "db"], ["w"]]
        var random = SeededRandom(seed: 1)
        for _ in 0..<10 {
            let shuffled = ids.shuffled(using: &random)
            let create = Planning.plan(
                desired: shuffled.map { desired($0) }, inventory: Inventory(), live: { _ in nil }, options: options())
            #expect(create.applies.map { $0.map(\.id.name) } == stages)
            let delete = Planning.plan(
                desired: [], inventory: Inventory(shuffled.map { entry($0) }), live: { _ in row() },
                options: options(allowEmpty: true))
            #expect(delete.deletes.map { $0.map(\.id.name) } == stages.reversed().map { $0.reversed() })
        }
    }

    @Test("an object that moves to the group it is served in as well is not deleted")
    func aliases() {
        let (old, new) = (id("Ingress", "web", group: "extensions"), id("Ingress", "web", group: "networking.k8s.io"))
        // The uid tells even where the groups do not; the names tell even before the new group was watched.
        for rows in [[old: row(), new: row()], [old: row()]] {
            let plan = Planning.plan(
                desired: [desired(new)], inventory: Inventory([entry(old)]), live: { rows[$0] }, options: options())
            #expect(plan.released.map(\.action) == [.release(.desiredUnderAnotherGroup)])
            #expect(plan.deletes.isEmpty)
            #expect(plan.inventoryDuring == Inventory([entry(new, manifest: nil)]))
        }
        let (ours, theirs) = (id("Widget", "w", group: "a.org"), id("Widget", "w", group: "b.org"))
        let rows = [ours: row(uid: "1"), theirs: row(uid: "2")]
        let plan = Planning.plan(
            desired: [desired(theirs)], inventory: Inventory([entry(ours)]), live: { rows[$0] }, options: options())
        #expect(plan.action(for: ours) == .delete)
    }

    @Test("kinds that moved to another group are the same there, and nothing else is")
    func formerGroups() {
        let moved = [
            ("extensions", "Ingress", "networking.k8s.io"), ("extensions", "NetworkPolicy", "networking.k8s.io"),
            ("extensions", "Deployment", "apps"), ("extensions", "DaemonSet", "apps"),
            ("extensions", "ReplicaSet", "apps"), ("extensions", "PodSecurityPolicy", "policy"),
            ("", "Event", "events.k8s.io"),
        ]
        for (group, kind, successor) in moved {
            let (old, new) = (id(kind, "web", group: group), id(kind, "web", group: successor))
            #expect(FormerGroups.successor(of: old) == new)
            #expect(FormerGroups.successor(of: new) == nil)
            let plan = Planning.plan(
                desired: [desired(old)], inventory: Inventory([entry(new)]), live: { _ in row() }, options: options())
            #expect(plan.action(for: new) == .release(.desiredUnderAnotherGroup), "\(kind), back on an older server")
        }
        for (group, kind) in [("extensions", "Job"), ("", "Ingress"), ("apps", "StatefulSet"), ("policy", "Ingress")] {
            #expect(FormerGroups.successor(of: id(kind, "web", group: group)) == nil)
        }
    }

    @Test("5,000 objects are planned: all where there are none, nothing where all are as they should be")
    func many() {
        let ids = (0..<5_000).map { id("ConfigMap", "object-\($0)", namespace: "namespace-\($0 % 50)") }
        let objects = ids.map { desired($0) }
        let live = Dictionary(uniqueKeysWithValues: ids.map { ($0, row(uid: $0.name)) })
        let settled = Inventory(ids.map { entry($0) })
        #expect(Planning.plan(desired: objects, inventory: settled, live: { live[$0] }, options: options()).isEmpty)
        let plan = Planning.plan(desired: objects, inventory: Inventory(), live: { _ in nil }, options: options())
        #expect(plan.applies.joined().count == 5_000)
    }
}

import Documents
import Planning
import Testing

/// One rule: what is desired, remembered and live of one object, and what is to be done.
struct Rule: Sendable, CustomTestStringConvertible {
    var name: String
    var desired: UInt64?
    var entry: InventoryEntry?
    var row: LiveRow?
    var options: PlanOptions
    var action: Action?
    var outOfSync: Int

    init(
        _ name: String, desired: UInt64? = nil, entry: InventoryEntry? = nil, row: LiveRow? = nil,
        options: PlanOptions = Subject.options, action: Action?, outOfSync: Int
    ) {
        self.name = name
        self.desired = desired
        self.entry = entry
        self.row = row
        self.options = options
        self.action = action
        self.outOfSync = outOfSync
    }

    var testDescription: String { name }
}

enum Subject {
    static let options = PlanningTests.options()
    static let id = PlanningTests.id("ConfigMap", "subject")
    static let other = PlanningTests.id("ConfigMap", "other")
}

@Suite("Plan")
struct PlanTests {
    private static let subject = Subject.id
    private static let noHeal = options(selfHeal: false)

    /// Plans for the subject beside one object that is as it should be, so that the guard stays out of it.
    private func plan(_ rule: Rule) -> Plan {
        var desiredObjects = [desired(Subject.other)]
        if let digest = rule.desired { desiredObjects.append(desired(Self.subject, digest: digest)) }
        let rows = [Self.subject: rule.row, Subject.other: row(uid: "other")]
        return Planning.plan(
            desired: desiredObjects, inventory: Inventory([entry(Subject.other), rule.entry].compactMap(\.self)),
            live: { rows[$0] ?? nil }, options: rule.options)
    }

    static let applyRules: [Rule] = [
        Rule("new", desired: 1, action: .create(.new), outOfSync: 1),
        Rule(
            "intended before, not there", desired: 1, entry: entry(subject, manifest: nil), action: .create(.new),
            outOfSync: 1),
        Rule("as it should be", desired: 1, entry: entry(subject), row: row(), action: nil, outOfSync: 0),
        Rule(
            "manifest changed", desired: 2, entry: entry(subject), row: row(), action: .update(.changed), outOfSync: 1),
        Rule(
            "API version changed", desired: 1, entry: entry(subject, version: "v1beta1"), row: row(),
            action: .update(.changed), outOfSync: 1),
        Rule(
            "drifted", desired: 1, entry: entry(subject), row: row(projection: 11), action: .update(.drifted),
            outOfSync: 1),
        Rule(
            "drifted and changed", desired: 2, entry: entry(subject), row: row(projection: 11), options: noHeal,
            action: .update(.changed), outOfSync: 1),
        Rule(
            "drifted, selfHeal off", desired: 1, entry: entry(subject), row: row(projection: 11), options: noHeal,
            action: .keep(.driftNotRepaired), outOfSync: 1),
        Rule("deleted by others", desired: 1, entry: entry(subject), action: .create(.recreate), outOfSync: 1),
        Rule(
            "deleted by others, selfHeal off", desired: 1, entry: entry(subject), options: noHeal,
            action: .keep(.deletionNotRepaired), outOfSync: 1),
        Rule(
            "deleted by others and changed, selfHeal off", desired: 2, entry: entry(subject), options: noHeal,
            action: .create(.new), outOfSync: 1),
        Rule(
            "our label taken off", desired: 1, entry: entry(subject), row: row(managed: false),
            action: .update(.drifted), outOfSync: 1),
        Rule(
            "our annotation taken off", desired: 1, entry: entry(subject), row: row(owner: nil),
            action: .update(.drifted), outOfSync: 1),
        Rule(
            "there before us", desired: 1, row: row(owner: nil, managed: false), action: .update(.adopt), outOfSync: 1),
        Rule("ours, but forgotten", desired: 1, row: row(), action: .update(.unverified), outOfSync: 1),
        Rule(
            "the last apply's end is unknown", desired: 1, entry: entry(subject, manifest: nil), row: row(),
            options: noHeal,
            action: .update(.unverified), outOfSync: 1),
        Rule(
            "another application's", desired: 1, row: row(owner: "shop/api"),
            action: .blocked(.ownedByAnother("shop/api")), outOfSync: 1),
        Rule(
            "taken by another application", desired: 1, entry: entry(subject), row: row(owner: "shop/api"),
            action: .blocked(.ownedByAnother("shop/api")), outOfSync: 1),
        Rule(
            "being deleted", desired: 1, entry: entry(subject), row: row(terminating: true),
            action: .blocked(.terminating), outOfSync: 1),
    ]

    static let deleteRules: [Rule] = [
        Rule("no longer desired", entry: entry(subject), row: row(), action: .delete, outOfSync: 1),
        Rule("intended only", entry: entry(subject, manifest: nil), row: row(), action: .delete, outOfSync: 1),
        Rule(
            "drifted, no longer desired", entry: entry(subject), row: row(projection: 11), action: .delete, outOfSync: 1
        ),
        Rule("gone already", entry: entry(subject), action: nil, outOfSync: 0),
        Rule("never ours", row: row(), action: nil, outOfSync: 0),
        Rule(
            "taken by another application", entry: entry(subject), row: row(owner: "shop/api"),
            action: .release(.ownedByAnother("shop/api")), outOfSync: 0),
        Rule(
            "our annotation taken off", entry: entry(subject), row: row(owner: nil), action: .release(.unmarked),
            outOfSync: 0),
        Rule(
            "our label taken off", entry: entry(subject), row: row(managed: false), action: .release(.unmarked),
            outOfSync: 0),
        Rule("asks to stay", entry: entry(subject), row: row(keep: true), action: .keep(.annotated), outOfSync: 0),
        Rule(
            "prune off", entry: entry(subject), row: row(), options: options(prune: false), action: .keep(.pruneOff),
            outOfSync: 1),
        Rule(
            "being deleted", entry: entry(subject), row: row(terminating: true), action: .keep(.terminating),
            outOfSync: 1),
    ]

    @Test("what is desired", arguments: applyRules)
    func desiredObject(rule: Rule) {
        let plan = plan(rule)
        #expect(plan.action(for: Self.subject) == rule.action)
        #expect(plan.summary.outOfSync == rule.outOfSync)
        #expect(plan.summary.objects == 2)
        #expect(plan.summary.unchanged == (rule.action == nil ? 2 : 1))
    }

    @Test("what is no longer desired", arguments: deleteRules)
    func undesiredObject(rule: Rule) {
        let plan = plan(rule)
        #expect(plan.action(for: Self.subject) == rule.action)
        #expect(plan.summary.outOfSync == rule.outOfSync)
        #expect(plan.summary.objects == 1)
        #expect(plan.forgotten.map(\.id) == (rule.name == "gone already" ? [Self.subject] : []))
    }

    @Test("applying everything applies what is unchanged or drifted too")
    func forceAll() {
        let forced = options(selfHeal: false, forceAll: true)
        let unchanged = plan(
            Rule("", desired: 1, entry: entry(Self.subject), row: row(), options: forced, action: nil, outOfSync: 0))
        #expect(unchanged.action(for: Self.subject) == .update(.resync))
        #expect(unchanged.summary.updated == 2)
        #expect(unchanged.summary.outOfSync == 0)
        let drifted = plan(
            Rule(
                "", desired: 1, entry: entry(Self.subject), row: row(projection: 11), options: forced, action: nil,
                outOfSync: 0))
        #expect(drifted.action(for: Self.subject) == .update(.drifted))
    }

    @Test("the inventory to store first holds the old, voids what changes and drops what is gone or not ours")
    func writeAhead() {
        let names = ["new", "changed", "drifted", "unchanged", "deleted", "gone", "released", "kept"]
        let ids = Dictionary(uniqueKeysWithValues: names.map { ($0, id("ConfigMap", $0)) })
        func object(_ name: String) -> ObjectID { ids[name] ?? Self.subject }
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
        #expect(plan.summary.created == 1)
        #expect(plan.summary.updated == 2)
        #expect(plan.summary.deleted == 1)
        #expect(plan.summary.unchanged == 1)
        #expect(plan.summary.outOfSync == 4)
    }

    @Test("a plan that only repairs drift needs no write before it")
    func repairWithoutWriteAhead() {
        let inventory = Inventory([entry(Self.subject)])
        for live in [nil, row(projection: 11)] {
            let plan = Planning.plan(
                desired: [desired(Self.subject)], inventory: inventory, live: { _ in live }, options: options())
            #expect(!plan.isEmpty)
            #expect(plan.inventoryDuring == inventory)
        }
    }

    @Test("an object named twice is applied once; the second is blocked and says where the first is")
    func duplicate() {
        let plan = Planning.plan(
            desired: [desired(Self.subject, place: "a.yaml:3"), desired(Self.subject, digest: 2, place: "b.yaml:1")],
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
        var random = Seeded(1)
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

    @Test("5,000 objects are planned quickly")
    func speed() {
        let ids = (0..<5_000).map { id("ConfigMap", "object-\($0)", namespace: "namespace-\($0 % 50)") }
        let objects = ids.map { desired($0) }
        let live = Dictionary(uniqueKeysWithValues: ids.map { ($0, row(uid: $0.name)) })
        let settled = Inventory(ids.map { entry($0) })
        let clock = ContinuousClock()
        let unchanged = clock.measure {
            #expect(Planning.plan(desired: objects, inventory: settled, live: { live[$0] }, options: options()).isEmpty)
        }
        let created = clock.measure {
            let plan = Planning.plan(desired: objects, inventory: Inventory(), live: { _ in nil }, options: options())
            #expect(plan.summary.created == 5_000)
        }
        // Generous: tests run unoptimised and beside others. Optimised, both take a few milliseconds.
        #expect(unchanged < .seconds(2))
        #expect(created < .seconds(4))
    }
}

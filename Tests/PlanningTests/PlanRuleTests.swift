import Documents
import Planning
import TestKit
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

@Suite("Rules of planning, object by object")
struct PlanRuleTests {
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
            action: .blocked(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 1),
        Rule(
            "another namespace's application's", desired: 1, row: row(owner: "bank/api"),
            action: .blocked(.ownedByAnother(.inAnotherNamespace)), outOfSync: 1),
        Rule(
            "taken by another application", desired: 1, entry: entry(subject), row: row(owner: "shop/api"),
            action: .blocked(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 1),
        Rule(
            "marked as that of an application that does not want it", desired: 1, entry: entry(subject),
            row: row(owner: "shop/api", claim: .void), action: .update(.drifted), outOfSync: 1),
        Rule(
            "marked so, selfHeal off", desired: 1, entry: entry(subject), row: row(owner: "shop/api", claim: .void),
            options: noHeal, action: .keep(.driftNotRepaired), outOfSync: 1),
        Rule(
            "marked so, never ours", desired: 1, row: row(owner: "shop/api", claim: .void),
            action: .blocked(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 1),
        Rule(
            "marked so, only intended", desired: 1, entry: entry(subject, manifest: nil),
            row: row(owner: "shop/api", claim: .void),
            action: .blocked(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 1),
        Rule(
            "marked as that of one of which nothing is known yet", desired: 1, entry: entry(subject),
            row: row(owner: "shop/api", claim: .unknown),
            action: .blocked(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 1),
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
            action: .release(.ownedByAnother(.neighbor("shop/api"))), outOfSync: 0),
        Rule(
            "marked as that of an application that does not want it", entry: entry(subject),
            row: row(owner: "shop/api", claim: .void), action: .keep(.disputed(.neighbor("shop/api"))), outOfSync: 1),
        Rule(
            "marked as that of one of which nothing is known yet", entry: entry(subject),
            row: row(owner: "bank/api", claim: .unknown), action: .keep(.disputed(.inAnotherNamespace)), outOfSync: 1),
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
        #expect(unchanged.applies.joined().count == 2)
        #expect(unchanged.summary.outOfSync == 0)
        let drifted = plan(
            Rule(
                "", desired: 1, entry: entry(Self.subject), row: row(projection: 11), options: forced, action: nil,
                outOfSync: 0))
        #expect(drifted.action(for: Self.subject) == .update(.drifted))
    }
}

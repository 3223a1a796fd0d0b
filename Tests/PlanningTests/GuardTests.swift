import Documents
import Planning
import TestKit
import Testing

@Suite("Guard against deleting everything")
struct GuardTests {
    private let a = id("ConfigMap", "a")
    private let b = id("ConfigMap", "b")

    private func plan(_ objects: [DesiredObject], rows: [ObjectID: LiveRow], options: PlanOptions) -> Plan {
        Planning.plan(
            desired: objects, inventory: Inventory([entry(a), entry(b)]), live: { rows[$0] }, options: options)
    }

    @Test("nothing desired deletes nothing unless that is allowed")
    func nothingDesired() {
        let rows = [a: row(uid: "a"), b: row(uid: "b")]
        let guarded = plan([], rows: rows, options: options())
        #expect(guarded.isEmpty)
        #expect(
            guarded.blocked.map(\.action) == [
                .blocked(.guardAgainstDeletingEverything), .blocked(.guardAgainstDeletingEverything),
            ])
        #expect(guarded.inventoryDuring == Inventory([entry(a), entry(b)]))
        #expect(guarded.summary.outOfSync == 2)

        let allowed = plan([], rows: rows, options: options(allowEmpty: true))
        #expect(allowed.deletes.joined().count == 2)
    }

    @Test("desired objects that are all blocked leave nothing either")
    func allBlocked() {
        let foreign = id("ConfigMap", "foreign")
        let rows = [a: row(uid: "a"), b: row(uid: "b"), foreign: row(owner: "shop/api", uid: "c")]
        let guarded = plan([desired(foreign)], rows: rows, options: options())
        #expect(guarded.isEmpty)
        #expect(guarded.blocked.count == 3)
    }

    @Test("replacing every object by others is no deletion of everything")
    func replaced() {
        let rows = [a: row(uid: "a"), b: row(uid: "b")]
        let plan = plan([desired(id("ConfigMap", "c"))], rows: rows, options: options())
        #expect(plan.applies.joined().count == 1)
        #expect(plan.deletes.joined().count == 2)
    }

    @Test("what is there for other objects only is nothing that is left", arguments: [false, true])
    func backdrop(isThere: Bool) {
        let namespace = id("Namespace", "shop", namespace: "")
        var rows = [a: row(uid: "a"), b: row(uid: "b")]
        if isThere { rows[namespace] = row(uid: "namespace") }
        var options = options()
        options.backdrop = [namespace]
        let plan = plan([desired(namespace)], rows: rows, options: options)
        #expect(plan.deletes.isEmpty && plan.blocked.map(\.id) == [a, b])
        #expect(plan.applies.joined().map(\.id) == [namespace])
    }

    @Test("one object that stays is enough")
    func oneStays() {
        let rows = [a: row(uid: "a"), b: row(uid: "b")]
        #expect(plan([desired(a)], rows: rows, options: options()).action(for: b) == .delete)
    }

    @Test("where there is nothing to delete, nothing is blocked")
    func nothingThere() {
        let plan = plan([], rows: [:], options: options())
        #expect(plan.blocked.isEmpty)
        #expect(plan.inventoryDuring.isEmpty)
    }
}

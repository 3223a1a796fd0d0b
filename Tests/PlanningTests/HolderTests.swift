import Documents
import Planning
import Testing

@Suite("What an application lives by")
struct HolderTests {
    private let namespace = id("Namespace", "shop", namespace: "")
    private let root = id("GitOpsApplication", "root", group: "gitops.martlet.dev")
    private let plain = id("ConfigMap", "plain")

    private func plan(
        _ objects: [DesiredObject], _ rows: [ObjectID: LiveRow], _ change: (inout PlanOptions) -> Void
    ) -> Plan {
        var options = options(allowEmpty: true)
        change(&options)
        return Planning.plan(
            desired: objects, inventory: Inventory([namespace, root, plain].map { entry($0) }), live: { rows[$0] },
            options: options)
    }

    private func rows(terminating: Bool) -> [ObjectID: LiveRow] {
        [
            namespace: row(terminating: terminating, uid: "n"), root: row(terminating: terminating, uid: "r"),
            plain: row(uid: "p"),
        ]
    }

    @Test("is never deleted, and does not keep the application out of sync")
    func kept() {
        let plan = plan([], rows(terminating: false)) { $0.holders = [namespace, root] }
        #expect(plan.deletes.joined().map(\.id) == [plain])
        #expect(plan.kept.map(\.action) == [.keep(.holder), .keep(.holder)])
        #expect(plan.summary.outOfSync == 1)
        #expect(plan.inventoryDuring.count == 3, "it is remembered")
    }

    @Test("is not waited for, though somebody else deletes it")
    func terminating() {
        let plan = plan([], rows(terminating: true)) { $0.holders = [namespace, root] }
        #expect(plan.kept.map(\.action) == [.keep(.holder), .keep(.holder)])
        #expect(plan.openDeletes.joined().map(\.id) == [plain])
    }

    @Test("is applied like anything else where it is desired")
    func desired() {
        let objects = [PlanningTests.desired(namespace, digest: 2), PlanningTests.desired(plain)]
        let plan = plan(objects, rows(terminating: false)) { $0.holders = [namespace, root] }
        #expect(plan.action(for: namespace) == .update(.changed))
        #expect(plan.action(for: root) == .keep(.holder))
    }

    @Test("what waits for the application in turn is deleted and not waited for")
    func unawaited() {
        let before = plan([], rows(terminating: false)) { $0.unawaited = [root] }
        #expect(before.action(for: root) == .delete)
        let after = plan([], rows(terminating: true)) { $0.unawaited = [root] }
        #expect(after.action(for: root) == .keep(.holder))
        #expect(after.action(for: namespace) == .keep(.terminating))
    }

    @Test("where it is not certain what is desired nothing is deleted, for that reason and no other")
    func doubt() {
        let doubtful = plan([], rows(terminating: false)) { $0.doubt = "the moon is full" }
        #expect(doubtful.deletes.isEmpty)
        #expect(
            doubtful.action(for: plain)?.description == "is no longer desired but kept: the moon is full")
        let off = plan([], rows(terminating: false)) {
            $0.doubt = "the moon is full"
            $0.prune = false
        }
        #expect(off.action(for: plain) == .keep(.pruneOff))
    }
}

@Suite("Stages of deletes")
struct DeleteStageTests {
    private let boat = id("Boat", "main", group: "example.org")
    private let web = id("Deployment", "web", group: "apps")
    private let account = id("ServiceAccount", "web")

    private func plan(_ ids: [ObjectID]? = nil, terminating: Set<ObjectID>) -> Plan {
        Planning.plan(
            desired: [], inventory: Inventory((ids ?? [boat, web, account]).map { entry($0) }),
            live: { row(terminating: terminating.contains($0), uid: $0.name) }, options: options(allowEmpty: true))
    }

    @Test("what comes after something on its way out waits for it; what does not come after it does not")
    func waiting() {
        let first = plan(terminating: [])
        #expect(first.openDeletes.map { $0.map(\.id) } == [[boat], [web], [account]])
        #expect(first.waitingDeletes == 0)
        let second = plan(terminating: [boat])
        #expect(second.openDeletes.isEmpty)
        #expect(second.waitingDeletes == 2)
        let third = plan(terminating: [web])
        #expect(third.openDeletes.map { $0.map(\.id) } == [[boat]])
        #expect(third.waitingDeletes == 1)
    }

    @Test("accounts and rights go after everything else, definitions and namespaces too: whoever deletes may need them")
    func rights() {
        let rbac = "rbac.authorization.k8s.io"
        let (binding, role) = (id("RoleBinding", "web", group: rbac), id("Role", "web", group: rbac))
        let wide = id("ClusterRoleBinding", "web", group: rbac, namespace: "")
        let namespace = id("Namespace", "other", namespace: "")
        let ids = [binding, role, wide, account, boat, namespace, id("ConfigMap", "settings")]
        let stages = plan(ids, terminating: []).openDeletes.map { $0.map(\.id) }
        #expect(stages.prefix(4).flatMap(\.self) == [boat, id("ConfigMap", "settings"), namespace, account])
        #expect(stages.count == 5 && Set(stages[4]) == [binding, role, wide])
        let waiting = plan(ids, terminating: [namespace])
        #expect(waiting.openDeletes.joined().map(\.id) == [boat, id("ConfigMap", "settings")])
        #expect(plan(ids, terminating: [role]).waitingDeletes == 0)
        #expect(plan(ids, terminating: []).deferringDeletes(after: [boat]).deletes.joined().map(\.id) == [boat])
    }

    @Test("what comes after something that cannot be looked at waits, too")
    func unseen() {
        #expect(plan(terminating: []).deferringDeletes(after: [web]).deletes.map { $0.map(\.id) } == [[boat], [web]])
        #expect(plan(terminating: []).deferringDeletes(after: []).deletes.count == 3)
    }
}

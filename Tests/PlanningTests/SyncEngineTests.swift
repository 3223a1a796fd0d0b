import Documents
import Planning
import TestKit
import Testing

/// In which order Argo CD applies and prunes: the tables of its engine and of that one's own tests, in `gitops-engine/pkg/sync` of
/// argoproj/argo-cd at 37ee009 (`sync_tasks.go`, `sync_tasks_test.go`, `sync_context_test.go`).
@Suite("Order as in Argo CD's engine") struct SyncEngineTests {
    /// As there, but for lists, which are no objects, and definitions, which come first here, as nothing of theirs can be before.
    private static let kinds = [
        ("Namespace", ""), ("NetworkPolicy", "networking.k8s.io"), ("ResourceQuota", ""), ("LimitRange", ""),
        ("PodSecurityPolicy", "policy"), ("PodDisruptionBudget", "policy"), ("ServiceAccount", ""), ("Secret", ""),
        ("ConfigMap", ""), ("StorageClass", "storage.k8s.io"), ("PersistentVolume", ""), ("PersistentVolumeClaim", ""),
        ("ClusterRole", rbac), ("ClusterRoleBinding", rbac), ("Role", rbac), ("RoleBinding", rbac), ("Service", ""),
        ("DaemonSet", "apps"), ("Pod", ""), ("ReplicationController", ""), ("ReplicaSet", "apps"),
        ("Deployment", "apps"), ("HorizontalPodAutoscaler", "autoscaling"), ("StatefulSet", "apps"), ("Job", "batch"),
        ("CronJob", "batch"), ("IngressClass", "networking.k8s.io"), ("Ingress", "networking.k8s.io"),
        ("APIService", "apiregistration.k8s.io"), ("Workflow", "argoproj.io"),
    ]
    private static let rbac = "rbac.authorization.k8s.io"

    private func waved(_ id: ObjectID, _ wave: Int32) -> DesiredObject {
        DesiredObject(id: id, version: "v1", digest: 1, place: "app.yaml:1", wave: wave)
    }

    private func order(_ objects: [DesiredObject]) -> [String] {
        Planning.plan(desired: objects, inventory: Inventory(), live: { _ in nil }, options: options())
            .applies.joined().map(\.id.name)
    }

    @Test("objects of one wave go by kind, whatever their order was", arguments: 1...5)
    func byKind(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let objects = Self.kinds.map { desired(id($0.0, $0.0, group: $0.1)) }.shuffled(using: &random)
        #expect(order(objects) == Self.kinds.map(\.0))
    }

    @Test("by wave, then by kind, then by name; what has no rank of its own comes last in its wave")
    func sorted() {
        let thing = { (name: String) in id("Thing", name, group: "example.org") }
        let objects = [
            waved(id("Pod", "pod"), 0), waved(id("Service", "service"), 0), waved(id("PersistentVolume", "volume"), 0),
            waved(thing("late"), 1), waved(thing("b"), 0), waved(thing("a"), 0), waved(thing("early"), -1),
            waved(id("ConfigMap", "map"), 0),
        ]
        #expect(order(objects) == ["early", "map", "volume", "service", "pod", "a", "b", "late"])
    }

    @Test("a Namespace goes with the first of what lies in it, a definition with the first of its kind")
    func needed() {
        let namespace = waved(id("Namespace", "one", namespace: ""), 1)
        let job = waved(id("Job", "job", group: "batch", namespace: "one"), 0)
        #expect(order([job, namespace]) == ["one", "job"])
        let definition = waved(
            id("CustomResourceDefinition", "workflows.argoproj.io", group: "apiextensions.k8s.io", namespace: ""), 3)
        let workflow = waved(id("Workflow", "flow", group: "argoproj.io"), 0)
        #expect(order([workflow, definition]) == ["workflows.argoproj.io", "flow"])
    }

    /// What is pruned, each with its wave, and the rank of each among those pruned, from the least.
    struct PruneCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var waves: [String: Int32]
        /// Those that go together, one set after the other.
        var order: [Set<String>]
    }

    private static let prunes = [
        PruneCase(
            testDescription: "same wave", waves: ["1": 0, "2": 0, "3": 0, "4": 0], order: [["1", "2", "3", "4"]]),
        PruneCase(
            testDescription: "different waves, all pruned", waves: ["0": 0, "1": 1, "2": 2, "3": 3, "4": 4],
            order: [["4"], ["3"], ["2"], ["1"], ["0"]]),
        PruneCase(
            testDescription: "different waves, others stay", waves: ["1": 1, "3": 3, "4": 4],
            order: [["4"], ["3"], ["1"]]),
        PruneCase(
            testDescription: "several of a wave", waves: ["1": 1, "3": 3, "4": 3, "5": 4, "7": 5],
            order: [["7"], ["5"], ["3", "4"], ["1"]]),
        PruneCase(
            testDescription: "before the next wave", waves: ["1": 1, "2": 2, "3": 3], order: [["3"], ["2"], ["1"]]),
    ]

    @Test("what is pruned goes in the waves' reverse order", arguments: prunes)
    func reverse(_ prune: PruneCase) {
        let ids = prune.waves.keys.map { id("Pod", $0) }
        let plan = Planning.plan(
            desired: [desired(id("ConfigMap", "stays"))], inventory: Inventory(ids.map { entry($0) }),
            live: { object in
                guard let wave = prune.waves[object.name] else { return nil }
                var row = row(uid: object.name)
                row.wave = wave
                return row
            }, options: options())
        #expect(plan.deletes.map { Set($0.map(\.id.name)) } == prune.order)
    }

    @Test("a wave of deletions waits until the one before it is gone")
    func cleanUp() {
        let waves: [String: Int32] = ["1": 1, "2": 2]
        func plan(terminating: String?) -> Plan {
            Planning.plan(
                desired: [desired(id("ConfigMap", "stays"))],
                inventory: Inventory(waves.keys.map { entry(id("Pod", $0)) }),
                live: { object in
                    guard let wave = waves[object.name] else { return nil }
                    var row = row(terminating: object.name == terminating, uid: object.name)
                    row.wave = wave
                    return row
                }, options: options())
        }
        #expect(plan(terminating: nil).openDeletes.first?.map(\.id.name) == ["2"])
        #expect(plan(terminating: "2").openDeletes.isEmpty)
    }

    /// What is pruned, and what of it goes last.
    struct PruneLastCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var waves: [String: Int32]
        /// Whether the application says so.
        var isUsual = false
        /// Those that say so themselves.
        var last: Set<String> = []
        /// Those that go together, one set after the other.
        var order: [Set<String>]
    }

    /// Those that go last are one wave there, the last of the phase; here they go in the waves' reverse order within that, as all
    /// that is pruned does: who goes last may still be in the way of who goes before it.
    private static let prunesLast = [
        PruneLastCase(
            testDescription: "all of one wave", waves: ["2": 0, "3": 0], isUsual: true, order: [["2", "3"]]),
        PruneLastCase(
            testDescription: "all of different waves", waves: ["2": 1, "3": 7], isUsual: true, order: [["2", "3"]]),
        PruneLastCase(
            testDescription: "each says so", waves: ["2": 1, "3": 7], last: ["2", "3"], order: [["2", "3"]]),
        PruneLastCase(
            testDescription: "all of many waves", waves: ["1": 1, "2": 2, "3": 3, "4": 4], isUsual: true,
            order: [["1", "2", "3", "4"]]),
        PruneLastCase(
            testDescription: "one of many says so", waves: ["1": 1, "2": 2, "3": 3, "4": 4], last: ["2"],
            order: [["4"], ["3"], ["1"], ["2"]]),
        PruneLastCase(
            testDescription: "the one that would go first says so", waves: ["1": 1, "2": 2, "3": 2], last: ["3"],
            order: [["2"], ["1"], ["3"]]),
    ]

    @Test("what is pruned last goes after all that is pruned otherwise", arguments: prunesLast)
    func last(_ prune: PruneLastCase) {
        var rows = prune.waves.mapValues { wave in
            var row = row()
            row.wave = wave
            return row
        }
        for name in prune.waves.keys {
            rows[name]?.uid = name
            if prune.last.contains(name) { rows[name]?.pruneLast = true }
        }
        var left = prune.order[...]
        while let turn = left.first {
            let plan = plan(rows, desired: []).pruningLast(where: prune.isUsual, unless: true)
            let next = Set(plan.openDeletes.first?.map(\.id.name) ?? [])
            #expect(!next.isEmpty && next.isSubset(of: turn), "\(next) of \(turn)")
            guard !next.isEmpty else { return }
            // Until it is gone nothing else goes.
            for name in next { rows[name]?.isTerminating = true }
            let during = self.plan(rows, desired: []).pruningLast(where: prune.isUsual, unless: true)
            #expect(during.openDeletes.joined().allSatisfy { prune.waves[$0.id.name] == prune.waves[next.first ?? ""] })
            for name in next { rows[name] = nil }
            left[left.startIndex].subtract(next)
            if left[left.startIndex].isEmpty { left = left.dropFirst() }
        }
        #expect(rows.isEmpty)
    }

    @Test("nothing of it goes while something is to be applied, or is not well, in whatever wave that is")
    func lastOfAll() {
        let rows = ["2": row(uid: "2"), "3": row(uid: "3")]
        for wave: Int32 in [-1, 0, 2, 9] {
            let plan = plan(rows, desired: [waved(id("Pod", "1"), wave)])
            #expect(plan.pruningLast(where: true, unless: true).deletes.isEmpty)
            #expect(plan.pruningLast(where: false, unless: true) == plan)
        }
        let (well, ill) = (plan(rows, desired: []), plan(rows, desired: []).pruningLast(where: true, unless: false))
        #expect(well.pruningLast(where: true, unless: true) == well)
        #expect(ill.deletes.isEmpty && ill.postponed == well.deletes)
    }

    private func plan(_ rows: [String: LiveRow], desired: [DesiredObject]) -> Plan {
        var options = options()
        options.allowEmpty = true
        return Planning.plan(
            desired: desired, inventory: Inventory(rows.keys.map { entry(id("Pod", $0)) }), live: { rows[$0.name] },
            options: options)
    }
}

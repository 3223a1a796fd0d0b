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
}

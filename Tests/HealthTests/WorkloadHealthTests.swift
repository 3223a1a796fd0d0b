import Documents
import Health
import Testing

@Suite("Health of workloads")
struct WorkloadHealthTests {
    private static let rolledOut: Value = [
        "observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "readyReplicas": 3, "availableReplicas": 3,
        "currentReplicas": 3,
    ]

    private static func deployment(
        _ changes: Value = [:], apiVersion: String = "apps/v1", spec: Value = ["replicas": 3]
    ) -> Value {
        object(apiVersion, "Deployment", generation: 2, spec: spec, status: rolledOut.with(changes))
    }

    static let deployments: [Case] = [
        Case("rolled out", deployment(), .healthy),
        Case("rolled out, former group", deployment(apiVersion: "extensions/v1beta1"), .healthy),
        Case(
            "no replicas wanted",
            deployment(["replicas": 0, "updatedReplicas": 0, "availableReplicas": 0], spec: ["replicas": 0]), .healthy),
        Case("no status at all", object("apps/v1", "Deployment", spec: ["paused": false]), .healthy),
        Case(
            "not seen yet", object("apps/v1", "Deployment", generation: 1, spec: ["replicas": 0]), .progressing,
            "observed"),
        Case("paused", deployment(spec: ["replicas": 3, "paused": true]), .suspended, "paused"),
        Case("spec not observed", deployment(["observedGeneration": 1]), .progressing, "observed"),
        Case("updating", deployment(["updatedReplicas": 1]), .progressing, "1 of 3 replicas are updated"),
        Case(
            "over quota",
            deployment([
                "updatedReplicas": 1,
                "conditions": [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")],
            ]),
            .progressing, "exceeded quota"),
        Case("old pods ending", deployment(["replicas": 4]), .progressing, "1 old replicas"),
        Case(
            "not available", deployment(["availableReplicas": 2]), .progressing, "2 of 3 updated replicas are available"
        ),
        Case(
            "all there, but not by its conditions",
            deployment(["conditions": [condition("Available", "False", "", "no minimum availability")]]), .progressing,
            "no minimum availability"),
        Case(
            "numbers beyond reason",
            deployment(["replicas": .integer(.max), "updatedReplicas": -1], spec: ["replicas": .integer(.min)]),
            .progressing),
        Case(
            "deadline exceeded",
            deployment(["conditions": [condition("Progressing", "False", "ProgressDeadlineExceeded")]]), .degraded,
            "deadline"),
    ]

    private static func statefulSet(_ changes: Value = [:], strategy: Value = [:], replicas: Value = 3) -> Value {
        object(
            "apps/v1", "StatefulSet", generation: 2, spec: ["replicas": replicas, "updateStrategy": strategy],
            status: rolledOut.with(["currentRevision": "a", "updateRevision": "a"]).with(changes))
    }

    static let statefulSets: [Case] = [
        Case("rolled out", statefulSet(), .healthy),
        Case("former version", statefulSet().with(["apiVersion": "apps/v1beta1"]), .healthy),
        Case("no status", object("apps/v1", "StatefulSet"), .progressing, "observed"),
        Case("spec not observed", statefulSet(["observedGeneration": 1]), .progressing, "observed"),
        Case("too many pods", statefulSet(["replicas": 4]), .progressing, "1 pods"),
        Case("pods not ready", statefulSet(["readyReplicas": 1]), .progressing, "1 of 3 pods are ready"),
        Case(
            "updating",
            statefulSet(["updateRevision": "b", "updatedReplicas": 1], strategy: ["type": "RollingUpdate"]),
            .progressing, "revision b"),
        Case(
            "to be updated by deletion", statefulSet(["updateRevision": "b"], strategy: ["type": "OnDelete"]), .healthy),
        Case(
            "partition reached",
            statefulSet(
                ["updateRevision": "b", "updatedReplicas": 1],
                strategy: ["type": "RollingUpdate", "rollingUpdate": ["partition": 2]]),
            .healthy),
        Case(
            "partition not reached",
            statefulSet(
                ["updateRevision": "b", "updatedReplicas": 0],
                strategy: ["type": "RollingUpdate", "rollingUpdate": ["partition": 2]]),
            .progressing, "0 of 1 pods above the partition"),
        Case(
            "numbers beyond reason",
            statefulSet(
                strategy: ["type": "RollingUpdate", "rollingUpdate": ["partition": .integer(.max)]],
                replicas: .integer(.max)),
            .progressing, "3 of"),
    ]

    private static func daemonSet(_ changes: Value = [:], strategy: Value = "RollingUpdate") -> Value {
        let status: Value = [
            "observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3,
            "numberReady": 3,
        ]
        return object(
            "apps/v1", "DaemonSet", generation: 2, spec: ["updateStrategy": ["type": strategy]],
            status: status.with(changes))
    }

    static let others: [Case] = [
        Case("DaemonSet rolled out", daemonSet(), .healthy),
        Case("DaemonSet not observed", daemonSet(["observedGeneration": 1]), .progressing, "observed"),
        Case("DaemonSet updating", daemonSet(["updatedNumberScheduled": 1]), .progressing, "1 of 3 pods are updated"),
        Case("DaemonSet not available", daemonSet(["numberAvailable": 2]), .progressing, "2 of 3 pods are available"),
        Case("DaemonSet not ready", daemonSet(["numberReady": 2]), .progressing, "2 of 3 pods are ready"),
        Case("DaemonSet not counted", daemonSet(["desiredNumberScheduled": .null]), .progressing, "counted"),
        Case("DaemonSet updated by deletion", daemonSet(["updatedNumberScheduled": 0], strategy: "OnDelete"), .healthy),
        Case(
            "ReplicaSet",
            object(
                "apps/v1", "ReplicaSet", generation: 1, spec: ["replicas": 1],
                status: ["observedGeneration": 1, "replicas": 1, "readyReplicas": 1, "availableReplicas": 1]), .healthy),
        Case(
            "ReplicaSet not observed", object("apps/v1", "ReplicaSet", generation: 1, spec: ["replicas": 0]),
            .progressing),
        Case(
            "ReplicaSet not available", object("apps/v1", "ReplicaSet", spec: ["replicas": 2]), .progressing, "0 of 2"),
        Case(
            "ReplicaSet that cannot create pods",
            object(
                "apps/v1", "ReplicaSet", spec: ["replicas": 1],
                status: ["conditions": [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")]]),
            .degraded, "exceeded quota"),
    ]

    @Test("Deployment", arguments: deployments) func deployment(example: Case) { example.check() }
    @Test("StatefulSet", arguments: statefulSets) func statefulSet(example: Case) { example.check() }
    @Test("DaemonSet and ReplicaSet", arguments: others) func other(example: Case) { example.check() }
}

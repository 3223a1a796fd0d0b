import Documents
import Health
import Testing

/// Kinds of other tools whose rules are code.
@Suite("Health of other tools' workloads")
struct CodedRuleTests {
    private static func rollout(
        _ status: Value?, generation: Int = 3, spec: Value = ["replicas": 2], annotations: Value = [:]
    ) -> Value {
        object(
            "argoproj.io/v1alpha1", "Rollout", generation: generation, annotations: annotations, spec: spec,
            status: status)
    }

    private static let former: Value = [
        "currentPodHash": "a", "stableRS": "a", "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2,
    ]
    private static let canary: Value = ["replicas": 2, "strategy": ["canary": [:]]]
    private static let blueGreen: Value = ["replicas": 2, "strategy": ["blueGreen": [:]]]

    static let rollouts: [Case] = [
        Case("new", rollout(nil), .progressing),
        Case("not observed", rollout(["observedGeneration": "2", "phase": "Healthy"]), .progressing, "observed"),
        Case("observed", rollout(["observedGeneration": "3", "phase": "Healthy"]), .healthy),
        Case("observed, as a hash", rollout(["observedGeneration": "5f9c8", "phase": "Healthy"]), .healthy),
        Case("observed, as a hash of digits", rollout(["observedGeneration": "85755", "phase": "Healthy"]), .healthy),
        Case(
            "its workload is not observed",
            rollout(
                ["phase": "Healthy", "workloadObservedGeneration": "1"], spec: ["workloadRef": ["name": "web"]],
                annotations: ["rollout.argoproj.io/workload-generation": "2"]), .progressing),
        Case("says why", rollout(["phase": "Degraded", "message": "aborted"]), .degraded, "aborted"),
        Case("former: rolled out", rollout(former, spec: canary), .healthy),
        Case("former: updating", rollout(former.with(["updatedReplicas": 1]), spec: canary), .progressing, "1 of 2"),
        Case(
            "former: not available", rollout(former.with(["availableReplicas": 1]), spec: canary), .progressing,
            "1 of 2"),
        Case("former: old ones left", rollout(former.with(["replicas": 4]), spec: canary), .progressing, "2 old"),
        Case("former: at a step", rollout(former.with(["stableRS": "b"]), spec: canary), .progressing, "steps"),
        Case(
            "former: paused", rollout(former.with(["pauseConditions": [["reason": "Step"]]]), spec: canary), .suspended),
        Case(
            "former: aborted",
            rollout(former.with(["conditions": [condition("Progressing", "False", "RolloutAborted", "metric")]])),
            .degraded, "metric"),
        Case("former: not switched", rollout(former, spec: blueGreen), .progressing, "active service"),
        Case(
            "former: switched", rollout(former.with(["blueGreen": ["activeSelector": "a"]]), spec: blueGreen), .healthy),
        Case(
            "former: numbers beyond reason",
            rollout(former.with(["replicas": .integer(.max), "updatedReplicas": .integer(.max)]), spec: canary),
            .progressing),
    ]

    private static func clones(_ status: Value, strategy: Value = [:], replicas: Value = 3) -> Value {
        object(
            "apps.kruise.io/v1alpha1", "CloneSet", generation: 2,
            spec: ["replicas": replicas, "updateStrategy": strategy],
            status: (["observedGeneration": 2, "replicas": 3] as Value).with(status))
    }

    static let kruise: [Case] = [
        Case("rolled out", clones(["updatedReplicas": 3, "updatedAvailableReplicas": 3]), .healthy),
        Case(
            "updating", clones(["updatedReplicas": 1, "updatedAvailableReplicas": 1]), .progressing,
            "1 of 3 pods are updated"),
        Case(
            "not available", clones(["updatedReplicas": 3, "updatedAvailableReplicas": 1]), .progressing,
            "1 of 3 updated"),
        Case("paused", clones(["updatedReplicas": 1], strategy: ["paused": true]), .suspended, "paused"),
        Case(
            "at its partition",
            clones(["updatedReplicas": 1, "updatedAvailableReplicas": 1], strategy: ["partition": 2]),
            .suspended, "1 of 3"),
        Case("not yet there", clones(["updatedReplicas": 0], strategy: ["partition": 2]), .progressing),
        Case(
            "a partition beyond reason", clones(["updatedReplicas": 0], strategy: ["partition": .integer(.max)]),
            .suspended),
        Case(
            "a DaemonSet that is not updated",
            object(
                "apps.kruise.io/v1alpha1", "DaemonSet", generation: 1,
                status: [
                    "observedGeneration": 1, "desiredNumberScheduled": 3, "updatedNumberScheduled": 1,
                    "numberAvailable": 3,
                ]),
            .progressing, "1 of 3"),
    ]

    private static func spark(_ state: Value, _ executors: Value? = nil, spec: Value = [:]) -> Value {
        var status: Value = ["applicationState": ["state": state, "errorMessage": "no memory"]]
        status["executorState"] = executors
        return object("sparkoperator.k8s.io/v1beta2", "SparkApplication", spec: spec, status: status)
    }

    private static let two: Value = ["a": "RUNNING", "b": "RUNNING", "c": "FAILED"]

    static let applications: [Case] = [
        Case("not submitted", spark(""), .progressing),
        Case("failed", spark("FAILED"), .degraded, "no memory"),
        Case("completed", spark("COMPLETED"), .healthy),
        Case("runs, without executors", spark("RUNNING"), .progressing),
        Case("runs with all", spark("RUNNING", two, spec: ["executor": ["instances": 2]]), .healthy),
        Case(
            "runs with too few", spark("RUNNING", two, spec: ["executor": ["instances": 3]]), .progressing,
            "2 executors run"),
        Case(
            "runs within its bounds",
            spark(
                "RUNNING", two, spec: ["dynamicAllocation": ["enabled": true, "minExecutors": 1, "maxExecutors": 4]]),
            .healthy),
        Case(
            "runs below its bounds",
            spark(
                "RUNNING", two,
                spec: [
                    "sparkConf": [
                        "spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.minExecutors": "3",
                    ]
                ]), .progressing, "at least 3"),
    ]

    @Test("Rollout", arguments: rollouts) func rolloutRule(example: Case) { example.check() }
    @Test("OpenKruise", arguments: kruise) func kruiseRule(example: Case) { example.check() }
    @Test("SparkApplication", arguments: applications) func sparkRule(example: Case) { example.check() }
}

import Documents
import Health
import Testing

@Suite("Health of workloads")
struct WorkloadHealthTests {
    private static let rolledOut: Value = [
        "observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "readyReplicas": 3, "availableReplicas": 3,
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
                replicas: .integer(.min)),
            .healthy),
    ]

    private static func daemonSet(_ changes: Value = [:], strategy: Value = "RollingUpdate") -> Value {
        let status: Value = [
            "observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3,
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
        Case("DaemonSet updated by deletion", daemonSet(["updatedNumberScheduled": 0], strategy: "OnDelete"), .healthy),
        Case(
            "ReplicaSet",
            object(
                "apps/v1", "ReplicaSet", generation: 1, spec: ["replicas": 1],
                status: ["observedGeneration": 1, "availableReplicas": 1]), .healthy),
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

@Suite("Health of pods and jobs")
struct PodHealthTests {
    private static func pod(
        _ phase: String, policy: Value = "Always", container: Value? = nil, annotations: Value = [:],
        _ changes: Value = [:]
    ) -> Value {
        let status: Value = ["phase": .string(phase), "containerStatuses": .array(container.map { [$0] } ?? [])]
        return object(
            "v1", "Pod", annotations: annotations, spec: ["restartPolicy": policy], status: status.with(changes))
    }

    private static func waiting(_ reason: Value) -> Value {
        ["name": "main", "state": ["waiting": ["reason": reason, "message": "back-off 5m0s"]]]
    }

    private static func terminated(_ state: Value) -> Value { ["name": "main", "state": ["terminated": state]] }

    private static let ignoring: Value = ["argocd.argoproj.io/ignore-restart-policy": "true"]

    static let pods: [Case] = [
        Case("starting", pod("Pending", container: waiting("ContainerCreating")), .progressing),
        Case(
            "not scheduled",
            pod(
                "Pending",
                ["conditions": [condition("PodScheduled", "False", "Unschedulable", "0/3 nodes are available")]]),
            .progressing, "0/3 nodes"),
        Case(
            "in a crash loop", pod("Running", container: waiting("CrashLoopBackOff")), .degraded,
            "container main is in CrashLoopBackOff: back-off 5m0s"),
        Case("image missing", pod("Pending", container: waiting("ErrImagePull")), .degraded, "ErrImagePull"),
        Case("bad configuration", pod("Pending", container: waiting("CreateContainerConfigError")), .degraded),
        Case(
            "image missing, ends by itself", pod("Pending", policy: "Never", container: waiting("ErrImagePull")),
            .progressing),
        Case(
            "image missing, policy ignored",
            pod("Pending", policy: "Never", container: waiting("ErrImagePull"), annotations: ignoring), .degraded),
        Case(
            "a hook",
            pod("Running", policy: "Never", annotations: ignoring.with(["argocd.argoproj.io/hook": "PreSync"])),
            .progressing),
        Case("succeeded", pod("Succeeded", policy: "Never"), .healthy),
        Case("failed, with a message", pod("Failed", ["message": "evicted"]), .degraded, "evicted"),
        Case(
            "failed, with the container's message",
            pod("Failed", container: terminated(["exitCode": 1, "message": "no such table"])), .degraded,
            "no such table"),
        Case(
            "out of memory", pod("Failed", container: terminated(["exitCode": 137, "reason": "OOMKilled"])), .degraded,
            "OOMKilled"),
        Case(
            "failed by exit code", pod("Failed", container: terminated(["exitCode": 3, "reason": "Error"])), .degraded,
            "container main failed: exit code 3"),
        Case(
            "an init container failed",
            pod("Failed", ["initContainerStatuses": [terminated(["exitCode": 4]).with(["name": "migrate"])]]),
            .degraded,
            "container migrate failed: exit code 4"),
        Case("ready", pod("Running", ["conditions": [condition("Ready", "True")]]), .healthy),
        Case(
            "not ready",
            pod(
                "Running",
                ["conditions": [condition("Ready", "False", "ContainersNotReady", "containers with unready status")]]),
            .progressing, "unready"),
        Case(
            "restarted and not ready",
            pod("Running", container: ["name": "main", "lastState": ["terminated": ["exitCode": 2]]], [:]), .degraded,
            "container main restarted"),
        Case(
            "runs until it ends", pod("Running", policy: "OnFailure", ["conditions": [condition("Ready", "True")]]),
            .progressing),
        Case("lost", pod("Unknown"), .unknown),
    ]

    private static func job(_ conditions: Value...) -> Value {
        object("batch/v1", "Job", status: ["conditions": .array(conditions)])
    }

    static let jobs: [Case] = [
        Case("Job running", object("batch/v1", "Job", status: ["active": 1]), .progressing),
        Case("Job complete", job(condition("Complete", "True")), .healthy),
        Case(
            "Job failed",
            job(condition("Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit")),
            .degraded, "backoff limit"),
        Case(
            "Job failed, also suspended once", job(condition("Suspended", "False"), condition("Failed", "True")),
            .degraded),
        Case(
            "Job suspended", job(condition("Suspended", "True", "JobSuspended", "Job suspended")), .suspended,
            "suspended"),
        Case("Job resumed", job(condition("Suspended", "False", "JobResumed")), .progressing),
    ]

    private static func cronJob(_ status: Value?, suspend: Value = false, apiVersion: String = "batch/v1") -> Value {
        object(apiVersion, "CronJob", spec: ["suspend": suspend], status: status)
    }

    private static let ran: Value = [
        "lastScheduleTime": "2026-01-02T00:00:00Z", "lastSuccessfulTime": "2026-01-02T00:00:09Z",
    ]
    private static let failed: Value = [
        "lastScheduleTime": "2026-01-02T00:00:00Z", "lastSuccessfulTime": "2026-01-01T00:00:09Z",
    ]

    static let cronJobs: [Case] = [
        Case("CronJob new", cronJob(nil), .progressing),
        Case("CronJob not scheduled", cronJob([:]), .healthy),
        Case(
            "CronJob that never succeeded",
            cronJob(["lastScheduleTime": "2026-01-02T00:00:00Z"], apiVersion: "batch/v1beta1"), .healthy),
        Case("CronJob running", cronJob(failed.with(["active": [["name": "x"]]])), .healthy),
        Case("CronJob succeeded", cronJob(ran), .healthy),
        Case("CronJob failed", cronJob(failed), .degraded, "has not succeeded"),
        Case("CronJob suspended", cronJob(failed, suspend: true), .suspended),
    ]

    @Test("Pod", arguments: pods) func pod(example: Case) { example.check() }
    @Test("Job", arguments: jobs) func job(example: Case) { example.check() }
    @Test("CronJob", arguments: cronJobs) func cronJob(example: Case) { example.check() }
}

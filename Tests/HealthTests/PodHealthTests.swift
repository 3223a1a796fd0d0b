import Documents
import Health
import Testing

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
            .progressing, "container main is in ErrImagePull"),
        Case(
            "cannot begin", pod("Pending", ["initContainerStatuses": [waiting("CrashLoopBackOff")]]), .degraded,
            "container main is in CrashLoopBackOff"),
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

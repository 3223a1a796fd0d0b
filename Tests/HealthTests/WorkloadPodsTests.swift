import Documents
import Health
import Testing

/// A workload with its Pods, and the health that comes of both.
struct PodsCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var workload: Value
    var pods: [Value]
    var status: HealthStatus
    var message: String

    init(_ name: String, _ workload: Value, _ pods: Value..., status: HealthStatus, _ message: String) {
        (testDescription, self.workload, self.pods, self.status, self.message) = (name, workload, pods, status, message)
    }

    /// Of a Deployment.
    init(_ name: String, pods: Value..., status: HealthStatus, _ message: String) {
        (testDescription, self.pods, self.status, self.message) = (name, pods, status, message)
        workload = PodStatuses.deployment
    }
}

private func verdict(_ workload: Value, _ pods: [Value]) -> ObjectHealth? {
    guard let own = health(of: workload) else { return nil }
    guard let selection = podSelection(of: workload, own) else { return own }
    return own.with(podFinding(pods.map { PodReport($0) }, of: selection))
}

@Suite("Health of workloads by their pods")
struct WorkloadPodsTests {
    private typealias Pods = PodStatuses
    private static let own = "0 of 1 replicas are updated"
    private static let pull = "container app: ImagePullBackOff: Back-off pulling image \"\(Pods.image)\""
    private static let cause =
        "failed to pull and unpack image \"\(Pods.image)\": failed to resolve reference \"\(Pods.image)\": \(Pods.image): not found"

    static let cannotStart: [PodsCase] = [
        PodsCase(
            "image missing", pods: Pods.pod(Pods.pullFailed), status: .degraded, "pod web-7d9c-x: \(pull): \(cause)"),
        PodsCase(
            "image missing, next try later", pods: Pods.pod(Pods.pullWaits), status: .degraded,
            "pod web-7d9c-x: \(pull)"),
        PodsCase(
            "image missing, with the cause", pods: Pods.pod(Pods.pullWaitsWithCause), status: .degraded,
            "pod web-7d9c-x: \(pull): \(cause)"),
        PodsCase(
            "image name invalid", pods: Pods.pod(Pods.nameInvalid), status: .degraded,
            "pod web-7d9c-x: container app: InvalidImageName: Failed to apply default image tag \"UPPER\": couldn't parse image reference \"UPPER\": invalid reference format: repository name must be lowercase"
        ),
        PodsCase(
            "Secret missing", pods: Pods.pod(Pods.configMissing), status: .degraded,
            "pod web-7d9c-x: container app: CreateContainerConfigError: secret \"web\" not found"),
        PodsCase(
            "init container", pods: Pods.pod(Pods.initializing, initial: [Pods.configMissing]), status: .degraded,
            "pod web-7d9c-x: init container app: CreateContainerConfigError: secret \"web\" not found"),
        PodsCase(
            "no such program", pods: Pods.pod(Pods.loops(restarts: 3, last: Pods.cannotRun), phase: "Running"),
            status: .degraded,
            "pod web-7d9c-x: container app: CrashLoopBackOff: StartError, exit code 128, restarted 3 times: failed to create containerd task: OCI runtime create failed: exec: \"serve\": executable file not found in $PATH: unknown"
        ),
        PodsCase(
            "crash loop", pods: Pods.pod(Pods.loops(restarts: 3), phase: "Running"), status: .degraded,
            "pod web-7d9c-x: container app: CrashLoopBackOff: exit code 1, restarted 3 times"),
        PodsCase(
            "out of memory", pods: Pods.pod(Pods.loops(restarts: 12, last: Pods.outOfMemory), phase: "Running"),
            status: .degraded,
            "pod web-7d9c-x: container app: CrashLoopBackOff: OOMKilled, exit code 137, restarted more than 10 times"),
        PodsCase(
            "first crash", pods: Pods.pod(Pods.crashed(restarts: 0), phase: "Running"), status: .degraded,
            "pod web-7d9c-x: container app: exit code 1"),
        PodsCase(
            "restarted and not ready", pods: Pods.pod(Pods.restarted(1), phase: "Running"), status: .degraded,
            "pod web-7d9c-x: container app: exit code 1, restarted once"),
        PodsCase(
            "restarted after it was ready, and not ready since",
            pods: Pods.pod(Pods.restarted(3), phase: "Running", status: Pods.unready(since: "2026-01-01T23:59:59Z")),
            status: .degraded,
            "pod web-7d9c-x: container app: CrashLoopBackOff: exit code 1, restarted 3 times"),
        PodsCase(
            "crash loop that is ready for a moment each time",
            pods: Pods.pod(
                Pods.loops(restarts: 3), phase: "Running", status: Pods.unready(since: "2026-01-02T00:00:05Z")),
            status: .degraded,
            "pod web-7d9c-x: container app: CrashLoopBackOff: exit code 1, restarted 3 times"),
        PodsCase(
            "init container in a crash loop", pods: Pods.pod(Pods.initializing, initial: [Pods.loops(restarts: 4)]),
            status: .degraded,
            "pod web-7d9c-x: init container app: CrashLoopBackOff: exit code 1, restarted 4 times"),
        PodsCase(
            "several", pods: Pods.pod(named: "web-7d9c-c", Pods.configMissing),
            Pods.pod(named: "web-7d9c-b", Pods.loops(restarts: 2)),
            Pods.pod(named: "web-7d9c-a", Pods.creating), Pods.pod(named: "web-7d9c-d", Pods.configMissing),
            status: .degraded,
            "pod web-7d9c-c: container app: CreateContainerConfigError: secret \"web\" not found (and 2 more pods)"),
    ]

    static let patient: [PodsCase] = [
        PodsCase("no pods yet", status: .progressing, own),
        PodsCase("ready", pods: Pods.ready, status: .progressing, own),
        PodsCase("starting", pods: Pods.pod(Pods.creating), status: .progressing, own),
        PodsCase("not ready yet", pods: Pods.pod(Pods.running, phase: "Running"), status: .progressing, own),
        PodsCase(
            "restarted long ago, and not ready any more",
            pods: Pods.pod(Pods.restarted(3), phase: "Running", status: Pods.unready(since: "2026-01-02T08:00:00Z")),
            status: .progressing, own),
        PodsCase(
            "init container done", pods: Pods.pod(Pods.creating, initial: [Pods.completed]), status: .progressing, own),
        PodsCase("on its way out", pods: Pods.leaving, status: .progressing, own),
        PodsCase(
            "not scheduled", pods: Pods.unscheduled, status: .progressing,
            "\(own): pod web-7d9c-x: is not scheduled: 0/1 nodes are available: 1 Insufficient memory."),
        PodsCase("not looked at by a scheduler", pods: Pods.unseen, status: .progressing, own),
        PodsCase(
            "evicted", pods: Pods.evicted, status: .progressing,
            "\(own): pod web-7d9c-x: failed: The node was low on resource: memory."),
    ]

    private static let deadline = "the rollout exceeded its progress deadline: pod web-7d9c-x: "

    static let overdue: [PodsCase] = [
        PodsCase(
            "not ready", Pods.late, Pods.pod(Pods.running, phase: "Running"), status: .degraded,
            "\(deadline)container app is running but not ready"),
        PodsCase(
            "not created", Pods.late, Pods.pod(Pods.creating), status: .degraded,
            "\(deadline)container app: ContainerCreating"),
        PodsCase("not scheduled", Pods.late, Pods.unseen, status: .degraded, "\(deadline)is not scheduled yet"),
        PodsCase(
            "hanging init container", Pods.late, Pods.pod(Pods.initializing, initial: [Pods.running]),
            status: .degraded, "\(deadline)init container app is running"),
        PodsCase(
            "crash loop", Pods.late, Pods.pod(Pods.loops(restarts: 3), phase: "Running"), status: .degraded,
            "\(deadline)container app: CrashLoopBackOff: exit code 1, restarted 3 times"),
    ]

    private static let stateful = Pods.workload(
        "StatefulSet", ["readyReplicas": 0, "updateRevision": "web-b", "currentRevision": "web-a"])
    private static let partitioned = Pods.workload(
        "StatefulSet", spec: ["updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 1]]],
        ["readyReplicas": 0, "updateRevision": "web-b", "currentRevision": "web-a"])
    private static let daemon = Pods.workload(
        "DaemonSet", annotations: ["deprecated.daemonset.template.generation": "3"],
        ["desiredNumberScheduled": 2, "updatedNumberScheduled": 2])
    private static func failing(_ name: String, labels: Value = [:], owner: String = "u") -> Value {
        Pods.pod(named: name, Pods.configMissing, owner: (owner, "web"), labels: labels)
    }
    private static let missing = "container app: CreateContainerConfigError: secret \"web\" not found"

    static let rollouts: [PodsCase] = [
        PodsCase(
            "of the ReplicaSet before", pods: Pods.pod(named: "web-1a2b-x", Pods.pullFailed, owner: ("v", "web-1a2b")),
            status: .progressing, own),
        PodsCase(
            "Deployment that names no ReplicaSet", Pods.workload("Deployment"),
            Pods.pod(Pods.pullWaits, owner: ("v", "web-1a2b")), status: .progressing,
            "\(own): pod web-7d9c-x: \(pull)"),
        PodsCase(
            "Deployment that names no ReplicaSet, and another's Pod by the same labels", Pods.workload("Deployment"),
            Pods.pod(Pods.pullWaits, owner: ("v", "other-1a2b")), status: .progressing, own),
        PodsCase(
            "spec not observed", Pods.deployment.with(["metadata": ["name": "web", "uid": "u", "generation": 3]]),
            Pods.pod(Pods.pullFailed), status: .progressing, "waits for the new spec to be observed"),
        PodsCase(
            "StatefulSet", stateful, failing("web-0", labels: ["controller-revision-hash": "web-b"]), status: .degraded,
            "pod web-0: \(missing)"),
        PodsCase(
            "StatefulSet that waits for a Pod of the revision before", stateful,
            failing("web-0", labels: ["controller-revision-hash": "web-a"]), status: .progressing,
            "0 of 1 pods are ready: pod web-0 of an earlier revision: \(missing)"),
        PodsCase(
            "StatefulSet with a partition", partitioned,
            failing("web-0", labels: ["controller-revision-hash": "web-a"]), status: .degraded, "pod web-0: \(missing)"),
        PodsCase(
            "DaemonSet", daemon, failing("web-x", labels: ["pod-template-generation": "3"]), status: .degraded,
            "pod web-x: \(missing)"),
        PodsCase(
            "DaemonSet, of the template before", daemon, failing("web-x", labels: ["pod-template-generation": "2"]),
            status: .progressing, "0 of 2 pods are available"),
        PodsCase(
            "ReplicaSet", Pods.workload("ReplicaSet"), failing("web-x"), status: .degraded, "pod web-x: \(missing)"),
        PodsCase(
            "another's, by the same labels", Pods.workload("ReplicaSet"), failing("web-x", owner: "v"),
            status: .progressing, "0 of 1 replicas are available"),
        PodsCase(
            "paused", Pods.workload("Deployment", spec: ["paused": true]), failing("web-x"), status: .suspended,
            "the Deployment is paused"),
    ]

    static let jobs: [PodsCase] = [
        PodsCase(
            "image missing", Pods.job, Pods.pod(Pods.pullWaits), status: .degraded, "pod web-7d9c-x: \(pull)"),
        PodsCase("running", Pods.job, Pods.pod(Pods.running, phase: "Running"), status: .progressing, ""),
        PodsCase(
            "tries again in place", Pods.job, Pods.pod(Pods.loops(restarts: 2), phase: "Running"), status: .progressing,
            "pod web-7d9c-x: container app: CrashLoopBackOff: exit code 1, restarted 2 times"),
        PodsCase(
            "tries again with another Pod", Pods.job, Pods.pod(Pods.crashed(restarts: 0), phase: "Failed"),
            status: .progressing, "pod web-7d9c-x: failed: container app failed: exit code 1"),
        PodsCase(
            "has given up",
            Pods.workload(
                "Job", apiVersion: "batch/v1",
                ["conditions": [condition("Failed", "True", "BackoffLimitExceeded", "reached the backoff limit")]]),
            Pods.pod(Pods.crashed(restarts: 0), phase: "Failed"), status: .degraded,
            "reached the backoff limit: pod web-7d9c-x: failed: container app failed: exit code 1"),
        PodsCase("done", Pods.job, Pods.pod(phase: "Succeeded"), status: .progressing, ""),
    ]

    private func check(_ example: PodsCase) {
        let verdict = verdict(example.workload, example.pods)
        #expect(verdict == ObjectHealth(example.status, example.message))
    }

    @Test("Pods that cannot start or crash", arguments: cannotStart) func failure(example: PodsCase) { check(example) }
    @Test("Pods that need time", arguments: patient) func time(example: PodsCase) { check(example) }
    @Test("past the deadline", arguments: overdue) func late(example: PodsCase) { check(example) }
    @Test("Pods that count", arguments: rollouts) func rollout(example: PodsCase) { check(example) }
    @Test("Jobs", arguments: jobs) func job(example: PodsCase) { check(example) }
}

import Documents
import Health

/// Statuses of Pods as kubelets write them, with what nobody reads left out: the reasons and messages are those of
/// Kubernetes 1.20 to 1.33 with containerd, as `kubectl get pod --output=yaml` shows them.
enum PodStatuses {
    static let image = "registry.example.org/shop/web:2"
    private static let notFound: Value =
        "rpc error: code = NotFound desc = failed to pull and unpack image \"registry.example.org/shop/web:2\": failed to resolve reference \"registry.example.org/shop/web:2\": registry.example.org/shop/web:2: not found"

    static let pullFailed = container(waiting: "ErrImagePull", notFound)
    static let pullWaits = container(
        waiting: "ImagePullBackOff", "Back-off pulling image \"registry.example.org/shop/web:2\"")
    /// Since 1.31.
    static let pullWaitsWithCause = container(
        waiting: "ImagePullBackOff",
        .string(
            "Back-off pulling image \"registry.example.org/shop/web:2\": ErrImagePull: \(notFound.string ?? "")"))
    static let nameInvalid = container(
        waiting: "InvalidImageName",
        "Failed to apply default image tag \"UPPER\": couldn't parse image reference \"UPPER\": invalid reference format: repository name must be lowercase"
    )
    static let configMissing = container(waiting: "CreateContainerConfigError", "secret \"web\" not found")
    static let creating = container(waiting: "ContainerCreating")
    static let initializing = container(waiting: "PodInitializing")

    // One crash loop in the states that it goes through, again and again.
    static let exited: Value = ["exitCode": 1, "reason": "Error", "startedAt": "2026-01-02T00:00:00Z"]
    static func crashed(restarts: Int) -> Value {
        container(["terminated": exited], ["restartCount": .integer(restarts)])
    }
    static func loops(restarts: Int, last: Value = exited) -> Value {
        container(
            waiting: "CrashLoopBackOff",
            "back-off 2m40s restarting failed container=app pod=web-7d9c-x_shop(6f0a3a4e-63cf-4d5a-8b0b-6a0f5e6f2a11)",
            ["restartCount": .integer(restarts), "lastState": ["terminated": last]])
    }
    static func restarted(_ restarts: Int) -> Value {
        running.with(["restartCount": .integer(restarts), "lastState": ["terminated": exited]])
    }
    static let cannotRun: Value = [
        "exitCode": 128, "reason": "StartError",
        "message":
            "failed to create containerd task: OCI runtime create failed: exec: \"serve\": executable file not found in $PATH: unknown",
    ]
    static let outOfMemory: Value = ["exitCode": 137, "reason": "OOMKilled"]

    static let running = container(["running": ["startedAt": "2026-01-02T00:00:00Z"]])
    static let completed = container(["terminated": ["exitCode": 0, "reason": "Completed"]], ["ready": true])

    static func container(_ state: Value, _ changes: Value = [:]) -> Value {
        let status: Value = [
            "name": "app", "image": .string(image), "ready": false, "restartCount": 0, "state": state, "lastState": [:],
        ]
        return status.with(changes)
    }

    static func container(waiting reason: Value, _ message: Value = "", _ changes: Value = [:]) -> Value {
        container(["waiting": ["reason": reason, "message": message]], changes)
    }

    // MARK: Pods

    /// - Parameter owner: uid and name of the controller.
    static func pod(
        named name: String = "web-7d9c-x", _ containers: Value..., initial: [Value] = [], phase: String = "Pending",
        owner: (uid: String, name: String) = ("u", "web-7d9c"), labels: Value = [:], status changes: Value = [:]
    ) -> Value {
        let status: Value = [
            "phase": .string(phase), "containerStatuses": .array(containers), "initContainerStatuses": .array(initial),
            "conditions": [condition("Ready", "False", "ContainersNotReady", "containers with unready status: [app]")],
        ]
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": "shop", "labels": labels,
                "ownerReferences": [["uid": .string(owner.uid), "name": .string(owner.name), "controller": true]],
            ],
            "spec": ["nodeName": "node-1", "restartPolicy": "Always"], "status": status.with(changes),
        ]
    }

    /// What a Pod's status says that was ready until then.
    static func unready(since time: Value) -> Value {
        let ready = condition("Ready", "False", "ContainersNotReady", "containers with unready status: [app]")
        return ["conditions": [ready.with(["lastTransitionTime": time])]]
    }
    static let unscheduled: Value = {
        let message = "0/1 nodes are available: 1 Insufficient memory."
        var pod = Self.pod(status: ["conditions": [condition("PodScheduled", "False", "Unschedulable", message)]])
        pod["spec"]?["nodeName"] = nil
        return pod
    }()
    static let unseen: Value = {
        var pod = Self.pod(status: ["conditions": []])
        pod["spec"]?["nodeName"] = nil
        return pod
    }()
    static let ready = pod(
        running.with(["ready": true]), phase: "Running", status: ["conditions": [condition("Ready", "True")]])
    static let leaving: Value = {
        var pod = Self.pod(pullFailed)
        pod["metadata"]?["deletionTimestamp"] = "2026-01-02T00:00:00Z"
        return pod
    }()
    static let evicted = pod(
        phase: "Failed",
        status: ["reason": "Evicted", "message": "The node was low on resource: memory."])

    // MARK: Workloads

    /// One that is not well, with a rollout under way.
    static func workload(
        _ kind: String, apiVersion: String = "apps/v1", selector: Value = ["matchLabels": ["app": "web"]],
        annotations: Value = [:], spec: Value = [:], _ status: Value = [:]
    ) -> Value {
        let all: Value = ["observedGeneration": 2]
        var workload = object(
            apiVersion, kind, generation: 2, annotations: annotations,
            spec: (["replicas": 1, "selector": selector] as Value).with(spec), status: all.with(status))
        workload["metadata"]?["uid"] = "u"
        return workload
    }

    static let deployment = workload(
        "Deployment",
        [
            "conditions": [
                condition("Progressing", "True", "ReplicaSetUpdated", "ReplicaSet \"web-7d9c\" is progressing.")
            ]
        ])
    static let late = workload(
        "Deployment",
        [
            "conditions": [
                condition(
                    "Progressing", "False", "ProgressDeadlineExceeded",
                    "ReplicaSet \"web-7d9c\" has timed out progressing.")
            ]
        ])
    static let job = workload(
        "Job", apiVersion: "batch/v1", selector: ["matchLabels": ["controller-uid": "u"]], ["active": 1])
}

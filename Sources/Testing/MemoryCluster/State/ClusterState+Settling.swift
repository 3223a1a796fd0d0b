internal import Documents
internal import KubeModel

/// What controllers of workloads would write, were there any.
extension ClusterState {
    private static let manager = "kube-controller-manager"

    /// Lets every workload that is not being deleted be as its spec says, and definitions be served.
    mutating func settle(now: KubeTime) {
        self.now = now
        establishDefinitions()
        for collection in objects.keys.sorted() {
            guard let kind = served[collection]?.stored, !kind.isCustom else { continue }
            for (key, object) in Self.sorted(objects[collection]) where !object.isBeingDeleted {
                guard let status = settled(object, kind), status != object["status"] else { continue }
                let new = claimed(
                    object.with("status", status), over: object, kind, by: Self.manager, subresource: "status")
                store(new, at: key, in: collection)
            }
        }
    }

    private func settled(_ object: Value, _ kind: Kind) -> Value? {
        let replicas = object.at("spec", "replicas")?.integer ?? 1
        var status: Value = ["observedGeneration": object.metadata("generation") ?? 1]
        switch kind.gvk.kind {
        case "Deployment":
            set(&status, ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"], replicas)
            status["conditions"] = [
                condition("Available", "MinimumReplicasAvailable", object),
                condition("Progressing", "NewReplicaSetAvailable", object),
            ]
        case "ReplicaSet":
            set(&status, ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"], replicas)
        case "StatefulSet":
            set(&status, ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas"], replicas)
            status["currentRevision"] = "settled"
            status["updateRevision"] = "settled"
        case "DaemonSet":
            set(
                &status, ["currentNumberScheduled", "desiredNumberScheduled", "numberReady", "updatedNumberScheduled"],
                1)
            status["numberMisscheduled"] = 0
            status["numberAvailable"] = 1
        case "Job":
            status = [
                "succeeded": object.at("spec", "completions") ?? 1, "conditions": [condition("Complete", "", object)],
            ]
        case "PersistentVolumeClaim": status = ["phase": "Bound"]
        default: return nil
        }
        return status
    }

    private func set(_ status: inout Value, _ names: [String], _ count: Int) {
        // The types of these kinds do not tell 0 from nothing.
        for name in names where count > 0 { status[name] = .integer(count) }
    }

    /// Keeps the time of a condition that was there already.
    private func condition(_ type: String, _ reason: String, _ object: Value) -> Value {
        let before = (object.at("status", "conditions")?.array ?? []).first { $0["type"]?.string == type }
        let time = before?["lastTransitionTime"] ?? .string(now.description)
        var condition: Value = ["type": .string(type), "status": "True", "lastTransitionTime": time]
        if !reason.isEmpty { condition["reason"] = .string(reason) }
        return condition
    }
}

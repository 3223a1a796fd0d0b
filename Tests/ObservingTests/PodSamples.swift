import Documents
import Health
import KubeModel

@testable import Observing

/// Workloads and Pods for tests of what is watched.
enum PodSamples {
    static func key(_ name: String, in namespace: String = "shop") -> LiveTable.Key {
        LiveTable.Key(
            id: ObjectID(group: "apps", kind: "ReplicaSet", namespace: namespace, name: name), type: replicaSets)
    }

    static let replicaSets = ResourceType(
        gvk: GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet"), plural: "replicasets",
        namespaced: true,
        verbs: [])

    /// A ReplicaSet that is not well.
    static func workload(_ name: String, in namespace: String = "shop", uid: String = "u") -> Value {
        [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "uid": .string(uid), "resourceVersion": "1",
                "labels": [Marks.label: "martlet"], "annotations": [Marks.ownerAnnotation: "shop/app"],
            ],
            "spec": ["replicas": 1, "selector": ["matchLabels": ["app": .string(name)]]],
        ]
    }

    static func selection(_ name: String, uid: String = "u") -> PodSelection? {
        podSelection(of: workload(name, uid: uid), ObjectHealth(.progressing))
    }

    enum State { case pulling, starting, ready }

    static func report(_ name: String, _ state: State, uid: String = "u") -> PodReport {
        let container: Value =
            switch state {
            case .pulling: ["name": "app", "image": "a", "state": ["waiting": ["reason": "ImagePullBackOff"]]]
            case .starting: ["name": "app", "image": "a", "state": ["waiting": ["reason": "ContainerCreating"]]]
            case .ready: ["name": "app", "image": "a", "ready": true, "state": ["running": [:]]]
            }
        let ready: Value = ["type": "Ready", "status": state == .ready ? "True" : "False"]
        return PodReport([
            "metadata": [
                "name": .string(name), "ownerReferences": [["uid": .string(uid), "controller": true, "name": "web"]],
            ],
            "spec": ["nodeName": "node"],
            "status": ["phase": "Pending", "containerStatuses": [container], "conditions": [ready]],
        ])
    }

    static func text(_ pod: String) -> String {
        "pod \(pod): container app: ImagePullBackOff: Back-off pulling image \"a\""
    }
}

package import Documents

/// What rules know of kinds.
enum KindGroups {
    static let apps = "apps"
    static let rights = "rbac.authorization.k8s.io"
    static let definitions = "apiextensions.k8s.io"
    static let admission = "admissionregistration.k8s.io"
    private static let gateways = "gateway.networking.k8s.io"
    private static let networking = "networking.k8s.io"

    private static let builtIn: Set = [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
        "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]

    /// Whether it is one of Kubernetes' own.
    static func isBuiltIn(_ group: String) -> Bool { builtIn.contains(group) }

    private static let workloads: Set<GroupKind> = [
        GroupKind(group: "", kind: "Pod"), GroupKind(group: "", kind: "ReplicationController"),
        GroupKind(group: apps, kind: "Deployment"), GroupKind(group: apps, kind: "StatefulSet"),
        GroupKind(group: apps, kind: "DaemonSet"), GroupKind(group: apps, kind: "ReplicaSet"),
        GroupKind(group: "batch", kind: "Job"), GroupKind(group: "batch", kind: "CronJob"),
        GroupKind(group: "extensions", kind: "Deployment"), GroupKind(group: "extensions", kind: "DaemonSet"),
        GroupKind(group: "extensions", kind: "ReplicaSet"),
    ]

    static func isWorkload(_ id: ObjectID) -> Bool { workloads.contains(id.groupKind) }

    /// Whether others depend on it while it runs: a workload, what leads to it, or what it reads.
    static func isServing(_ id: ObjectID) -> Bool {
        if isWorkload(id) || id.group == gateways { return true }
        switch (id.group, id.kind) {
        case ("", "Service"), ("", "Secret"), (networking, "Ingress"), ("extensions", "Ingress"): return true
        default: return false
        }
    }
}

/// What Pods are made of, in whatever kind.
package struct PodShape {
    /// Where the template is; nil in a Pod, which has none.
    let template: Value?
    let spec: Value?

    package init(_ object: Value?) {
        switch object?.kind {
        case "Pod": (template, spec) = (nil, object?["spec"])
        case "CronJob":
            template = object?.at("spec", "jobTemplate", "spec", "template")
            spec = template?["spec"]
        default:
            template = object?.at("spec", "template")
            spec = template?["spec"]
        }
    }

    /// By name; of two with one name the first counts.
    var containers: [(name: String, value: Value)] {
        var seen: Set<String> = []
        return ["initContainers", "containers", "ephemeralContainers"].flatMap { spec?[$0]?.array ?? [] }
            .compactMap { container in container["name"]?.string.map { ($0, container) } }
            .filter { seen.insert($0.0).inserted }
    }

    package var images: [String] { containers.compactMap { $0.value["image"]?.string } }

    var volumes: [Value] { spec?["volumes"]?.array ?? [] }

    /// The ConfigMaps that it mounts or takes variables from.
    var configMaps: Set<String> {
        let mounted = volumes.flatMap { volume in
            [volume.at("configMap", "name")]
                + (volume.at("projected", "sources")?.array ?? []).map { $0.at("configMap", "name") }
        }
        let read = containers.flatMap { container in
            (container.value["envFrom"]?.array ?? []).map { $0.at("configMapRef", "name") }
                + (container.value["env"]?.array ?? []).map { $0.at("valueFrom", "configMapKeyRef", "name") }
        }
        return Set((mounted + read).compactMap { $0?.string })
    }
}

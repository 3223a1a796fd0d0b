import Documents
import YAML

/// Pods for the policies of Examples/policies: one that the standard admits, and what is put into it.
enum ExamplePods {
    /// Admitted as it is.
    static let good = """
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: cache, emptyDir: {}}]
        containers:
        - name: main
          image: registry.example.org/main:1
          resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """

    /// The good Pod with the change merged in; `main` stands for its container.
    static func changed(_ change: String) throws -> Value {
        var spec = try object(good)
        var changes = try object(change).object ?? [:]
        if let container = changes["main"], let old = spec["containers"]?[0] {
            spec["containers"] = .array([merged(old, container)])
            changes["main"] = nil
        }
        return merged(spec, .object(changes))
    }

    private static func merged(_ old: Value, _ change: Value) -> Value {
        guard case .object(var result) = old, case .object(let changes) = change else { return change }
        for (key, value) in changes { result[key] = result[key].map { merged($0, value) } ?? value }
        return .object(result)
    }

    /// Everything that makes Pods of a template, and the Pod itself.
    static let kinds = [
        "Pod", "PodTemplate", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job",
        "CronJob",
    ]

    static func manifest(_ kind: String, _ spec: Value, annotations: Value = [:]) -> Value {
        let template: Value = ["metadata": ["annotations": annotations], "spec": spec]
        var manifest: Value = [
            "apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "x", "namespace": "shop"],
        ]
        switch kind {
        case "Pod":
            manifest["spec"] = spec
            manifest["metadata"]?["annotations"] = annotations
        case "PodTemplate": manifest["template"] = template
        case "CronJob":
            manifest["apiVersion"] = "batch/v1"
            manifest["spec"] = ["jobTemplate": ["spec": ["template": template]]]
        case "ReplicationController": manifest["spec"] = ["template": template]
        default:
            manifest["apiVersion"] = kind == "Job" ? "batch/v1" : "apps/v1"
            manifest["spec"] = ["template": template]
        }
        return manifest
    }
}

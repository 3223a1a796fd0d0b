internal import Documents

/// How servers merge the built-in kinds: the lists whose items have keys, the maps, and what is replaced as a whole. What is
/// not named here is a field by its name, and a list is one field.
extension Shape {
    static func metadata(_ traits: ServerTraits) -> Shape {
        let owner = traits.hasAtomicReferences ? Shape.atomic : .loose
        return .fields([
            "labels": .map, "annotations": .map, "finalizers": .set,
            "ownerReferences": .list([ListKey("uid")], element: owner), "managedFields": .atomic,
        ])
    }

    static func standard(_ kind: String, _ traits: ServerTraits) -> Shape {
        let metadata = metadata(traits)
        return .fields(fields(kind, metadata, traits).merging(["metadata": metadata]) { mine, _ in mine })
    }

    private static func fields(_ kind: String, _ metadata: Shape, _ traits: ServerTraits) -> [String: Shape] {
        let reference = traits.hasAtomicReferences ? Shape.atomic : .loose
        let selector = traits.hasAtomicReferences ? Shape.atomic : .map
        let spec = podSpec(nodeSelector: selector, reference: reference)
        let workload = Shape.fields([
            "selector": .atomic, "template": .fields(["metadata": metadata, "spec": spec]),
        ])
        switch kind {
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
            return ["spec": workload, "status": conditions]
        case "CronJob": return ["spec": .fields(["jobTemplate": .fields(["metadata": metadata, "spec": workload])])]
        case "Pod":
            return ["spec": spec, "status": .fields(["conditions": .list(by: "type"), "podIPs": .list(by: "ip")])]
        case "Service":
            return ["spec": .fields(["ports": .list(ports(by: "port")), "selector": selector]), "status": conditions]
        case "RoleBinding", "ClusterRoleBinding": return ["roleRef": reference]
        case "Event": return ["regarding": reference, "related": reference]
        case "CustomResourceDefinition": return ["status": traits.hasDefinitionConditions ? conditions : .loose]
        default: return standard[kind] ?? ["status": conditions]
        }
    }

    private static let standard: [String: [String: Shape]] = [
        "ConfigMap": ["data": .map, "binaryData": .map],
        "Secret": ["data": .map, "stringData": .map],
        "ServiceAccount": ["secrets": .list(by: "name")],
        "PersistentVolumeClaim": [
            "spec": .fields(["selector": .atomic, "resources": resources]),
            "status": .fields(["conditions": .list(by: "type"), "capacity": .map]),
        ],
        "PersistentVolume": ["spec": .fields(["capacity": .map])],
        "MutatingWebhookConfiguration": ["webhooks": .list(by: "name")],
        "ValidatingWebhookConfiguration": ["webhooks": .list(by: "name")],
        "StorageClass": ["parameters": .map],
    ]

    private static func list(_ keys: [ListKey]) -> Shape { .list(keys, element: .loose) }

    private static func ports(by name: String) -> [ListKey] { [ListKey(name), ListKey("protocol", standard: "TCP")] }

    private static let conditions = Shape.fields(["conditions": .list(by: "type")])
    private static let resources = Shape.fields(["limits": .map, "requests": .map])

    private static func podSpec(nodeSelector: Shape, reference: Shape) -> Shape {
        let source = Shape.fields([
            "fieldRef": reference, "resourceFieldRef": reference, "secretKeyRef": reference,
            "configMapKeyRef": reference,
        ])
        let container = Shape.fields([
            "env": .list([ListKey("name")], element: .fields(["valueFrom": source])),
            "ports": .list(ports(by: "containerPort")), "volumeMounts": .list(by: "mountPath"),
            "volumeDevices": .list(by: "devicePath"), "resources": resources,
        ])
        let containers = Shape.list([ListKey("name")], element: container)
        return .fields([
            "containers": containers, "initContainers": containers, "ephemeralContainers": containers,
            "volumes": .list(by: "name"), "imagePullSecrets": .list([ListKey("name")], element: reference),
            "hostAliases": .list(by: "ip"), "nodeSelector": nodeSelector, "overhead": .map,
            "topologySpreadConstraints": .list(by: "topologyKey", "whenUnsatisfiable"),
        ])
    }
}

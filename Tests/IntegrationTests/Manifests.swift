import Documents
import OperatorTesting

/// - Parameter extra: more lines of metadata, indented by two.
func configMap(_ name: String, _ value: String, extra: String = "") -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: \(name)
    \(extra)
    data:
      key: "\(value)"
    """
}

func deployment(_ name: String, replicas: Int, image: String = "example.org/web:1") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)
    spec:
      replicas: \(replicas)
      selector:
        matchLabels: {app: \(name)}
      template:
        metadata:
          labels: {app: \(name)}
        spec:
          containers:
          - {name: main, image: "\(image)"}
    """
}

/// A service account that may do everything with ConfigMaps, and nothing else.
let deployer = """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: deployer}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: deployer}
    rules:
    - apiGroups: [""]
      resources: [configmaps]
      verbs: ["*"]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: deployer}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
    subjects:
    - {kind: ServiceAccount, name: deployer, namespace: NAMESPACE}
    """

extension Workspace {
    /// The value in a ConfigMap made by `configMap`; nil where there is no such ConfigMap.
    func value(_ name: String) async throws -> String? {
        try await cluster.find(.configMap(name, in: namespace))?.at("data", "key")?.string
    }
}

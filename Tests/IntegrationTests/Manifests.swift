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

func widgetDefinition(group: String, plural: String = "widgets", scope: String = "Namespaced") -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: \(plural).\(group)}
    spec:
      group: \(group)
      scope: \(scope)
      names: {kind: Widget, plural: \(plural)}
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec: {type: object, properties: {size: {type: integer}}}
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

/// A file of Deploy/, as it is shipped.
func deployed(_ file: String) throws -> String { try Project.read("Deploy/\(file).yaml") }

/// A file of Examples/.
func example(_ file: String) throws -> String { try Project.read("Examples/\(file).yaml") }

extension Workspace {
    /// The value in a ConfigMap made by `configMap`; nil where there is no such ConfigMap.
    func value(_ name: String) async throws -> String? {
        try await cluster.find(.configMap(name, in: namespace))?.at("data", "key")?.string
    }
}

/// Thirteen kinds, written as people write them and not as servers return them. No version of the last two is served by old
/// and new servers alike.
func manifestOfManyKinds(cronJob: String, disruptionBudget: String) -> String {
    """
    {apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}
    ---
    {apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {password: geheim}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: "", b: "x"}}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: a}
    spec: {selector: {app: a}, ports: [{name: http, port: 80, targetPort: http}]}
    ---
    {apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container, default: {cpu: 1000m}}]}}
    ---
    {apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: {hard: {requests.cpu: 4, pods: 10}}}
    ---
    {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: a}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}
    subjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, creationTimestamp: null, annotations: {note: x}}
    spec:
      replicas: 0
      selector: {matchLabels: {app: a}}
      template:
        metadata: {labels: {app: a}, creationTimestamp: null}
        spec:
          containers:
          - name: main
            image: example.org/a
            resources: {limits: {cpu: 1000m, memory: 1024Mi}, requests: {cpu: 0.5}}
            env: [{name: A, value: ""}, {name: B, valueFrom: {secretKeyRef: {name: a, key: password}}}]
            ports: [{name: http, containerPort: 80}]
    status: {}
    ---
    {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, policyTypes: [Ingress]}}
    ---
    apiVersion: \(cronJob)
    kind: CronJob
    metadata: {name: a}
    spec:
      schedule: "0 0 1 1 *"
      suspend: false
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: example.org/a}]}}}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a}
    spec:
      rules:
      - host: a.example.org
        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}
    ---
    apiVersion: \(disruptionBudget)
    kind: PodDisruptionBudget
    metadata: {name: a}
    spec: {maxUnavailable: 1, selector: {matchLabels: {app: a}}}
    """
}

extension Family {
    /// Objects of others, and such as would give rights.
    static let objects = Family(
        name: "objects",
        attempts: [
            .objects("foreign-map", configMap("settings", in: "team-a", data: "{key: taken}")),
            .objects(
                "foreign-secret",
                "{apiVersion: v1, kind: Secret, metadata: {name: password, namespace: team-a}, data: {}}"),
            .objects(
                "installation",
                "{apiVersion: v1, kind: Secret, metadata: {name: martlet-installation, namespace: martlet-system}}"),
            .objects(
                "lease",
                "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: martlet-controller, namespace: martlet-system}, spec: {holderIdentity: me}}"
            ),
            .objects("application-of-platform", ourApplication("infra", in: "platform")),
            .objects("application-of-team-a", ourApplication("shop", in: "team-a")),
            .objects("repository-of-team-a", ourRepository("repository", in: "team-a")),
            .objects("own-account", ourApplication("helper", in: "team-b")),
            .objects("administrator", binding("ClusterRoleBinding", to: "cluster-admin", name: "team-b-rules")),
            .objects(
                "administrator-there", binding("RoleBinding", to: "cluster-admin", name: "team-b-rules", in: "team-a")),
            .objects(
                "role",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: team-b-rules}, rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]}"
            ),
            .objects("own-namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: team-b}}"),
            .objects("other-namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: team-a}}"),
            .objects(
                "new-namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: team-b-more}}",
                spec: "  destination: {namespace: team-b-more, createNamespace: true}"),
            .objects(
                "review",
                "{apiVersion: authentication.k8s.io/v1, kind: TokenReview, metadata: {name: a}, spec: {token: a}}"),
            .objects(
                "access-review",
                "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, metadata: {name: a}, spec: {user: a}}"
            ),
            .objects("webhook", webhook),
            .objects("api-service", apiService),
            .objects(
                "request",
                "{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: a}, spec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: YQ==}}"
            ),
            .objects("node", "{apiVersion: v1, kind: Node, metadata: {name: a}}"),
            .objects(
                "volume",
                "{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /}}}"
            ),
            .objects("component", "{apiVersion: v1, kind: ComponentStatus, metadata: {name: a}}"),
            .objects(
                "pod-binding", "{apiVersion: v1, kind: Binding, metadata: {name: a}, target: {kind: Node, name: a}}"),
            .objects("status", "{apiVersion: v1, kind: Status, metadata: {name: a}, status: Failure}"),
            .objects(
                "event",
                "{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: a, namespace: team-a}, reason: Fine}"),
        ])

    static func ourApplication(_ name: String, in namespace: String) -> String {
        """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: \(name), namespace: \(namespace)}
        spec: {source: {repositoryRef: {name: repository}, path: nothing, helm: {repoURL: "http://127.0.0.1:1", chart: evil}}}
        """
    }

    private static func ourRepository(_ name: String, in namespace: String) -> String {
        "{apiVersion: gitops.martlet.dev/v1alpha1, kind: GitOpsRepository, metadata: {name: \(name), namespace: \(namespace)}, spec: {url: 'https://127.0.0.1:1/a.git'}}"
    }

    private static func binding(_ kind: String, to role: String, name: String, in namespace: String = "") -> String {
        let place = namespace.isEmpty ? "" : ", namespace: \(namespace)"
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: \(kind)
            metadata: {name: \(name)\(place)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)}
            subjects: [{kind: ServiceAccount, name: martlet-applier, namespace: team-b}]
            """
    }

    private static let webhook = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: team-b}
        webhooks:
        - name: a.example.org
          clientConfig: {url: "https://127.0.0.1:1/"}
          admissionReviewVersions: [v1]
          sideEffects: None
          rules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"]}]
        """

    private static let apiService = """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.apps}
        spec: {group: apps, version: v1, groupPriorityMinimum: 1, versionPriority: 1, service: {name: a, namespace: team-b}}
        """
}

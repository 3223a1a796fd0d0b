import Documents
import Planning
import Testing

@Suite("Order of applying")
struct ApplyOrderTests {
    private func rank(_ kind: String, _ group: String) -> ApplyRank {
        applyRank(GroupKind(group: group, kind: kind))
    }

    @Test("follows Helm's install order, with CRDs first and other kinds last")
    func order() {
        let rbac = "rbac.authorization.k8s.io"
        let ranks = [
            rank("Namespace", ""), rank("CustomResourceDefinition", "apiextensions.k8s.io"),
            rank("NetworkPolicy", "networking.k8s.io"), rank("ServiceAccount", ""), rank("Secret", ""),
            rank("ConfigMap", ""), rank("StorageClass", "storage.k8s.io"), rank("PersistentVolume", ""),
            rank("PersistentVolumeClaim", ""), rank("ClusterRole", rbac), rank("ClusterRoleBinding", rbac),
            rank("Role", rbac), rank("RoleBinding", rbac), rank("Service", ""), rank("DaemonSet", "apps"),
            rank("Deployment", "apps"), rank("StatefulSet", "apps"), rank("Job", "batch"), rank("CronJob", "batch"),
            rank("Ingress", "networking.k8s.io"), rank("APIService", "apiregistration.k8s.io"),
            rank("ValidatingWebhookConfiguration", "admissionregistration.k8s.io"), rank("Widget", "example.org"),
        ]
        #expect(zip(ranks, ranks.dropFirst()).allSatisfy(<))
    }

    @Test("former groups rank as the present ones; a custom kind of the same name does not")
    func groups() {
        #expect(rank("Deployment", "extensions") == rank("Deployment", "apps"))
        #expect(rank("Service", "serving.knative.dev") == rank("Widget", "example.org"))
    }

    @Test("what needs another kind to be there is in a later stage")
    func stages() {
        let rbac = "rbac.authorization.k8s.io"
        for (first, second) in [
            (rank("Namespace", ""), rank("ServiceAccount", "")),
            (rank("ServiceAccount", ""), rank("Secret", "")),
            (rank("StorageClass", "storage.k8s.io"), rank("PersistentVolumeClaim", "")),
            (rank("ClusterRole", rbac), rank("ClusterRoleBinding", rbac)),
            (rank("Role", rbac), rank("RoleBinding", rbac)),
            (rank("ConfigMap", ""), rank("Deployment", "apps")),
            (rank("Service", ""), rank("Deployment", "apps")),
            (rank("Deployment", "apps"), rank("MutatingWebhookConfiguration", "admissionregistration.k8s.io")),
            (rank("CustomResourceDefinition", "apiextensions.k8s.io"), rank("Widget", "example.org")),
        ] {
            #expect(first.stage < second.stage)
        }
        #expect(rank("Deployment", "apps").stage == rank("StatefulSet", "apps").stage)
    }
}

package import Documents

/// The kinds that are known to have no namespaces. Any other, a custom one say, counts as namespaced.
///
/// The table is kustomize's own (kyaml/openapi, Apache-2.0), which is of Kubernetes 1.21 and does not change with the
/// cluster: what an overlay renders to must not depend on where it goes.
package enum ClusterScopedKinds {
    /// Whether a kind is one of them.
    package static func contains(_ gvk: GroupVersionKind) -> Bool { kinds[gvk.apiVersion]?.contains(gvk.kind) ?? false }

    private static let kinds: [String: Set<String>] = [
        "admissionregistration.k8s.io/v1": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "admissionregistration.k8s.io/v1beta1": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "apiextensions.k8s.io/v1": ["CustomResourceDefinition"],
        "apiextensions.k8s.io/v1beta1": ["CustomResourceDefinition"],
        "apiregistration.k8s.io/v1": ["APIService"],
        "apiregistration.k8s.io/v1beta1": ["APIService"],
        "certificates.k8s.io/v1": ["CertificateSigningRequest"],
        "certificates.k8s.io/v1beta1": ["CertificateSigningRequest"],
        "flowcontrol.apiserver.k8s.io/v1beta1": ["FlowSchema", "PriorityLevelConfiguration"],
        "networking.k8s.io/v1": ["IngressClass"],
        "networking.k8s.io/v1beta1": ["IngressClass"],
        "node.k8s.io/v1": ["RuntimeClass"],
        "node.k8s.io/v1beta1": ["RuntimeClass"],
        "policy/v1beta1": ["PodSecurityPolicy"],
        "rbac.authorization.k8s.io/v1": ["ClusterRole", "ClusterRoleBinding"],
        "rbac.authorization.k8s.io/v1beta1": ["ClusterRole", "ClusterRoleBinding"],
        "scheduling.k8s.io/v1": ["PriorityClass"],
        "scheduling.k8s.io/v1beta1": ["PriorityClass"],
        "storage.k8s.io/v1": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        "storage.k8s.io/v1beta1": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        "v1": ["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"],
    ]
}

/// The order in which kinds are installed; unknown ones come last, by name.
package enum InstallOrder {
    private static let kinds = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service",
        "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler",
        "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ]

    private static let ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })

    /// Elements of one kind stay in their order.
    static func sorted<Element>(_ elements: [Element], by kind: (Element) -> String) -> [Element] {
        elements.enumerated().map { (index: $0, kind: kind($1), element: $1) }.sorted { left, right in
            let first = ranks[left.kind] ?? kinds.count
            let second = ranks[right.kind] ?? kinds.count
            if first != second { return first < second }
            if first == kinds.count, left.kind != right.kind {
                return left.kind.utf8.lexicographicallyPrecedes(right.kind.utf8)
            }
            return left.index < right.index
        }.map(\.element)
    }
}

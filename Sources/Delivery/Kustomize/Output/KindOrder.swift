import Documents

/// The order of kinds that kustomize calls legacy: some kinds first, some last, the others between by their names.
struct KindOrder: Sendable {
    struct Key: Comparable {
        var rank: Int
        var text: [UInt8]

        static func < (left: Key, right: Key) -> Bool {
            left.rank != right.rank ? left.rank < right.rank : left.text.lexicographicallyPrecedes(right.text)
        }
    }

    private let ranks: [String: Int]

    init(first: [String], last: [String]) {
        var ranks: [String: Int] = [:]
        for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
        for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
        self.ranks = ranks
    }

    static let standard = KindOrder(
        first: [
            "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
            "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
            "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
            "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
        ], last: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])

    func rank(_ kind: String) -> Int { ranks[kind] ?? 0 }

    func key(_ gvk: GroupVersionKind) -> Key { Key(rank: rank(gvk.kind), text: Array(KindOrder.text(of: gvk).utf8)) }

    /// With marks that come after all letters for what is empty.
    static func text(of gvk: GroupVersionKind) -> String {
        let group = gvk.group.isEmpty ? "~G" : gvk.group
        let version = gvk.version.isEmpty ? "~V" : gvk.version
        return "\(group)_\(version)_\(gvk.kind.isEmpty ? "~K" : gvk.kind)"
    }
}

package import Documents

/// Where a kind stands in the order of applying: by stage, inside a stage by order.
package struct ApplyRank: Sendable, Hashable, Comparable {
    /// All objects of a stage are applied before any of the next begins; inside a stage they may go concurrently.
    package var stage: Int
    /// The kind's place in the whole order.
    package var order: Int

    package static func < (left: ApplyRank, right: ApplyRank) -> Bool {
        (left.stage, left.order) < (right.stage, right.order)
    }
}

/// Where objects of a kind are applied.
///
/// CRDs and Namespaces come first, because others cannot exist without them; then Kubernetes' own kinds in Helm's
/// install order (`InstallOrder` in Helm's `kind_sorter.go`); then every other kind, custom resources among them.
package func applyRank(_ kind: GroupKind) -> ApplyRank { ApplyOrder.ranks[kind] ?? ApplyOrder.last }

/// When an object is deleted: those of a later turn once all of the earlier ones are gone.
///
/// The reverse of applying, but for accounts and, at the very end, rights: whoever deletes may need them for all the rest,
/// and so may whoever tears something down.
package struct RemovalTurn: Sendable, Hashable, Comparable {
    private enum Part: Int { case objects, accounts, rights }

    private var part: Part
    private var wave: Int32
    private var stage: Int

    package init(_ kind: GroupKind, wave: Int32 = 0) {
        part = kind.group == ApplyOrder.rbac ? .rights : kind == ApplyOrder.account ? .accounts : .objects
        self.wave = wave
        stage = applyRank(kind).stage
    }

    package static func < (left: RemovalTurn, right: RemovalTurn) -> Bool {
        if left.part != right.part { return left.part.rawValue < right.part.rawValue }
        // Within rights and accounts all go at once, as before them nothing of theirs may.
        guard left.part == .objects else { return false }
        return (left.wave, left.stage) > (right.wave, right.stage)
    }

    package static func == (left: RemovalTurn, right: RemovalTurn) -> Bool { !(left < right) && !(right < left) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(part)
        guard part == .objects else { return }
        hasher.combine(wave)
        hasher.combine(stage)
    }
}

private enum ApplyOrder {
    private struct Kind {
        var name: String
        var groups: [String]

        init(_ name: String, _ groups: String...) {
            self.name = name
            self.groups = groups
        }
    }

    static let rbac = "rbac.authorization.k8s.io"
    static let account = GroupKind(group: "", kind: "ServiceAccount")
    private static let admission = "admissionregistration.k8s.io"

    /// Helm's order, cut where an object is refused, changed or removed by the server unless an earlier one exists:
    /// a token Secret without its ServiceAccount, a binding without its role, a claim without its StorageClass.
    private static let stages: [[Kind]] = [
        [
            Kind("PriorityClass", "scheduling.k8s.io"), Kind("Namespace", ""),
            Kind("CustomResourceDefinition", "apiextensions.k8s.io"),
        ],
        [
            Kind("NetworkPolicy", "networking.k8s.io", "extensions"), Kind("ResourceQuota", ""), Kind("LimitRange", ""),
            Kind("PodSecurityPolicy", "policy", "extensions"), Kind("PodDisruptionBudget", "policy"),
            Kind("ServiceAccount", ""),
        ],
        [Kind("Secret", ""), Kind("ConfigMap", ""), Kind("StorageClass", "storage.k8s.io")],
        [Kind("PersistentVolume", ""), Kind("PersistentVolumeClaim", ""), Kind("ClusterRole", rbac)],
        [Kind("ClusterRoleBinding", rbac), Kind("Role", rbac)],
        [Kind("RoleBinding", rbac), Kind("Service", "")],
        [
            Kind("DaemonSet", "apps", "extensions"), Kind("Pod", ""), Kind("ReplicationController", ""),
            Kind("ReplicaSet", "apps", "extensions"), Kind("Deployment", "apps", "extensions"),
            Kind("HorizontalPodAutoscaler", "autoscaling"), Kind("StatefulSet", "apps"), Kind("Job", "batch"),
            Kind("CronJob", "batch"), Kind("IngressClass", "networking.k8s.io"),
            Kind("Ingress", "networking.k8s.io", "extensions"),
        ],
        // These change how the API server answers for others, so they wait until what serves them was applied.
        [
            Kind("APIService", "apiregistration.k8s.io"), Kind("MutatingWebhookConfiguration", admission),
            Kind("ValidatingWebhookConfiguration", admission),
        ],
    ]

    static let ranks: [GroupKind: ApplyRank] = {
        var ranks: [GroupKind: ApplyRank] = [:]
        var order = 0
        for (stage, kinds) in stages.enumerated() {
            for kind in kinds {
                for group in kind.groups {
                    ranks[GroupKind(group: group, kind: kind.name)] = ApplyRank(stage: stage, order: order)
                }
                order += 1
            }
        }
        return ranks
    }()

    static let last = ApplyRank(stage: stages.count, order: .max)
}

/// A total order over objects, so that plans and inventories come out the same whatever they were made from.
func precedes(_ left: ObjectID, _ leftRank: ApplyRank, _ right: ObjectID, _ rightRank: ApplyRank) -> Bool {
    if leftRank != rightRank { return leftRank < rightRank }
    // Equal ranks: one kind (in the group it lives in or a former one), or any of those that have no rank.
    if left.kind != right.kind { return left.kind < right.kind }
    if left.group != right.group { return left.group < right.group }
    if left.namespace != right.namespace { return left.namespace < right.namespace }
    return left.name < right.name
}

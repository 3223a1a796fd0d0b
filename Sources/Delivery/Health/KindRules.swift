import Documents

/// The rule of a kind.
enum KindRule: Sendable {
    /// May return nil: then there is nothing to say about this object.
    case code(@Sendable (Value) -> ObjectHealth?)
    case table(StatusRule)

    func health(of object: Value) -> ObjectHealth? {
        switch self {
        case .code(let rule): rule(object)
        case .table(let rule): rule.health(of: object)
        }
    }
}

/// The rule of a kind, or else of all kinds of its group or of a domain above that; nil where there is none. Versions do
/// not matter: the fields that rules read are the same in all that were ever served.
func kindRule(_ kind: GroupKind) -> KindRule? {
    if let rule = kindRules[kind] ?? kindRules[GroupKind(group: kind.group, kind: "*")] { return rule }
    return domainRules.first { kind.group.hasSuffix($0.suffix) }?.rule
}

/// The rules of all groups below a domain; few enough to be looked through.
private let domainRules: [(suffix: String, rule: KindRule)] = kindRules.compactMap { kind, rule in
    kind.group.hasPrefix("*.") ? (String(kind.group.dropFirst()), rule) : nil
}

/// All kinds that have rules, as `kind.group`, in the order of their names. `*` is any kind, and any group below a domain.
package var kindsWithRules: [String] { kindRules.keys.map(\.description).sorted() }

private let kindRules: [GroupKind: KindRule] = {
    var rules: [GroupKind: KindRule] = [:]
    for (groups, kind, rule) in codedRules {
        for group in groups { rules[GroupKind(group: group, kind: kind)] = .code(rule) }
    }
    for entry in tables.joined() {
        for group in entry.groups {
            for kind in entry.kinds {
                let former = rules.updateValue(.table(entry.rule), forKey: GroupKind(group: group, kind: kind))
                precondition(former == nil, "a kind has one rule: \(kind).\(group) has two")
            }
        }
    }
    return rules
}()

private let tables: [[TableEntry]] = [
    kubernetesTables, secretTables, deliveryTables, promoterTables, networkingTables, databaseTables, messagingTables,
    cloudTables, clusterTables, observabilityTables, storageTables, computingTables, platformTables,
]

private let codedRules: [(groups: [String], kind: String, rule: @Sendable (Value) -> ObjectHealth?)] = [
    (["apps", "extensions"], "Deployment", deploymentHealth),
    (["apps"], "StatefulSet", statefulSetHealth),
    (["apps", "extensions"], "DaemonSet", daemonSetHealth),
    (["apps", "extensions"], "ReplicaSet", replicaSetHealth),
    ([""], "ReplicationController", replicaSetHealth),
    ([""], "Pod", podHealth),
    (["batch"], "Job", jobHealth),
    (["batch"], "CronJob", cronJobHealth),
    ([""], "Service", serviceHealth),
    (["networking.k8s.io", "extensions"], "Ingress", ingressHealth),
    ([""], "PersistentVolumeClaim", persistentVolumeClaimHealth),
    (["autoscaling"], "HorizontalPodAutoscaler", horizontalPodAutoscalerHealth),
    (["apiextensions.k8s.io"], "CustomResourceDefinition", customResourceDefinitionHealth),
    (["gitops.martlet.dev"], "GitOpsApplication", gitOpsApplicationHealth),
    (["argoproj.io"], "Rollout", rolloutHealth),
    (["apps.kruise.io"], "CloneSet", kruiseHealth),
    (["apps.kruise.io"], "DaemonSet", kruiseHealth),
    (["apps.kruise.io"], "StatefulSet", kruiseHealth),
    (["game.kruise.io"], "GameServerSet", kruiseHealth),
    (["sparkoperator.k8s.io"], "SparkApplication", sparkHealth),
]

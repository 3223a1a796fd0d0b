package import Documents

/// Which Pods a workload has, and which of them say something about the rollout that is under way.
package struct PodSelection: Sendable, Hashable {
    enum Kind: Sendable { case deployment, statefulSet, daemonSet, replicaSet, job }

    /// The Pods that count, where the workload's status tells.
    enum Rollout: Sendable, Hashable {
        /// No Pod is of it: the workload's controller has not seen the latest spec yet, or it is to have none.
        case none
        case every
        case replicaSet(String)
        case revision(String)
        case templateGeneration(String)
    }

    /// As a query says it, for instance `app=web,tier in (a,b)`. The Pods are in the workload's namespace.
    package let selector: String
    let uid: String
    let name: String
    let kind: Kind
    let rollout: Rollout

    /// Whether there can be Pods that say something.
    package var hasPods: Bool { rollout != .none }

    /// Whether what is known of the Pods of one is known of the other, whichever of them count.
    package func isOfSamePods(as other: PodSelection) -> Bool { selector == other.selector && uid == other.uid }
}

/// Where to look for the reasons why a workload is not as it should be; nil for what is well, is on its way out, or has
/// no Pods.
package func podSelection(of workload: Value, _ health: ObjectHealth?) -> PodSelection? {
    guard let status = health?.status, status == .progressing || status == .degraded,
        workload.at("metadata", "deletionTimestamp") == nil,
        let kind = workload.groupVersionKind?.groupKind, let podKind = podKinds[kind],
        let uid = workload.at("metadata", "uid")?.string, let name = workload.at("metadata", "name")?.string,
        let selector = workload.at("spec", "selector").flatMap(labelSelector)
    else { return nil }
    return PodSelection(
        selector: selector, uid: uid, name: name, kind: podKind, rollout: rollout(of: workload, podKind))
}

private let podKinds: [GroupKind: PodSelection.Kind] = [
    GroupKind(group: "apps", kind: "Deployment"): .deployment,
    GroupKind(group: "apps", kind: "StatefulSet"): .statefulSet,
    GroupKind(group: "apps", kind: "DaemonSet"): .daemonSet,
    GroupKind(group: "apps", kind: "ReplicaSet"): .replicaSet,
    GroupKind(group: "batch", kind: "Job"): .job,
]

private func rollout(of workload: Value, _ kind: PodSelection.Kind) -> PodSelection.Rollout {
    switch kind {
    case .job: return .every
    case .replicaSet: return workload.isObservedLate || workload.wantsNoPods ? .none : .every
    case .deployment, .statefulSet, .daemonSet: break
    }
    if workload.isObservedLate || workload.wantsNoPods { return .none }
    switch kind {
    case .deployment: return workload.newestReplicaSet.map { .replicaSet($0) } ?? .every
    case .statefulSet:
        // With a partition both revisions are meant to be there.
        let partition = workload.at("spec", "updateStrategy", "rollingUpdate", "partition")?.integer ?? 0
        guard partition == 0, let revision = workload.at("status", "updateRevision")?.string else { return .every }
        return .revision(revision)
    default:
        return workload.annotation("deprecated.daemonset.template.generation").map { .templateGeneration($0) } ?? .every
    }
}

/// A label selector as a query; nil for one that selects everything or that cannot be read.
private func labelSelector(_ selector: Value) -> String? {
    var requirements: [String] = []
    for (key, value) in selector["matchLabels"]?.object ?? Object() {
        guard let value = value.string else { return nil }
        requirements.append("\(key)=\(value)")
    }
    for expression in selector["matchExpressions"]?.array ?? [] {
        guard let requirement = requirement(expression) else { return nil }
        requirements.append(requirement)
    }
    return requirements.isEmpty ? nil : requirements.joined(separator: ",")
}

private func requirement(_ expression: Value) -> String? {
    guard let key = expression["key"]?.string, let `operator` = expression["operator"]?.string else { return nil }
    let values = expression["values"]?.array?.compactMap(\.string).joined(separator: ",") ?? ""
    return switch `operator` {
    case "In": "\(key) in (\(values))"
    case "NotIn": "\(key) notin (\(values))"
    case "Exists": key
    case "DoesNotExist": "!\(key)"
    default: nil
    }
}

extension Value {
    fileprivate var wantsNoPods: Bool { at("spec", "replicas") == 0 }

    /// The ReplicaSet of a Deployment's latest spec. No field names it, but the message of the condition `Progressing`
    /// has since there were Deployments in `apps`: `ReplicaSet "web-7d9c" is progressing.`
    fileprivate var newestReplicaSet: String? {
        guard let message = condition("Progressing")?.message, let name = self.at("metadata", "name")?.string else {
            return nil
        }
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].hasPrefix("\(name)-") else { return nil }
        return String(parts[1])
    }
}

package import Documents

/// Kinds that Kubernetes once served in another group than today, and for some years in both: the objects are the same.
package enum FormerGroups {
    private static let successors: [GroupKind: String] = {
        let moved = [
            ("apps", ["DaemonSet", "Deployment", "ReplicaSet"]), ("networking.k8s.io", ["Ingress", "NetworkPolicy"]),
            ("policy", ["PodSecurityPolicy"]),
        ]
        var successors = [GroupKind(group: "", kind: "Event"): "events.k8s.io"]
        for (group, kinds) in moved {
            for kind in kinds { successors[GroupKind(group: "extensions", kind: kind)] = group }
        }
        return successors
    }()

    private static let predecessors: [GroupKind: String] = Dictionary(
        uniqueKeysWithValues: successors.map { (GroupKind(group: $1, kind: $0.kind), $0.group) })

    /// An object's name in the group that its kind moved to; nil where it did not move.
    package static func successor(of id: ObjectID) -> ObjectID? { successors[id.groupKind].map(id.inGroup) }

    /// Its names in other groups.
    static func aliases(of id: ObjectID) -> [ObjectID] {
        [successors[id.groupKind], predecessors[id.groupKind]].compactMap { $0.map(id.inGroup) }
    }
}

extension ObjectID {
    fileprivate func inGroup(_ group: String) -> ObjectID {
        ObjectID(group: group, kind: kind, namespace: namespace, name: name)
    }
}

internal import Documents
internal import KubeClient
internal import KubeModel
internal import Planning

/// An application may hold the rights that it is applied, and deleted, with.
extension Applier {
    /// Objects that are deleted together.
    struct Part {
        var objects: [PlannedObject]
        /// Nil for that of the application.
        var propagation: Propagation?
    }

    /// A stage of deletes in parts, of which the last holds what gives the account its rights: a binding and its role. Whichever
    /// went first would take the right to delete the other, so their requests go out together, and in the foreground: then
    /// the server's own controller takes them away, a moment after all have been accepted.
    func ownRightsLast(_ stage: [PlannedObject], _ types: [ObjectID: ResourceType]) async -> [Part] {
        let bindings = stage.filter { RightsGrant.isBinding($0.id.groupKind) }
        guard stage.count > 1, !bindings.isEmpty else { return [Part(objects: stage)] }
        var own: Set<ObjectID> = []
        for binding in bindings {
            guard let type = types[binding.id] else { continue }
            let key = ObjectKey(namespace: binding.id.namespace, name: binding.id.name)
            // What cannot be looked at may well be of one's own.
            guard let grant = (try? await client.get(type, key)).map(RightsGrant.init) else {
                own.insert(binding.id)
                continue
            }
            guard grant.isFor(account) else { continue }
            own.formUnion([binding.id, grant.role].compactMap(\.self))
        }
        let parts = [
            Part(objects: stage.filter { !own.contains($0.id) }),
            Part(objects: stage.filter { own.contains($0.id) }, propagation: .foreground),
        ]
        return parts.filter { !$0.objects.isEmpty }
    }
}

/// What a RoleBinding or a ClusterRoleBinding says.
struct RightsGrant {
    private static let group = "rbac.authorization.k8s.io"

    /// The role that is granted.
    let role: ObjectID?
    private let subjects: [Value]
    private let namespace: String

    init(_ binding: Value) {
        namespace = binding.namespace ?? ""
        subjects = binding["subjects"]?.array ?? []
        role = binding.at("roleRef", "name")?.string.map { name in
            let isOfCluster = binding.at("roleRef", "kind") == "ClusterRole"
            return ObjectID(
                group: Self.group, kind: isOfCluster ? "ClusterRole" : "Role",
                namespace: isOfCluster ? "" : binding.namespace ?? "", name: name)
        }
    }

    static func isBinding(_ kind: GroupKind) -> Bool {
        kind.group == group && ["RoleBinding", "ClusterRoleBinding"].contains(kind.kind)
    }

    /// Whether a service account is among the subjects, by its name or by a group of all such.
    func isFor(_ account: ObjectKey) -> Bool {
        subjects.contains { subject in
            let name = subject["name"]?.string
            switch subject["kind"]?.string {
            case "ServiceAccount":
                return name == account.name && (subject["namespace"]?.string ?? namespace) == account.namespace
            case "User": return name == "system:serviceaccount:\(account.namespace):\(account.name)"
            case "Group":
                let groups = ["system:serviceaccounts", "system:authenticated"]
                return name.map { groups.contains($0) || $0 == "system:serviceaccounts:\(account.namespace)" } ?? false
            default: return false
            }
        }
    }
}

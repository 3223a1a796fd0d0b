internal import Documents

extension ImpactRule {
    /// What gives somebody more than they had, and what decides on what others write.
    static let rightsRules = [
        ImpactRule(
            "rights-widened", .high,
            "a role gains `*`, `escalate`, `bind` or `impersonate`, or somebody is bound to `cluster-admin`"
        ) { gainedRights($0) + gainedBindings($0) },
        ImpactRule("webhooks-changed", .high, "a configuration of webhooks is made, changed or deleted") { object in
            guard object.id.group == KindGroups.admission, object.id.kind.hasSuffix("WebhookConfiguration") else {
                return []
            }
            return ["\(object.action.word)s webhooks that the API server asks before it writes"]
        },
        ImpactRule(
            "privileges-gained", .high,
            "a Pod gains a privileged container, a path or a namespace of its host, or a capability"
        ) { object in
            let before = Set(object.action == .create ? [] : privileges(object.live))
            return privileges(object.predicted).filter { !before.contains($0) }
        },
    ]

    private static let graveVerbs: Set = ["*", "escalate", "bind", "impersonate"]

    private static func gainedRights(_ object: ChangedObject) -> [String] {
        guard object.id.group == KindGroups.rights, ["Role", "ClusterRole"].contains(object.id.kind) else { return [] }
        let before = Set(object.live?["rules"]?.array ?? [])
        var words: Set<String> = []
        for rule in object.predicted?["rules"]?.array ?? [] where !before.contains(rule) {
            func texts(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
            for verb in texts("verbs") where graveVerbs.contains(verb) { words.insert("gives the verb \(verb)") }
            for field in ["resources", "apiGroups", "nonResourceURLs"] where texts(field).contains("*") {
                words.insert("gives rights on all \(field)")
            }
        }
        return words.sorted()
    }

    private static func gainedBindings(_ object: ChangedObject) -> [String] {
        guard object.id.group == KindGroups.rights, ["RoleBinding", "ClusterRoleBinding"].contains(object.id.kind)
        else {
            return []
        }
        let isSameRole = object.live?.at("roleRef", "name") == object.predicted?.at("roleRef", "name")
        let before = isSameRole ? Set(object.live?["subjects"]?.array ?? []) : []
        let added = (object.predicted?["subjects"]?.array ?? []).filter { !before.contains($0) }
        let isAdmin = object.predicted?.at("roleRef", "name")?.string == "cluster-admin"
        return added.compactMap { subject in
            let name = subject["name"]?.string ?? ""
            guard isAdmin || name == "system:masters" else { return nil }
            let role = isAdmin ? "cluster-admin" : "a role"
            return "binds \(subject.kind ?? "somebody") \(name) to \(role)"
        }
    }

    private static func privileges(_ object: Value?) -> [String] {
        let shape = PodShape(object)
        let host = ["hostNetwork", "hostPID", "hostIPC"].filter { shape.spec?[$0]?.bool == true }.map { "sets \($0)" }
        let paths = shape.volumes.compactMap { volume in
            volume.at("hostPath", "path")?.string.map { "mounts the path \($0) of the host" }
        }
        let containers = shape.containers.flatMap { name, container in
            let context = container["securityContext"]
            let capabilities = (context?.at("capabilities", "add")?.array ?? []).compactMap(\.string)
            let isPrivileged =
                context?["privileged"]?.bool == true || context?.at("windowsOptions", "hostProcess")?.bool == true
            return (isPrivileged ? ["runs the container \(name) privileged"] : [])
                + capabilities.map { "gives the container \(name) the capability \($0)" }
        }
        let volume = object?.kind == "PersistentVolume" ? object?.at("spec", "hostPath", "path")?.string : nil
        return host + paths + containers + [volume].compactMap(\.self).map { "gives out the path \($0) of a host" }
    }
}

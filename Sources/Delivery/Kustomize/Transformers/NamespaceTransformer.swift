import Documents

/// Puts all objects into a namespace, and names it where objects name theirs.
struct NamespaceTransformer: Transformer {
    /// Which subjects of (cluster) role bindings are given the namespace.
    enum Subjects: String {
        case namedDefault = "defaultOnly"
        case serviceAccounts = "allServiceAccounts"
        case none
    }

    var namespace: String
    var fields: [FieldSpec]
    /// Leaves namespaces alone that are set.
    var unsetOnly = false
    var subjects = Subjects.namedDefault

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        guard !namespace.isEmpty else { return }
        for resource in set.resources where !resource.isEmpty {
            resource.storePreviousID()
            try move(resource)
            try budget.count(resource)
        }
        var keys: Set<ResourceID.Key> = []
        for resource in set.resources where !keys.insert(resource.id.key).inserted {
            throw KustomizeError(
                .conflict, "the namespace '\(namespace)' makes two objects one: \(resource.id)", field: "namespace")
        }
    }

    /// Does not keep what the object was called before.
    func move(_ resource: Resource) throws(KustomizeError) {
        let id = resource.id
        if !id.isClusterScoped {
            try change(resource, at: FieldSpec(path: "metadata/namespace", create: true))
        }
        let isBinding = id.kind == "RoleBinding" || id.kind == "ClusterRoleBinding"
        if isBinding { try setSubjects(resource) }
        for spec in fields where spec.path != "metadata/namespace" {
            if spec.path == "metadata/name", resource.body.apiVersionText != "v1" { continue }
            let isOfBinding = spec.kind == "RoleBinding" || spec.kind == "ClusterRoleBinding"
            if isBinding, isOfBinding, spec.path == "subjects/namespace" { continue }
            try change(resource, at: spec)
        }
    }

    private func change(_ resource: Resource, at spec: FieldSpec) throws(KustomizeError) {
        try FieldPath.change(&resource.body, at: spec, creating: .text) { value throws(KustomizeError) in
            try set(&value)
        }
    }

    private func set(_ value: inout Value) throws(KustomizeError) {
        guard let text = Lexical.text(of: value) else {
            throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a namespace's name")
        }
        if unsetOnly, !text.isEmpty { return }
        value = .string(namespace)
    }

    private func setSubjects(_ resource: Resource) throws(KustomizeError) {
        guard subjects != .none, let subjects = resource.body["subjects"], !subjects.isAbsent else { return }
        guard var elements = subjects.array else {
            throw KustomizeError(.invalid, "the subjects of \(resource.id) are no list")
        }
        for index in elements.indices {
            let (key, wanted) = self.subjects == .namedDefault ? ("name", "default") : ("kind", "ServiceAccount")
            guard elements[index][key].flatMap(Lexical.text) == wanted else { continue }
            var namespace = elements[index]["namespace"] ?? ""
            try set(&namespace)
            elements[index]["namespace"] = namespace
        }
        resource.body["subjects"] = .array(elements)
    }
}

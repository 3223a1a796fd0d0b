internal import Documents

extension ClusterState {
    func checkKind(_ body: Value, _ kind: Kind) throws(Refusal) {
        if let apiVersion = body.apiVersion, !apiVersion.isEmpty, apiVersion != kind.gvk.apiVersion {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version (\(kind.gvk.apiVersion))"
            )
        }
        if let given = body.kind, !given.isEmpty, given != kind.gvk.kind {
            throw .badRequest(
                "\(given) in version \"\(kind.gvk.version)\" cannot be handled as a \(kind.gvk.kind)")
        }
    }

    /// An object is made in a namespace that is there and stays.
    func checkNamespace(
        _ object: Value, _ kind: Kind, _ resource: Call.Resource, name: String
    ) throws(Refusal) {
        guard kind.namespaced else { return }
        if let given = object.namespace, !given.isEmpty, given != resource.namespace {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        let key = ObjectKey(namespace: "", name: resource.namespace)
        guard let namespace = self.object(Self.namespaces, key) else {
            throw .notFound(Self.namespaces, resource.namespace)
        }
        guard !namespace.isBeingDeleted else {
            throw .terminating(kind.collection, name, namespace: resource.namespace)
        }
    }

    func checkDefinition(_ kind: Kind) throws(Refusal) {
        let key = ObjectKey(namespace: "", name: kind.collection.description)
        guard kind.isCustom, object(Self.definitions, key)?.isBeingDeleted == true else { return }
        throw Refusal(
            405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating")
    }

    private static let nameRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

    func checkName(_ object: Value, _ kind: Kind) throws(Refusal) {
        let name = object.name ?? ""
        guard !name.isEmpty else {
            throw .invalid(
                kind, "",
                Refusal.Cause(
                    field: "metadata.name", reason: "FieldValueRequired",
                    message: "Required value: name or generateName is required"))
        }
        let isPathName = kind.gvk.group == "rbac.authorization.k8s.io"
        guard !isPathName, !Self.isSubdomain(name) else { return }
        throw .invalid(
            kind, name,
            Refusal.Cause(
                field: "metadata.name", reason: "FieldValueInvalid",
                message: "Invalid value: \"\(name)\": \(Self.nameRule)"))
    }

    private static func isSubdomain(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.first != "-" && part.last != "-"
                    && part.utf8.allSatisfy { byte in
                        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
                    }
            }
    }

    /// Whoever says which object, or which version of it, it speaks of gets no other.
    func checkPreconditions(_ body: Value, _ live: Value, _ kind: Kind, isPatch: Bool) throws(Refusal) {
        let name = live.name ?? ""
        if !body.uid.isEmpty, body.uid != live.uid, isPatch {
            throw .invalid(
                kind, name,
                Refusal.Cause(
                    field: "metadata.uid", reason: "FieldValueInvalid",
                    message: "Invalid value: \"\(body.uid)\": field is immutable"))
        }
        if !body.uid.isEmpty, body.uid != live.uid {
            throw .conflict(
                kind.collection, name,
                "Precondition failed: UID in precondition: \(body.uid), UID in object meta: \(live.uid)")
        }
        if !body.resourceVersion.isEmpty, body.resourceVersion != live.resourceVersion {
            throw .conflict(kind.collection, name, Refusal.modified)
        }
    }

    /// What is left when an apply takes the last entry of a map or a list away is null, which few schemas allow.
    func checkNulls(_ object: Value, _ kind: Kind) throws(Refusal) {
        guard let schema = kind.schema else { return }
        let causes = Schema(schema, traits).nulls(in: object)
        if !causes.isEmpty { throw .invalid(kind, object.name ?? "", causes) }
    }

    /// What is to go takes no new reasons to stay.
    func checkFinalizers(_ new: Value, _ live: Value, _ kind: Kind) throws(Refusal) {
        let added = new.finalizers.filter { !live.finalizers.contains($0) }.sorted()
        guard live.isBeingDeleted, !added.isEmpty else { return }
        let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
        throw .invalid(
            kind, live.name ?? "",
            Refusal.Cause(
                field: "metadata.finalizers", reason: "FieldValueForbidden",
                message: "Forbidden: no new finalizers can be added if the object is being deleted, found new "
                    + "finalizers []string{\(list)}"))
    }
}

/// Fields without which a workload is nothing.
enum Requirements {
    static func check(_ object: Value, _ kind: Kind) throws(Refusal) {
        guard !kind.isCustom, let template = object.at("spec", "template", "spec") else { return }
        let path = "spec.template.spec.containers"
        let containers = template["containers"]?.array ?? []
        let missing =
            containers.isEmpty
            ? [path] : containers.indices.filter { containers[$0]["image"] == nil }.map { "\(path)[\($0)].image" }
        guard !missing.isEmpty else { return }
        throw .invalid(
            kind, object.name ?? "",
            missing.map { Refusal.Cause(field: $0, reason: "FieldValueRequired", message: "Required value") })
    }
}

/// Fields that stay as they were made.
enum Immutability {
    private static let fields: [String: [[String]]] = [
        "Deployment": [["spec", "selector"]], "DaemonSet": [["spec", "selector"]],
        "ReplicaSet": [["spec", "selector"]], "Job": [["spec", "selector"], ["spec", "template"]],
        "Service": [["spec", "clusterIP"]], "StorageClass": [["provisioner"]],
    ]

    static func check(_ new: Value, _ live: Value, _ kind: Kind) throws(Refusal) {
        for path in kind.isCustom ? [] : fields[kind.gvk.kind] ?? [] {
            let (before, after) = (live[path], new[path])
            guard before != nil, before != after else { continue }
            throw refusal(path.joined(separator: "."), after, "field is immutable", kind, live)
        }
        if ["ConfigMap", "Secret"].contains(kind.gvk.kind), live["immutable"] == true,
            new["data"] != live["data"] || new["immutable"] != true
        {
            throw refusal("data", nil, "field is immutable when `immutable` is set", kind, live)
        }
        if ["RoleBinding", "ClusterRoleBinding"].contains(kind.gvk.kind), new["roleRef"] != live["roleRef"] {
            throw refusal("roleRef", new["roleRef"], "cannot change roleRef", kind, live)
        }
    }

    private static func refusal(_ field: String, _ value: Value?, _ why: String, _ kind: Kind, _ live: Value) -> Refusal
    {
        let start = value.map { "Invalid value: \($0.json()): " } ?? "Forbidden: "
        return .invalid(
            kind, live.name ?? "",
            Refusal.Cause(
                field: field, reason: value == nil ? "FieldValueForbidden" : "FieldValueInvalid", message: start + why))
    }
}

extension Value {
    fileprivate subscript(path: [String]) -> Value? {
        var value: Value? = self
        for name in path { value = value?[name] }
        return value
    }
}

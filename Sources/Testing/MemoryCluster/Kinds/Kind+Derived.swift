internal import Documents

extension Kind {
    /// Defaults that depend on what an object says.
    func derived(_ object: Value) -> Value {
        switch gvk.kind {
        case "Pod": return object.changing("spec", Self.withPullPolicies)
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
            return object.changing("spec") { spec in
                spec.changing("template") { $0.changing("spec", Self.withPullPolicies) }
                    .changing("strategy", Self.withoutRollingWhereRecreated)
            }
        case "CustomResourceDefinition": return Self.withStoredVersions(object.changing("spec", Self.withNames))
        case "Service": return object.changing("spec") { withPolicy($0.changing("ports", Self.withTargets)) }
        default: return object
        }
    }

    private static func withPullPolicies(_ spec: Value) -> Value {
        var spec = spec
        for list in ["containers", "initContainers"] {
            spec = spec.changing(list) { containers in
                .array(
                    (containers.array ?? []).map { container in
                        var container = container
                        guard container["imagePullPolicy"] == nil, let image = container["image"]?.string else {
                            return container
                        }
                        container["imagePullPolicy"] = isLatest(image) ? "Always" : "IfNotPresent"
                        return container
                    })
            }
        }
        return spec
    }

    private static func isLatest(_ image: String) -> Bool {
        let last = image.split(separator: "/").last ?? ""
        guard !image.contains("@") else { return false }
        return !last.contains(":") || last.hasSuffix(":latest")
    }

    private static func withoutRollingWhereRecreated(_ strategy: Value) -> Value {
        var strategy = strategy
        if strategy["type"] == "Recreate" { strategy["rollingUpdate"] = nil }
        return strategy
    }

    private static func withStoredVersions(_ definition: Value) -> Value {
        guard definition.at("status", "storedVersions")?.array?.isEmpty != false else { return definition }
        let stored = (definition.at("spec", "versions")?.array ?? []).filter { $0["storage"] == true }
        let status = definition["status"] ?? [:]
        return definition.with("status", status.with("storedVersions", .array(stored.compactMap { $0["name"] })))
    }

    private static func withNames(_ spec: Value) -> Value {
        var spec = spec.changing("names") { names in
            var names = names
            let kind = names["kind"]?.string ?? ""
            if names["singular"] == nil { names["singular"] = .string(kind.lowercased()) }
            if names["listKind"] == nil { names["listKind"] = .string("\(kind)List") }
            return names
        }
        if spec["conversion"] == nil { spec["conversion"] = ["strategy": "None"] }
        return spec
    }

    private func withPolicy(_ spec: Value) -> Value {
        guard traits.hasTrafficPolicies, spec["type"] != "ExternalName", spec["internalTrafficPolicy"] == nil else {
            return spec
        }
        return spec.with("internalTrafficPolicy", "Cluster")
    }

    private static func withTargets(_ ports: Value) -> Value {
        .array(
            (ports.array ?? []).map { port in
                var port = port
                if port["targetPort"] == nil { port["targetPort"] = port["port"] }
                return port
            })
    }
}

extension Value {
    /// With one member changed, where there is such a member.
    func changing(_ name: String, _ change: (Value) -> Value) -> Value {
        guard let member = self[name] else { return self }
        var changed = self
        changed[name] = change(member)
        return changed
    }

    /// Changes metadata, which is made where there is none.
    mutating func changeMetadata(_ change: (inout Object) -> Void) {
        var metadata = self["metadata"]?.object ?? Object()
        change(&metadata)
        self["metadata"] = .object(metadata)
    }

    func metadata(_ name: String) -> Value? { at("metadata", name) }

    var uid: String { metadata("uid")?.string ?? "" }
    var resourceVersion: String { metadata("resourceVersion")?.string ?? "" }
    var finalizers: [String] { (metadata("finalizers")?.array ?? []).compactMap(\.string) }
    var isBeingDeleted: Bool { metadata("deletionTimestamp") != nil }
    var key: ObjectKey { ObjectKey(namespace: namespace ?? "", name: name ?? "") }
}

internal import Documents

/// Writes what servers before 1.21 refuse in an apply the way that they understand, and that means the same to all.
///
/// Their schemas know neither that a port's protocol has a default, nor that a quantity may be a number; both stand in
/// most manifests that people write.
enum OldServerForms {
    static func writing(_ manifest: Value) -> Value {
        switch (manifest.groupVersionKind?.group, manifest.kind) {
        case ("", "Service"): manifest.changing("spec", "ports", by: withProtocols)
        case ("", "Pod"): manifest.changing("spec", by: pod)
        case ("apps", "Deployment"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"), ("batch", "Job"),
            ("", "ReplicationController"):
            manifest.changing("spec", "template", "spec", by: pod)
        case ("apps", "StatefulSet"):
            manifest.changing("spec", "template", "spec", by: pod)
                .changing("spec", "volumeClaimTemplates") { $0.mappingElements(claim) }
        case ("batch", "CronJob"): manifest.changing("spec", "jobTemplate", "spec", "template", "spec", by: pod)
        case ("", "PersistentVolumeClaim"): claim(manifest)
        case ("", "PersistentVolume"): manifest.changing("spec", "capacity", by: quantities)
        case ("", "ResourceQuota"): manifest.changing("spec", "hard", by: quantities)
        case ("", "LimitRange"):
            manifest.changing("spec", "limits") { $0.mappingElements { $0.mappingMembers(quantities) } }
        default: manifest
        }
    }

    private static func pod(_ spec: Value) -> Value {
        ["containers", "initContainers"].reduce(spec) { spec, list in
            spec.changing(list) { $0.mappingElements(container) }
        }.changing("volumes") { volumes in
            volumes.mappingElements { $0.changing("emptyDir", "sizeLimit", by: quantity) }
        }
    }

    private static func container(_ container: Value) -> Value {
        container.changing("ports", by: withProtocols).changing("resources", by: resources)
    }

    private static func claim(_ claim: Value) -> Value { claim.changing("spec", "resources", by: resources) }

    private static func resources(_ value: Value) -> Value {
        value.changing("limits", by: quantities).changing("requests", by: quantities)
    }

    private static func withProtocols(_ ports: Value) -> Value {
        ports.mappingElements { port in
            guard port.object != nil, port["protocol"] == nil else { return port }
            var port = port
            port["protocol"] = "TCP"
            return port
        }
    }

    private static func quantities(_ value: Value) -> Value { value.mappingMembers(quantity) }

    private static func quantity(_ value: Value) -> Value {
        switch value {
        case .integer, .double: .string(value.json())
        default: value
        }
    }
}

extension Value {
    /// With the value at a path replaced, where there is one.
    fileprivate func changing(_ keys: String..., by change: (Value) -> Value) -> Value {
        changing(keys[...], by: change)
    }

    private func changing(_ keys: ArraySlice<String>, by change: (Value) -> Value) -> Value {
        guard let key = keys.first else { return change(self) }
        guard let member = self[key] else { return self }
        var changed = self
        changed[key] = member.changing(keys.dropFirst(), by: change)
        return changed
    }

    fileprivate func mappingElements(_ change: (Value) -> Value) -> Value {
        array.map { .array($0.map(change)) } ?? self
    }

    fileprivate func mappingMembers(_ change: (Value) -> Value) -> Value {
        object.map { .object($0.mapValues(change)) } ?? self
    }
}

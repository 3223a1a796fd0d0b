internal import Documents
internal import KubeModel

extension ClusterState {
    mutating func patch(
        _ kind: Kind, _ resource: Call.Resource, _ call: Call, by authorizer: MemoryAuthorizer?
    ) throws(Refusal) -> (status: Int, body: Value) {
        switch call.contentType {
        case "application/merge-patch+json":
            let live = try find(resource)
            let new = MergePatch.apply(try call.document(), to: shown(live, as: kind))
            return (200, try update(live, to: new, kind, resource, call))
        case "application/json-patch+json":
            let live = try find(resource)
            let new = try JSONPatch.apply(try call.document(), to: shown(live, as: kind))
            return (200, try update(live, to: new, kind, resource, call))
        case "application/apply-patch+yaml": return try apply(kind, resource, call, by: authorizer)
        default:
            throw Refusal(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types "
                    + "include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
            )
        }
    }

    // MARK: Server-side apply

    private mutating func apply(
        _ kind: Kind, _ resource: Call.Resource, _ call: Call, by authorizer: MemoryAuthorizer?
    ) throws(Refusal) -> (status: Int, body: Value) {
        let applied = try call.document()
        try checkApplied(applied, kind, resource, call)
        let key = ObjectKey(namespace: resource.namespace, name: resource.name)
        if let live = object(kind.collection, key) {
            return (200, try apply(applied, to: live, kind, resource, call))
        }
        // Who makes an object by an apply needs the right to create as well.
        var creation = MemoryRequest(call)
        creation.verb = "create"
        try authorize(creation, resource, by: authorizer)
        guard applied.uid.isEmpty else {
            throw .conflict(
                kind.collection, resource.name,
                "uid mismatch: the provided object specified uid \(applied.uid), and no existing object was found")
        }
        let blank = shown(kind.blank, as: kind)
        let new = try merged(applied, with: blank, ManagedFields(), kind, resource, call)
        return (201, try create(new, kind, resource, call, isApply: true))
    }

    private mutating func apply(
        _ applied: Value, to live: Value, _ kind: Kind, _ resource: Call.Resource, _ call: Call
    ) throws(Refusal) -> Value {
        var base = shown(live, as: kind)
        base.changeMetadata { $0["managedFields"] = nil }
        var fields = ManagedFields(live.metadata("managedFields"))
        if fields.isEmpty {
            let manager = ManagedFields.Manager(
                name: "before-first-apply", operation: "Update", apiVersion: kind.gvk.apiVersion, subresource: "")
            fields.update(
                from: shown(kind.blank, as: kind), to: base, shape: kind.shape, by: manager,
                ignoring: kind.ignored(on: ""), time: now.description, traits: traits)
        }
        let new = try merged(applied, with: base, fields, kind, resource, call)
        return try update(live, to: new, kind, resource, call, isApply: true)
    }

    private func merged(
        _ applied: Value, with live: Value, _ fields: ManagedFields, _ kind: Kind, _ resource: Call.Resource,
        _ call: Call
    ) throws(Refusal) -> Value {
        var fields = fields
        do throws(ManagedFields.Conflicts) {
            var new = try fields.apply(
                applied, to: live, shape: kind.shape, by: .applier(call.manager), apiVersion: kind.gvk.apiVersion,
                ignoring: kind.ignored(on: resource.subresource), force: call.query["force"] == "true",
                time: now.description, traits: traits)
            new.changeMetadata { $0["managedFields"] = fields.value }
            return new
        } catch {
            throw .applyConflict(error)
        }
    }

    private func checkApplied(
        _ applied: Value, _ kind: Kind, _ resource: Call.Resource, _ call: Call
    ) throws(Refusal) {
        guard call.query["fieldManager"] != nil else {
            throw Refusal(
                422, "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for "
                    + "apply patch")
        }
        try checkKind(applied, kind)
        if let name = applied.name, name != resource.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(resource.name))")
        }
        if applied.metadata("managedFields") != nil { throw .badRequest("metadata.managedFields must be nil") }
    }
}

internal import Documents
internal import KubeModel

extension ClusterState {
    // MARK: Creating

    mutating func create(_ kind: Kind, _ resource: Call.Resource, _ call: Call) throws(Refusal) -> Value {
        try create(try call.document(), kind, resource, call, isApply: false)
    }

    /// - Parameter isApply: whether `body` has its managed fields already.
    mutating func create(
        _ body: Value, _ kind: Kind, _ resource: Call.Resource, _ call: Call, isApply: Bool
    ) throws(Refusal) -> Value {
        try checkKind(body, kind)
        var object = body
        if let prefix = object.metadata("generateName")?.string, (object.name ?? "").isEmpty {
            object.changeMetadata { $0["name"] = .string(prefix + newSuffix()) }
        }
        let name = object.name ?? ""
        try checkNamespace(object, kind, resource, name: name)
        try checkDefinition(kind)
        object = kind.decoded(object)
        if kind.namespaced { object.changeMetadata { $0["namespace"] = .string(resource.namespace) } }
        if kind.gvk.kind == "CertificateSigningRequest" {
            object["spec"]?["username"] = .string(call.user)
            object["spec"]?["groups"] = .array(call.groups.map { .string($0) })
        }
        if !isApply { object = claimed(object, over: shown(kind.blank, as: kind), kind, by: call.manager) }
        try checkName(object, kind)
        try Requirements.check(object, kind)
        let key = ObjectKey(namespace: kind.namespaced ? resource.namespace : "", name: name)
        guard self.object(kind.collection, key) == nil else { throw .alreadyExists(kind.collection, name) }
        object.changeMetadata { metadata in
            for name in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
                metadata[name] = nil
            }
            metadata["uid"] = .string(newUID())
            metadata["creationTimestamp"] = .string(now.description)
            metadata["generation"] = kind.countsGenerations || kind.isCustom ? 1 : nil
        }
        begin(&object, kind)
        guard !call.isDryRun else { return shown(object, as: kind) }
        return shown(store(shown(object, as: stored(kind)), at: key, in: kind.collection), as: kind)
    }

    /// What servers make of the status and the rest of a new object.
    private mutating func begin(_ object: inout Value, _ kind: Kind) {
        let declared = object["status"] ?? [:]
        if kind.hasStatus {
            object["status"] = kind.isCustom ? nil : kind.blank["status"]
        }
        switch kind.gvk.kind {
        case "Namespace":
            object["spec"] = ["finalizers": ["kubernetes"]]
            object["status"] = ["phase": "Active"]
        case "CustomResourceDefinition":
            object["status"] = [
                "acceptedNames": ["kind": "", "plural": ""], "conditions": .null,
                "storedVersions": declared.at("storedVersions") ?? [],
            ]
        case "Pod": object["status"] = ["phase": "Pending", "qosClass": "BestEffort"]
        case "Service":
            guard object.at("spec", "clusterIP") == nil, object.at("spec", "type") != "ExternalName" else { break }
            object["spec"]?["clusterIP"] = .string("10.0.\(newNumber(below: 256)).\(1 + newNumber(below: 254))")
        default: break
        }
    }

    // MARK: Replacing

    mutating func replace(_ kind: Kind, _ resource: Call.Resource, _ call: Call) throws(Refusal) -> Value {
        let body = try call.document()
        let live = try find(resource)
        try checkKind(body, kind)
        if let name = body.name, name != resource.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(resource.name))")
        }
        if kind.isCustom, body.resourceVersion.isEmpty {
            var refusal = Refusal.invalid(
                kind, resource.name,
                Refusal.Cause(
                    field: "metadata.resourceVersion", reason: "FieldValueInvalid",
                    message: "Invalid value: 0x0: must be specified for an update"))
            // Of this servers speak by the name of the collection.
            refusal.message = refusal.message.replacing(kind.kindText, with: "\(kind.collection)", maxReplacements: 1)
            throw refusal
        }
        return try update(live, to: body, kind, resource, call)
    }

    /// Writes what an object is to be like.
    ///
    /// - Parameter isApply: whether `body` has its managed fields already.
    mutating func update(
        _ live: Value, to body: Value, _ kind: Kind, _ resource: Call.Resource, _ call: Call, isApply: Bool = false
    ) throws(Refusal) -> Value {
        try checkPreconditions(body, live, kind, isPatch: call.method == "PATCH")
        var new = settledMetadata(kind.decoded(body), live)
        if !isApply {
            new = claimed(new, over: shown(live, as: kind), kind, by: call.manager, subresource: resource.subresource)
        }
        if resource.subresource == "status" {
            new = live.with("status", new["status"] ?? [:]).with("metadata", new["metadata"] ?? [:])
        } else if kind.hasStatus {
            new["status"] = live["status"]
        }
        new = shown(new, as: kind)
        try checkNulls(new, kind)
        try Requirements.check(new, kind)
        try checkFinalizers(new, live, kind)
        try Immutability.check(new, live, kind)
        let didChange = kind.meaning(of: new) != kind.meaning(of: live)
        if didChange, let generation = live.metadata("generation")?.integer {
            new.changeMetadata { $0["generation"] = .integer(generation + 1) }
        }
        guard !call.isDryRun else { return shown(new, as: kind) }
        return shown(write(new, over: live, kind), as: kind)
    }

    /// Stores what is different, and ends an object that was only held by what it has lost.
    mutating func write(_ new: Value, over live: Value, _ kind: Kind) -> Value {
        let stored = shown(new, as: stored(kind))
        if new.isBeingDeleted, !Self.isHeld(new) {
            // Watches see it as it was before, with what held it.
            erase(live.key, in: kind.collection)
            return new
        }
        guard stored != live, !traits.ignoresTimes || stored.withoutTimes != live.withoutTimes else { return live }
        return store(stored, at: live.key, in: kind.collection)
    }

    /// The kind in the version that its objects are stored in.
    func stored(_ kind: Kind) -> Kind { served[kind.collection]?.stored ?? kind }

    /// Metadata that only the server writes.
    private func settledMetadata(_ new: Value, _ live: Value) -> Value {
        var new = new
        new.changeMetadata { metadata in
            for name in [
                "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
                "generation", "selfLink", "resourceVersion",
            ] { metadata[name] = live.metadata(name) }
        }
        return new
    }

    /// The object with its managed fields after a write that is no apply.
    func claimed(
        _ new: Value, over live: Value, _ kind: Kind, by manager: String, subresource: String = ""
    ) -> Value {
        let given = new.metadata("managedFields")
        let isReset = given?.array.map { $0.isEmpty || $0 == [[:]] } ?? false
        let theirs = ManagedFields(given)
        var fields = isReset ? ManagedFields() : theirs.isEmpty ? ManagedFields(live.metadata("managedFields")) : theirs
        var old = live
        var object = new
        old.changeMetadata { $0["managedFields"] = nil }
        object.changeMetadata { $0["managedFields"] = nil }
        let manager = ManagedFields.Manager(
            name: manager, operation: "Update", apiVersion: kind.gvk.apiVersion,
            subresource: traits.namesSubresources ? subresource : "")
        // Of an object whose fields nobody manages they stay so until the first apply.
        if !fields.isEmpty || live.uid.isEmpty {
            fields.update(
                from: old, to: object, shape: kind.shape, by: manager,
                ignoring: kind.ignored(on: subresource), time: now.description, traits: traits)
        }
        object.changeMetadata { $0["managedFields"] = fields.value }
        return object
    }
}

extension Value {
    /// Without the times at which managers last wrote: newer servers store no object for them alone.
    fileprivate var withoutTimes: Value {
        var object = self
        object.changeMetadata { metadata in
            metadata["managedFields"] = metadata["managedFields"]?.array.map { entries in
                .array(entries.map { $0.with("time", .null) })
            }
        }
        return object
    }
}

extension Kind {
    /// The part whose changes make another generation.
    func meaning(of object: Value) -> Value {
        var part = object
        for name in ["metadata", "apiVersion", "kind"] { part[name] = nil }
        if hasStatus { part["status"] = nil }
        // Their controller copies these to what it makes.
        if gvk.kind == "Deployment" { part["metadata"] = ["annotations": object.metadata("annotations") ?? [:]] }
        return part
    }

    /// The fields that a write on a path does not reach.
    func ignored(on subresource: String) -> [String] {
        guard traits.resetsFields else { return [] }
        if subresource == "status" { return isCustom ? ["spec", "metadata"] : ["spec"] }
        return hasStatus ? ["status"] : []
    }
}

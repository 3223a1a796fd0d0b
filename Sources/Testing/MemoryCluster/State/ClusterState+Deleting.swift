internal import Documents
internal import KubeModel

extension ClusterState {
    /// Whether an object that is to be deleted stays for now.
    static func isHeld(_ object: Value) -> Bool {
        !object.finalizers.isEmpty
            || (object.kind == "Namespace" && object.at("spec", "finalizers")?.array?.isEmpty == false)
    }

    mutating func delete(_ kind: Kind, _ resource: Call.Resource, _ call: Call) throws(Refusal) -> Value {
        let live = try find(resource)
        let options = call.body.isEmpty ? [:] : try call.document()
        try checkDeletion(options["preconditions"] ?? [:], live, kind)
        var held = live
        if let finalizer = Self.finalizer(of: options["propagationPolicy"]?.string), !live.isBeingDeleted {
            held.changeMetadata { $0["finalizers"] = .array((live.finalizers + [finalizer]).map(Value.string)) }
        }
        let isDryRun = call.isDryRun || options["dryRun"]?.array?.isEmpty == false
        guard isDryRun else {
            return remove(held, kind).map { shown($0, as: kind) } ?? Self.success(live, kind)
        }
        return Self.isHeld(held) ? shown(marked(held, kind), as: kind) : Self.success(live, kind)
    }

    /// Removes an object, or marks it where something holds it; returns it as it stays.
    mutating func remove(_ object: Value, _ kind: Kind) -> Value? {
        guard Self.isHeld(object) else {
            erase(object.key, in: kind.collection)
            return nil
        }
        guard !object.isBeingDeleted else { return object }
        return store(marked(object, kind), at: object.key, in: kind.collection)
    }

    private func marked(_ object: Value, _ kind: Kind) -> Value {
        var object = object
        object.changeMetadata { metadata in
            metadata["deletionTimestamp"] = .string(now.description)
            // Namespaces and definitions know no grace.
            if kind.collection != Self.namespaces, kind.collection != Self.definitions {
                metadata["deletionGracePeriodSeconds"] = 0
            }
            if let generation = metadata["generation"]?.integer, kind.collection != Self.definitions {
                metadata["generation"] = .integer(generation + 1)
            }
        }
        if kind.collection == Self.namespaces { object["status"]?["phase"] = "Terminating" }
        return object
    }

    private static func finalizer(of propagation: String?) -> String? {
        switch propagation {
        case "Foreground": "foregroundDeletion"
        case "Orphan": "orphan"
        default: nil
        }
    }

    private static func success(_ object: Value, _ kind: Kind) -> Value {
        var details: Value = ["name": .string(object.name ?? "")]
        if !kind.gvk.group.isEmpty { details["group"] = .string(kind.gvk.group) }
        details["kind"] = .string(kind.plural)
        details["uid"] = .string(object.uid)
        return ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details]
    }

    private func checkDeletion(_ preconditions: Value, _ live: Value, _ kind: Kind) throws(Refusal) {
        let name = live.name ?? ""
        // Of this servers speak by the name of the kind.
        let kind = Collection(group: kind.gvk.group, plural: kind.gvk.kind)
        if let uid = preconditions["uid"]?.string, uid != live.uid {
            throw .conflict(
                kind, name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(live.uid)). The object might "
                    + "have been deleted and then recreated")
        }
        if let version = preconditions["resourceVersion"]?.string, version != live.resourceVersion {
            throw .conflict(
                kind, name,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
                    + "(\(live.resourceVersion)). The object might have been modified")
        }
    }
}

// MARK: Garbage

extension ClusterState {
    /// What the controllers of garbage and of namespaces do, until nothing is left for them to do.
    mutating func collectGarbage(now: KubeTime) {
        self.now = now
        repeat {
            follow()
        } while endNamespaces() || orphan() || removeDependents()
    }

    private func all() -> [(kind: Kind, object: Value)] {
        objects.keys.sorted().flatMap { collection in
            guard let kind = served[collection]?.stored else { return [(kind: Kind, object: Value)]() }
            return Self.sorted(objects[collection]).map { (kind, $0.value) }
        }
    }

    /// Empties namespaces that are to go; lets those go that are empty.
    private mutating func endNamespaces() -> Bool {
        var didAct = false
        for (_, namespace) in Self.sorted(objects[Self.namespaces]) where namespace.isBeingDeleted {
            let content = all().filter { $0.kind.namespaced && $0.object.namespace == namespace.name }
            for (kind, object) in content where !object.isBeingDeleted {
                didAct = true
                _ = remove(object, kind)
            }
            guard content.isEmpty, let kind = served[Self.namespaces]?.stored else { continue }
            didAct = true
            var free = namespace
            free["spec"] = [:]
            _ = write(free, over: namespace, kind)
        }
        return didAct
    }

    /// Frees what is owned by objects that are to go without it, and then them.
    private mutating func orphan() -> Bool {
        guard
            let (kind, owner) = all().first(where: {
                $0.object.isBeingDeleted && $0.object.finalizers.contains("orphan")
            })
        else { return false }
        for (dependentKind, dependent) in dependents(of: owner) {
            var free = dependent
            free.changeMetadata { metadata in
                let others = (metadata["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != owner.uid }
                metadata["ownerReferences"] = others.isEmpty ? nil : .array(others)
            }
            _ = write(free, over: dependent, dependentKind)
        }
        release(owner, kind, from: "orphan")
        return true
    }

    /// Removes what has lost all its owners, and what goes before an owner that is to go.
    private mutating func removeDependents() -> Bool {
        for (kind, object) in all() {
            let owners = (object.metadata("ownerReferences")?.array ?? []).compactMap { $0["uid"]?.string }
            if !owners.isEmpty, !object.isBeingDeleted, !owners.contains(where: { holds(uid: $0) }) {
                _ = remove(object, kind)
                return true
            }
            guard object.isBeingDeleted, object.finalizers.contains("foregroundDeletion") else { continue }
            let left = dependents(of: object)
            for (dependentKind, dependent) in left where !dependent.isBeingDeleted {
                _ = remove(dependent, dependentKind)
                return true
            }
            if left.isEmpty {
                release(object, kind, from: "foregroundDeletion")
                return true
            }
        }
        return false
    }

    private func dependents(of owner: Value) -> [(kind: Kind, object: Value)] {
        all().filter { entry in
            (entry.object.metadata("ownerReferences")?.array ?? []).contains { $0["uid"]?.string == owner.uid }
        }
    }

    private mutating func release(_ object: Value, _ kind: Kind, from finalizer: String) {
        var free = object
        free.changeMetadata { metadata in
            let others = object.finalizers.filter { $0 != finalizer }
            metadata["finalizers"] = others.isEmpty ? nil : .array(others.map(Value.string))
        }
        _ = write(free, over: object, kind)
    }
}

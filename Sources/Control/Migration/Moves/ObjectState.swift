package import Documents
internal import GitOpsAPI
internal import KubeModel

/// What a migration changes of an object, as it was before. Pure.
package struct ObjectState: Sendable, Hashable {
    var gvk: GroupVersionKind
    var key: ObjectKey
    var uid: String
    /// Null where there was none.
    private var labels: Value
    private var annotations: Value
    private var managedFields: Value
    /// By JSON pointers: null for what was not there.
    private var fields: Object

    var id: ObjectID { ObjectID(group: gvk.group, kind: gvk.kind, namespace: key.namespace, name: key.name) }

    /// kubectl's note holds what was applied, of a Secret too: of these it is not kept.
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// - Parameter fields: what is changed of it besides metadata. Nil where the object has no name or kind.
    package init?(_ live: Value, fields pointers: [String]) {
        guard let gvk = live.groupVersionKind, let key = live.objectKey else { return nil }
        self.gvk = gvk
        self.key = key
        uid = live.at("metadata", "uid")?.string ?? ""
        labels = live.at("metadata", "labels") ?? .null
        annotations = live.at("metadata", "annotations") ?? .null
        managedFields = live.at("metadata", "managedFields") ?? .null
        fields = Object(pointers.map { ($0, Pointer($0).flatMap { live[$0] } ?? .null) })
        if gvk.group.isEmpty, gvk.kind == "Secret", case .object(var kept) = annotations {
            kept.removeValue(forKey: Self.lastApplied)
            annotations = .object(kept)
        }
    }

    // MARK: As a document

    /// Nil where the document is none of these.
    init?(document: Value) {
        guard let apiVersion = document["apiVersion"]?.string, let kind = document["kind"]?.string,
            let name = document["name"]?.string, let uid = document["uid"]?.string
        else { return nil }
        gvk = GroupVersionKind(apiVersion: apiVersion, kind: kind)
        key = ObjectKey(namespace: document["namespace"]?.string ?? "", name: name)
        self.uid = uid
        labels = document["labels"] ?? .null
        annotations = document["annotations"] ?? .null
        managedFields = document["managedFields"] ?? .null
        fields = document["fields"]?.object ?? Object()
    }

    var document: Value {
        [
            "apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind), "namespace": .string(key.namespace),
            "name": .string(key.name), "uid": .string(uid), "labels": labels, "annotations": annotations,
            "managedFields": managedFields, "fields": .object(fields),
        ]
    }

    /// Whether it says nothing of other fields than these.
    func changes(_ pointers: [String]) -> Bool { Set(fields.keys).isSubset(of: pointers) }

    // MARK: Restoring

    /// A JSON patch that gives an object back what it had, and takes our marks away; nil where it is so. What others have set
    /// since stays.
    func restoringPatch(of live: Value) -> Value? {
        var patch: [Value] = []
        for (name, recorded) in [("labels", labels), ("annotations", annotations)] {
            let now = live.at("metadata", name)
            let wanted = Self.restored(recorded.object, now?.object ?? Object())
            if let operation = Self.operation("/metadata/\(name)", from: now, to: wanted) { patch.append(operation) }
        }
        for (pointer, value) in fields {
            let now = Pointer(pointer).flatMap { live[$0] }
            if let operation = Self.operation(pointer, from: now, to: value.isNull ? nil : value) {
                patch.append(operation)
            }
        }
        return patch.isEmpty ? nil : Self.versioned(patch, live)
    }

    /// The object as it was, of the same moment otherwise.
    func original(of live: Value) -> Value {
        var original = live
        guard live.at("metadata", "uid")?.string == uid else { return live }
        for (name, recorded) in [("labels", labels), ("annotations", annotations)] {
            let wanted = Self.restored(recorded.object, live.at("metadata", name)?.object ?? Object())
            original["metadata"]?[name] = wanted
        }
        for (text, value) in fields {
            guard let pointer = Pointer(text) else { continue }
            if value.isNull { original.remove(pointer) } else { original.set(pointer, to: value) }
        }
        return original
    }

    /// Names of ours and of the tools are as they were; of others, what has gone comes back.
    private static func restored(_ recorded: Object?, _ now: Object) -> Value? {
        var wanted = now
        for name in now.keys where isChangedByMigrations(name) { wanted[name] = recorded?[name] }
        for (name, value) in recorded ?? Object() where wanted[name] == nil { wanted[name] = value }
        return wanted.isEmpty && recorded == nil ? nil : .object(wanted)
    }

    private static func isChangedByMigrations(_ name: String) -> Bool {
        TheirMarks.isOfATool(name) || name.hasPrefix("\(APIGroup.name)/")
    }

    private static func operation(_ path: String, from now: Value?, to wanted: Value?) -> Value? {
        guard now != wanted else { return nil }
        guard let wanted else { return ["op": "remove", "path": .string(path)] }
        return ["op": "add", "path": .string(path), "value": wanted]
    }

    /// Of this very version only.
    static func versioned(_ patch: [Value], _ live: Value) -> Value {
        let version = live.at("metadata", "resourceVersion") ?? ""
        return .array(patch + [["op": "replace", "path": "/metadata/resourceVersion", "value": version]])
    }

    /// A JSON patch that gives fields back to whoever held them; nil where that is so. Tools hold what they held; of
    /// controllers, which write on, what is newer counts; what a migration held goes.
    func managersPatch(of live: Value) -> Value? {
        guard !managedFields.isNull else { return nil }
        let now = FieldsEntry.all(of: live)
        let before = FieldsEntry.all(of: ["metadata": ["managedFields": managedFields]])
        let kept = before.map { entry -> Value in
            guard Hands(entry) == nil, let later = now.first(where: { $0.isOf(entry) }), later.time > entry.time else {
                return entry.value
            }
            return later.value
        }
        let added = now.filter { entry in
            !before.contains { $0.isOf(entry) } && !Self.isOurs(entry)
        }
        let wanted: [Value] = kept + added.map(\.value)
        guard wanted != live.at("metadata", "managedFields")?.array else { return nil }
        return Self.versioned(
            [["op": "add", "path": "/metadata/managedFields", "value": .array(wanted)]], live)
    }

    /// Whether an installation of ours, or this program, holds fields by an entry.
    private static func isOurs(_ entry: FieldsEntry) -> Bool {
        let manager = APIGroup.fieldManager
        return entry.subresource.isEmpty && (entry.manager == manager || entry.manager.hasPrefix("\(manager)."))
    }

    /// Whether an object has been handed over to an application, and has not been given back whole.
    func isHandedOver(_ live: Value, to application: ObjectKey) -> Bool {
        guard live.at("metadata", "uid")?.string == uid else { return false }
        guard let owner = live.annotation(Annotations.application) else {
            return FieldsEntry.all(of: live).contains(where: Self.isOurs)
        }
        return owner == application.description
    }
}

extension FieldsEntry {
    /// Whether both are of the same manager, in the same way.
    fileprivate func isOf(_ other: FieldsEntry) -> Bool {
        manager == other.manager && isApply == other.isApply && version == other.version
            && subresource == other.subresource
    }
}

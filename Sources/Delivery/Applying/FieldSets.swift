internal import Documents

/// Sets of fields in the form of `managedFields`, as trees: see `OwnedFields`.
extension Object {
    /// What is in either set.
    func union(_ other: Object) -> Object {
        var union = self
        for (field, below) in other {
            let (mine, theirs) = (union[field]?.object ?? Object(), below.object ?? Object())
            union[field] = .object(mine.union(theirs))
        }
        return union
    }
}

/// One entry of `metadata.managedFields`.
struct FieldsEntry {
    var value: Value

    static func all(of object: Value) -> [FieldsEntry] {
        object.at("metadata", "managedFields")?.array?.map(FieldsEntry.init) ?? []
    }

    var manager: String { value["manager"]?.string ?? "" }
    var isApply: Bool { value["operation"]?.string == "Apply" }
    var version: String { value["apiVersion"]?.string ?? "" }
    var subresource: String { value["subresource"]?.string ?? "" }
    var fields: Object { value["fieldsV1"]?.object ?? Object() }

    func isApplied(by manager: String) -> Bool { isApply && subresource.isEmpty && self.manager == manager }

    func with(_ fields: Object) -> FieldsEntry {
        var entry = self
        entry.value["fieldsV1"] = .object(fields)
        return entry
    }

    /// The same as an apply of ours.
    func taken(by manager: String, _ fields: Object) -> FieldsEntry {
        var entry = with(fields)
        entry.value["manager"] = .string(manager)
        entry.value["operation"] = "Apply"
        return entry
    }
}

/// Who, other than controllers, writes objects.
enum Hands {
    /// A tool that applies whole manifests: what it holds, the source is to hold from now on.
    case tool
    /// Nobody knows: what was there when the server began to keep records.
    case history
    /// A person who changed some fields.
    case person

    /// Sources: the names in client-go's `csaupgrade` and kubectl (`FieldManagerClientSideApply`, `kubectl-create`,
    /// `kubectl-replace`; plain `kubectl` before 1.19 and with `--server-side`), structured-merge-diff's
    /// `before-first-apply`, Helm's `ManagedFieldsManager`, and the controllers that Flux and Argo CD run. And our own
    /// name, for what `Leftovers` replaces.
    private static let updating: Set = [
        "martlet",
        "kubectl", "kubectl-client-side-apply", "kubectl-create", "kubectl-replace", "helm", "helm-controller",
        "kustomize-controller", "argocd-controller", "argocd-application-controller",
    ]
    private static let applying: Set = [
        "kubectl", "helm", "helm-controller", "kustomize-controller", "argocd-controller",
    ]

    init?(_ entry: FieldsEntry) {
        guard entry.subresource.isEmpty else { return nil }
        let name = entry.manager
        if entry.isApply {
            guard Hands.applying.contains(name) else { return nil }
            self = .tool
        } else if Hands.updating.contains(name) {
            self = .tool
        } else if name == "before-first-apply" {
            self = .history
        } else if name.hasPrefix("kubectl-") {
            self = .person
        } else {
            return nil
        }
    }
}

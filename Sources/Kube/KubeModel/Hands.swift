internal import Documents

/// Who, other than controllers, writes objects.
package enum Hands {
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

    /// Nil for controllers, and for what is written by way of a subresource.
    package init?(_ entry: FieldsEntry) {
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

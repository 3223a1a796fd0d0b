package import Documents

/// What the live index knows of an object that is there.
package struct LiveRow: Sendable, Hashable {
    /// How the application that the mark names stands to the object, where it is not the one that is planned for.
    package enum Claim: Sendable, Hashable {
        /// It wants the object, or has it.
        case upheld
        /// It does not want it, or does not exist: somebody has written its name there.
        case void
        /// That is not known yet.
        case unknown
    }

    package var uid: String
    package var resourceVersion: String
    /// The hash of the fields that we own.
    package var projection: UInt64
    /// The application that the object says it belongs to.
    package var owner: ObjectKey?
    /// Whether the object carries this installation's label.
    package var managedByUs: Bool
    package var isTerminating: Bool
    /// Whether the object asks to stay when it is no longer desired; see `keepsWhenPruned`.
    package var keep: Bool
    /// Whether tools or people hold fields of it that an apply may have to take over first.
    package var isShared: Bool
    package var claim = Claim.upheld
    /// Where its annotations put it in the order of applying.
    package var wave: Int32 = 0
    /// Of what was made as a hook.
    package var hook: HookMark?

    package init(
        uid: String, resourceVersion: String, projection: UInt64, owner: ObjectKey?, managedByUs: Bool,
        isTerminating: Bool, keep: Bool, isShared: Bool = false
    ) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.projection = projection
        self.owner = owner
        self.managedByUs = managedByUs
        self.isTerminating = isTerminating
        self.keep = keep
        self.isShared = isShared
    }
}

/// Whether an object's annotations ask that it stay in the cluster when it is no longer desired: Martlet's own
/// annotation, or Helm's, Flux's or Argo CD's, which mean the same here as there.
///
/// Argo CD's `confirm` counts as well: it deletes only after a confirmation, and there is nobody here to give it.
package func keepsWhenPruned(_ object: Value) -> Bool {
    if object.annotation("gitops.martlet.dev/prune") == "disabled" { return true }
    if object.annotation("kustomize.toolkit.fluxcd.io/prune") == "disabled" { return true }
    if object.annotation("helm.sh/resource-policy")?.trimmed == "keep" { return true }
    let options = object.annotation("argocd.argoproj.io/sync-options")?.split(separator: ",") ?? []
    return options.contains { argoKeepOptions.contains(String($0).trimmed) }
}

private let argoKeepOptions: Set<String> = ["Prune=false", "Prune=confirm", "Delete=false", "Delete=confirm"]

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

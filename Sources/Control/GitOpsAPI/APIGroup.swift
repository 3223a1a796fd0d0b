internal import Documents
internal import KubeModel

/// What is fixed about our kinds. Checks outside the project rely on these names.
package enum APIGroup {
    package static let name = "gitops.martlet.dev"
    package static let version = "v1alpha1"
    package static let apiVersion = "\(name)/\(version)"
    /// On both kinds, for as long as there is something to take away with the resource.
    package static let finalizer = "\(name)/finalizer"
    /// Owns the fields that the installation of this name applies; others have the installation's name behind a dot.
    package static let fieldManager = "martlet"

    /// Whose fields an installation's are, so that two in one cluster do not take them from each other.
    package static func fieldManager(installation: String) -> String {
        installation == fieldManager ? fieldManager : "\(fieldManager).\(installation)"
    }

    /// One of our kinds, as requests name it.
    ///
    /// - Parameter isNamespaced: false for a kind of the whole cluster.
    static func resource(_ kind: String, plural: String, isNamespaced: Bool = true) -> ResourceType {
        ResourceType(
            gvk: GroupVersionKind(group: name, version: version, kind: kind), plural: plural, namespaced: isNamespaced,
            verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"])
    }
}

/// Annotations that we write or obey.
package enum Annotations {
    /// On what we apply: the application that owns it, as `namespace/name`.
    package static let application = "\(APIGroup.name)/application"
    /// On a namespace: that it carries the `destination.namespaceMetadata` of the application that owns it.
    package static let namespaceMetadata = "\(APIGroup.name)/namespace-metadata"
    /// On an application: the id of an operation of several steps that is to go no further.
    package static let terminate = "\(APIGroup.name)/terminate"
    /// On an application: what is to be deleted only once that is confirmed, by the digest that its status names.
    package static let confirm = "\(APIGroup.name)/confirm"
    /// On an application: the revision of its history that it is to go back to.
    package static let rollback = "\(APIGroup.name)/rollback"
    /// On an application: why it is to go back, for people.
    package static let reason = "\(APIGroup.name)/reason"
    /// On an application: until when it is suspended, as a time of RFC 3339; after it this says nothing any more.
    package static let suspendedUntil = "\(APIGroup.name)/suspendedUntil"
    /// On an application: why it is suspended, for people.
    package static let suspendReason = "\(APIGroup.name)/suspendReason"
    /// On an application that is deleted: `Skip`, to have it deleted without its hooks.
    package static let hooks = "\(APIGroup.name)/hooks"
    /// On our kinds: anything new here asks to fetch or reconcile now.
    package static let requestedAt = "\(APIGroup.name)/requestedAt"
    /// On an application: anything new here asks for one sync now, even where `automatic` is false.
    package static let sync = "\(APIGroup.name)/sync"
    /// On an application: anything new as its first word asks for the objects behind it to be applied now, and for nothing else.
    package static let syncObjects = "\(APIGroup.name)/syncObjects"
    /// On an application: anything new as its first word asks for what the deployment behind it has deleted to be brought back; perhaps
    /// `--dry-run`, and the only objects that are meant.
    package static let restore = "\(APIGroup.name)/restore"
    /// On what was brought back: the record of the deployment that had deleted it.
    package static let restoredFrom = "\(APIGroup.name)/restored-from"
}

/// The types of the conditions that both kinds have.
package enum ConditionType {
    /// This generation and the newest revision are there and healthy. What `kubectl wait` waits for.
    package static let ready = "Ready"
    /// Work is under way, or waits for something that is expected to come.
    package static let reconciling = "Reconciling"
    /// Nothing will happen before a person changes something.
    package static let stalled = "Stalled"
}

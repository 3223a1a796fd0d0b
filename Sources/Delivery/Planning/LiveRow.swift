package import Directives
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
    /// Whether it may be deleted when it is no longer desired.
    package var prune: ObjectOptions.Removal
    /// Whether it may be deleted with its application.
    package var delete: ObjectOptions.Removal
    /// Whether it asks to be pruned only once all the rest is well.
    package var pruneLast: Bool?
    /// Whether tools or people hold fields of it that an apply may have to take over first.
    package var isShared: Bool
    package var claim = Claim.upheld
    /// Where its annotations put it in the order of applying.
    package var wave: Int32 = 0
    /// Whether it is a namespace that carries what an application says of its destination.
    package var isBackdrop = false
    /// Of what was made as a hook.
    package var hook: HookMark?

    /// - Parameter keep: whether it is never to be deleted.
    package init(
        uid: String, resourceVersion: String, projection: UInt64, owner: ObjectKey?, managedByUs: Bool,
        isTerminating: Bool, keep: Bool = false, isShared: Bool = false
    ) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.projection = projection
        self.owner = owner
        self.managedByUs = managedByUs
        self.isTerminating = isTerminating
        prune = keep ? .never : .allowed
        delete = prune
        self.isShared = isShared
    }
}

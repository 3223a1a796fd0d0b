package import Documents

/// What a plan does with one object, and why.
package enum Action: Sendable, Hashable {
    case create(CreateReason)
    case update(UpdateReason)
    case unchanged
    /// No longer desired.
    case delete
    /// Left as it is, on purpose; it stays in the inventory.
    case keep(KeepReason)
    /// Not deleted although no longer desired, because it is not ours to delete; it leaves the inventory.
    case release(ReleaseReason)
    /// Cannot be done now.
    case blocked(BlockReason)
}

/// Why an object is made.
package enum CreateReason: Sendable, Hashable {
    case new
    /// We had applied this very manifest and somebody deleted the object.
    case recreate
    /// It had run to its end and is gone, and a person asked for everything to be applied.
    case rerun
}

/// Why an object that is there is applied again.
package enum UpdateReason: Sendable, Hashable {
    /// The manifest is another than the one we applied last.
    case changed
    /// The manifest is the same, but the live object's fields or marks are not as we left them.
    case drifted
    /// The object was there before us and carries no application's mark.
    case adopt
    /// The object is ours, but it is not known how our last apply of it ended.
    case unverified
    /// Nothing differs; everything is applied because that was asked for.
    case resync
}

/// Why an object that is not desired stays, and stays remembered.
package enum KeepReason: Sendable, Hashable {
    /// No longer desired, but pruning is off.
    case pruneOff
    /// Not desired as far as is known, which is not far enough to delete it; why.
    case doubtful(String)
    /// No longer desired, but the application lives by it.
    case holder
    /// No longer desired, but an annotation asks to keep it.
    case annotated
    /// No longer desired and being deleted already.
    case terminating
    /// It is a hook, which is deleted as its policies say.
    case hook
    /// No longer desired, and to be deleted only once a person has confirmed that.
    case unconfirmed
    /// Its annotations ask for it to be left alone: it is never applied, or was once.
    case leftAlone
    /// Somebody changed the object, and `selfHeal` is off.
    case driftNotRepaired
    /// Somebody deleted the object, and `selfHeal` is off.
    case deletionNotRepaired
    /// It has done its work and is gone; nil where nobody saw how it ended.
    case finished(Finish?)
    /// No longer desired, and somebody has marked it with the name of another application, which does not have it.
    case disputed(Owner)
}

/// Why an object is left where it is and forgotten.
package enum ReleaseReason: Sendable, Hashable {
    /// Another application's mark is on it.
    case ownedByAnother(Owner)
    /// Our mark was taken off.
    case unmarked
    /// It is still desired, under another API group: deleting it here would delete it there.
    case desiredUnderAnotherGroup
}

/// Why nothing can be done about an object that is desired. People are told.
package enum BlockReason: Sendable, Hashable {
    /// Another application's mark is on it; not taken over silently.
    case ownedByAnother(Owner)
    /// It is being deleted; an apply would be lost with it.
    case terminating
    /// The manifests name this object more than once; the place of the first.
    case duplicate(of: String)
    /// Deleting it would leave the application with nothing.
    case guardAgainstDeletingEverything
}

/// Another application, as far as one may be told of it: those who write to one namespace learn no names of others.
package enum Owner: Sendable, Hashable {
    /// In the namespace of the one that is told.
    case neighbor(ObjectKey)
    case inAnotherNamespace

    /// - Parameter reader: the one that is told.
    package init(_ owner: ObjectKey, seenBy reader: ObjectKey) {
        self = owner.namespace == reader.namespace ? .neighbor(owner) : .inAnotherNamespace
    }
}

extension Owner: CustomStringConvertible {
    package var description: String {
        switch self {
        case .neighbor(let name): "the application \(name)"
        case .inAnotherNamespace: "an application of another namespace"
        }
    }
}

extension Action: CustomStringConvertible {
    /// For people: a predicate whose subject is the object.
    package var description: String {
        switch self {
        case .create(.new): "is created"
        case .create(.recreate): "was deleted by somebody else and is created again"
        case .create(.rerun): "is created again as requested"
        case .update(let reason): reason.description
        case .unchanged: "is unchanged"
        case .delete: "is no longer desired and is deleted"
        case .keep(let reason): reason.description
        case .release(let reason): reason.description
        case .blocked(let reason): reason.description
        }
    }
}

extension UpdateReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .changed: "is updated: its manifest changed"
        case .drifted: "is updated: it was changed by somebody else"
        case .adopt: "is updated: it existed and is taken over"
        case .unverified: "is updated: the outcome of its last apply is not known"
        case .resync: "is applied again as requested"
        }
    }
}

extension KeepReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .pruneOff: "is no longer desired but kept: sync.prune is off"
        case .doubtful(let why): "is no longer desired but kept: \(why)"
        case .holder: "is no longer desired but kept: the application lives by it"
        case .annotated: "is no longer desired but kept: an annotation asks for it"
        case .terminating: "is no longer desired and is being deleted"
        case .hook: "is a hook"
        case .unconfirmed: "is to be deleted once that is confirmed"
        case .leftAlone: "is left alone, as its annotations say"
        case .driftNotRepaired: "was changed by somebody else; sync.selfHeal is off"
        case .deletionNotRepaired: "was deleted by somebody else; sync.selfHeal is off"
        case .finished(.succeeded): "succeeded and is gone; a changed manifest or a requested sync has it run again"
        case .finished(.failed): "failed and is gone; a changed manifest or a requested sync has it run again"
        case .finished(.foreign): "was there already, and is left alone, as its annotations say"
        case .finished(nil): "is gone; a changed manifest or a requested sync has it made again"
        case .disputed(let owner):
            "is no longer desired but kept: its annotation names \(owner), which does not have it; put the annotation right"
        }
    }
}

extension ReleaseReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ownedByAnother(let owner): "is no longer desired and left to \(owner), which owns it"
        case .unmarked: "is no longer desired and left alone: it does not carry this application's mark"
        case .desiredUnderAnotherGroup: "is the same object as one that is desired under another API group"
        }
    }
}

extension BlockReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ownedByAnother(let owner):
            "belongs to \(owner); remove it from one of the two"
        case .terminating:
            "is being deleted; will be applied when it is gone"
        case .duplicate(let place):
            "is defined more than once; the first definition is at \(place)"
        case .guardAgainstDeletingEverything:
            "is not deleted: nothing would be left of the application; set sync.allowEmpty to allow that"
        }
    }
}

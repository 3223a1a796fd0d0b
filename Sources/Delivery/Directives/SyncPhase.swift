/// A part of an operation that is done before the next begins.
///
/// Source: Argo CD's resource hooks, whose names these are; those of checks are ours, and no annotation names them.
package enum SyncPhase: String, Sendable, Hashable, CaseIterable {
    /// Checks, before anything is made or applied.
    case before = "Before"
    /// Before anything is applied.
    case preSync = "PreSync"
    /// Together with what is applied.
    case sync = "Sync"
    /// Once all that was applied is healthy.
    case postSync = "PostSync"
    /// Checks, once all is done.
    case after = "After"
    /// Once an operation has failed.
    case syncFail = "SyncFail"
    /// Before the objects of an application that is deleted.
    case preDelete = "PreDelete"
    /// Once they are gone.
    case postDelete = "PostDelete"

    /// Those that an annotation can name.
    package static let ofHooks = allCases.filter { !$0.isOfChecks }

    package var isOfChecks: Bool { self == .before || self == .after }
}

extension SyncPhase: Comparable {
    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: SyncPhase, right: SyncPhase) -> Bool { left.order < right.order }
}

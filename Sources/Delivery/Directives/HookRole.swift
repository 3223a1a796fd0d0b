/// That an object is not part of what is to be there, but does something at certain moments.
package struct HookRole: Sendable, Hashable {
    /// When it does so.
    package struct Moment: Sendable, Hashable {
        package var phase: SyncPhase
        /// Nil for every operation that goes on to something newer.
        package var only: Change?

        package init(_ phase: SyncPhase, only: Change? = nil) {
            self.phase = phase
            self.only = only
        }
    }

    /// Helm tells these apart, nobody else does.
    package enum Change: Sendable, Hashable {
        /// Nothing of the application was ever applied successfully.
        case install
        case upgrade
        /// Back to an earlier revision. As in Helm and Argo CD, what goes on to something newer is not run for that.
        case rollback
    }

    /// When it is deleted.
    package enum DeletePolicy: String, Sendable, Hashable, CaseIterable {
        /// When it is about to run again.
        case beforeHookCreation = "BeforeHookCreation"
        case hookSucceeded = "HookSucceeded"
        case hookFailed = "HookFailed"
    }

    /// Empty for what is never to run.
    package var moments: [Moment]
    package var deletePolicies: Set<DeletePolicy>
    /// Whether it has the stage to itself, as every hook of Helm's; others of one wave run together.
    package var isAlone: Bool
    /// The moments as the annotation has them.
    package var words: [String]

    /// - Parameter deletePolicies: none for the default, which is the same everywhere.
    package init(moments: [Moment], deletePolicies: Set<DeletePolicy> = [], isAlone: Bool = false, words: [String]) {
        self.moments = moments
        self.deletePolicies = deletePolicies.isEmpty ? [.beforeHookCreation] : deletePolicies
        self.isAlone = isAlone
        self.words = words
    }

    /// Whether it runs in a phase.
    package func runs(in phase: SyncPhase, of change: Change) -> Bool {
        moments.contains { $0.phase == phase && ($0.only.map { $0 == change } ?? (change != .rollback)) }
    }
}

/// Helm's words. Source: https://helm.sh/docs/topics/charts_hooks/
extension HookRole {
    /// - Parameters:
    ///   - events: as in `helm.sh/hook`; what tests is for another command than those that Martlet stands for.
    ///   - deletePolicies: as in `helm.sh/hook-delete-policy`; unknown ones say nothing, as in Helm.
    package init(helmEvents events: [String], deletePolicies: [String]) {
        self.init(
            moments: events.compactMap { Self.helmMoments[$0] },
            deletePolicies: Set(deletePolicies.compactMap { Self.helmPolicies[$0] }), isAlone: true, words: events)
    }

    private static let helmMoments: [String: Moment] = [
        "pre-install": Moment(.preSync, only: .install), "pre-upgrade": Moment(.preSync, only: .upgrade),
        "post-install": Moment(.postSync, only: .install), "post-upgrade": Moment(.postSync, only: .upgrade),
        "pre-rollback": Moment(.preSync, only: .rollback), "post-rollback": Moment(.postSync, only: .rollback),
        "pre-delete": Moment(.preDelete), "post-delete": Moment(.postDelete),
    ]

    /// Those of which nothing runs here.
    static let helmIdle: Set = ["test", "test-success", "test-failure"]

    static func isHelmEvent(_ word: String) -> Bool { helmMoments[word] != nil || helmIdle.contains(word) }

    private static let helmPolicies: [String: DeletePolicy] = [
        "before-hook-creation": .beforeHookCreation, "hook-succeeded": .hookSucceeded, "hook-failed": .hookFailed,
    ]
}

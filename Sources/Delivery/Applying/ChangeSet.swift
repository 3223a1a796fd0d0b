internal import Documents
package import KubeModel
package import Observing
package import Planning

/// What came of one planned write.
package struct ObjectResult: Sendable {
    /// How it ended. A failure is this object's alone.
    package enum Outcome: Sendable {
        case created
        case updated
        /// The server had nothing to change.
        case unchanged
        /// The deletion was accepted; the object is gone once the live index has no row of it.
        case deleting
        case failed(ObjectProblem)
        /// Held back, because it failed or was repaired too often a short time ago.
        case held(until: Double)
    }

    package var planned: PlannedObject
    package var outcome: Outcome
    /// After a successful apply: what the object is to stay like.
    package var settled: InventoryEntry.Settled?
    /// Whose changes were undone, where that was asked for.
    package var opponents: [ObjectPacing.Opponent]
    /// What others had changed, where that was asked for.
    package var lost: [LostField] = []
    /// After a successful apply: as what the server serves the object, which may be known only since the plan was made.
    package var type: ResourceType?
    /// What the server said besides.
    package var warnings: [String] = []

    package init(
        planned: PlannedObject, outcome: Outcome, settled: InventoryEntry.Settled? = nil,
        opponents: [ObjectPacing.Opponent] = [], type: ResourceType? = nil
    ) {
        self.planned = planned
        self.outcome = outcome
        self.settled = settled
        self.opponents = opponents
        self.type = type
    }

    /// Whether the object is known to be as it was planned.
    var isApplied: Bool {
        switch outcome {
        case .created, .updated, .unchanged: true
        case .deleting, .failed, .held: false
        }
    }
}

/// What came of a plan.
package struct ChangeSet: Sendable {
    package var results: [ObjectResult]

    package init(results: [ObjectResult] = []) { self.results = results }

    package var created: Int { count { if case .created = $0 { true } else { false } } }
    package var updated: Int { count { if case .updated = $0 { true } else { false } } }
    package var unchanged: Int { count { if case .unchanged = $0 { true } else { false } } }
    package var deleted: Int { count { if case .deleting = $0 { true } else { false } } }
    package var problems: [ObjectProblem] {
        results.compactMap { if case .failed(let problem) = $0.outcome { problem } else { nil } }
    }

    /// Whether anything was sent to the server.
    package var isEmpty: Bool {
        results.allSatisfy { if case .held = $0.outcome { true } else { false } }
    }

    /// Whether everything was written that was to be.
    var isComplete: Bool {
        results.allSatisfy {
            switch $0.outcome {
            case .failed, .held: false
            case .created, .updated, .unchanged, .deleting: true
            }
        }
    }

    private func count(_ isCounted: (ObjectResult.Outcome) -> Bool) -> Int {
        results.count { isCounted($0.outcome) }
    }
}

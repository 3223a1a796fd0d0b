package import Directives
package import Documents

/// An object as it shall be.
package struct DesiredObject: Sendable, Hashable {
    package var id: ObjectID
    /// The version part of the manifest's apiVersion, for instance `v1`.
    package var version: String
    /// Of the manifest as it will be applied: with the marks, and without what `ignoreDifferences` leaves to others.
    package var digest: UInt64
    /// `file:line` of the manifest.
    package var place: String
    /// Whether it is made again once it is gone.
    package var rerun: Rerun
    /// Where its annotations put it in the order of applying.
    package var wave: Int32
    package var options: ObjectOptions

    package init(
        id: ObjectID, version: String, digest: UInt64, place: String, rerun: Rerun = .unlessFinished, wave: Int32 = 0,
        options: ObjectOptions = ObjectOptions()
    ) {
        self.id = id
        self.version = version
        self.digest = digest
        self.place = place
        self.rerun = rerun
        self.wave = wave
        self.options = options
    }
}

/// What decides over a plan beside the objects themselves.
package struct PlanOptions: Sendable, Hashable {
    /// The application planned for.
    package var owner: ObjectKey
    /// Delete what is no longer desired.
    package var prune: Bool
    /// Repair what others changed or deleted. Where a person asks for one sync, the caller sets this for it.
    package var selfHeal: Bool
    /// Allow a plan that leaves the application with nothing.
    package var allowEmpty: Bool
    /// Apply everything that can be applied, also what is as it should be.
    package var forceAll: Bool
    /// Make again what has run to its end and is gone: only where a person asks for it.
    package var rerunFinished: Bool
    /// Why nothing is deleted although pruning is on; nil where nothing stands against it.
    package var doubt: String?
    /// What the application lives by, its namespace for one: it is never deleted, and not waited for.
    package var holders: Set<ObjectID> = []
    /// What waits for the application in turn: it is deleted, and not waited for.
    package var unawaited: Set<ObjectID> = []
    /// Hooks that are to run, or have run for the operation that goes on.
    package var hooks: Set<ObjectID> = []
    /// What is there for the other objects only: that it is left does not make the application have something.
    package var backdrop: Set<ObjectID> = []
    /// Whether it is for the end of the application.
    package var isEnd = false
    /// Whether a person has confirmed what is to be deleted only then.
    package var isConfirmed = false

    package init(
        owner: ObjectKey, prune: Bool, selfHeal: Bool, allowEmpty: Bool, forceAll: Bool, rerunFinished: Bool = false
    ) {
        self.owner = owner
        self.prune = prune
        self.selfHeal = selfHeal
        self.allowEmpty = allowEmpty
        self.forceAll = forceAll
        self.rerunFinished = rerunFinished
    }
}

/// One object of a plan.
package struct PlannedObject: Sendable, Hashable {
    package var id: ObjectID
    /// The API version to write it with.
    package var version: String
    package var action: Action
    package var rank: ApplyRank
    /// For what is desired, its wave in this plan; else as the live object has it.
    package var wave: Int32 = 0
    /// Where in `desired` the object is; nil for what is not desired.
    package var desiredIndex: Int?
    /// What was known of the live object; its uid is the precondition of a delete.
    package var live: LiveRow?

    /// When it is deleted, if it is.
    var removalTurn: RemovalTurn { RemovalTurn(id.groupKind, wave: wave) }
}

extension PlannedObject {
    /// What no plan has, and is about to be made, as hooks are.
    package init(making id: ObjectID, version: String) {
        self.init(id: id, version: version, action: .create(.new), rank: applyRank(id.groupKind))
    }
}

/// What it takes to bring the cluster from what it is to what is desired.
///
/// How to carry it out, so that a crash at any point leaves nothing behind that nobody knows of:
/// 1. store `inventoryDuring`, where it differs from the inventory stored now, before anything else;
/// 2. apply the stages in order, and `settle` each object in the inventory once the server has confirmed it;
/// 3. delete the stages in order, each object under the precondition of its uid, and `forget` it once it is gone;
/// 4. store the inventory that came out.
package struct Plan: Sendable, Hashable {
    /// Creates and updates, in stages that are each to be finished before the next begins; none is empty, and each is of one
    /// wave.
    package var applies: [[PlannedObject]]
    /// Deletes, likewise, in an order of their own: see `RemovalTurn`.
    package var deletes: [[PlannedObject]]
    /// Those of them that are put off, until all the rest is done: see `pruningLast`.
    package var postponed: [[PlannedObject]] = []
    package var kept: [PlannedObject]
    package var blocked: [PlannedObject]
    package var released: [PlannedObject]
    /// Not desired, and no longer there.
    package var forgotten: [InventoryEntry]
    /// What to store before the first write: what is known now and everything that is about to be applied.
    package var inventoryDuring: Inventory
    package var summary: PlanSummary
    /// Of each desired object its wave; empty where all are of wave 0.
    package var waves: [Int32] = []

    /// What is deleted without being waited for.
    package var unawaited: Set<ObjectID>

    /// Whether there is nothing to write to the cluster.
    package var isEmpty: Bool { applies.isEmpty && deletes.isEmpty }
}

/// A stage of deletes begins when that before it is gone: whoever tears objects of one kind down may be among the objects
/// of the next.
extension Plan {
    /// The turn of what is on its way out and goes before others; nil where nothing is.
    private var leavingTurn: RemovalTurn? {
        kept.lazy.filter { $0.action == .keep(.terminating) }.map(\.removalTurn).min()
    }

    /// The stages of deletes without those that come after something on its way out.
    package var openDeletes: [[PlannedObject]] { deletes(notAfter: leavingTurn) }

    /// How many deletes wait for something on its way out.
    package var waitingDeletes: Int { deletes.joined().count - openDeletes.joined().count }

    /// Without the deletes that come after such an object.
    package func deferringDeletes(after ids: some Sequence<ObjectID>) -> Plan {
        var plan = self
        plan.deletes = deletes(notAfter: ids.map { RemovalTurn($0.groupKind) }.min())
        return plan
    }

    private func deletes(notAfter turn: RemovalTurn?) -> [[PlannedObject]] {
        guard let turn else { return deletes }
        return deletes.filter { $0.allSatisfy { $0.removalTurn <= turn } }
    }
}

extension Plan {
    /// The part that applies some objects, and does nothing else.
    ///
    /// - Parameter known: the inventory that it was planned on.
    package func only(_ ids: Set<ObjectID>, _ known: Inventory) -> Plan {
        var plan = self
        plan.applies = applies.map { $0.filter { ids.contains($0.id) } }.filter { !$0.isEmpty }
        (plan.deletes, plan.postponed) = ([], [])
        plan.inventoryDuring = known
        for planned in plan.applies.joined() where planned.action.forgetsLastApply {
            plan.inventoryDuring.intend(planned.id, version: planned.version)
        }
        return plan
    }
}

/// How much a plan changes, for the log and for status.
package struct PlanSummary: Sendable, Hashable {
    /// How many objects are desired.
    package var objects = 0
    package var unchanged = 0
    /// How many objects are not as they are desired, whether or not the plan does something about it.
    package var outOfSync = 0

    package init() {}
}

extension Action {
    /// Whether an object with this action is at odds with what is desired.
    var isOutOfSync: Bool {
        switch self {
        case .unchanged, .update(.resync), .keep(.annotated), .keep(.finished), .keep(.holder), .keep(.hook),
            .keep(.leftAlone), .release:
            false
        case .create, .update, .delete, .keep, .blocked: true
        }
    }
}

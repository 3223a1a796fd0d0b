internal import Directives
package import Documents

/// Plans what to do about every object that is desired or was applied before.
///
/// Pure: the plan depends on the arguments alone. `live` has to be in step with the cluster, or the plan acts on what
/// is not so; it is asked at most once per object.
package func plan(
    desired: [DesiredObject], inventory: Inventory, live: (ObjectID) -> LiveRow?, options: PlanOptions
) -> Plan {
    var planner = Planner(inventory: inventory, options: options)
    planner.planDesired(desired, live: live)
    planner.planRemembered(live: live)
    planner.guardAgainstDeletingEverything()
    return planner.finished()
}

private struct Planner {
    let inventory: Inventory
    let options: PlanOptions

    private var applies: [PlannedObject] = []
    private var deletes: [PlannedObject] = []
    private var kept: [PlannedObject] = []
    private var blocked: [PlannedObject] = []
    private var released: [PlannedObject] = []
    private var forgotten: [InventoryEntry] = []
    private var inventoryDuring: Inventory
    private var summary = PlanSummary()
    private var seen = SeenObjects()
    /// How many entries of the inventory are of objects that are desired.
    private var stillDesired = 0
    /// Whether something will be left of the application when the deletes are done.
    private var leavesSomething = false
    private var waves: [Int32] = []

    init(inventory: Inventory, options: PlanOptions) {
        self.inventory = inventory
        self.options = options
        inventoryDuring = inventory
    }

    mutating func planDesired(_ desired: [DesiredObject], live: (ObjectID) -> LiveRow?) {
        seen.reserveCapacity(desired.count)
        waves = effectiveWaves(of: desired)
        for (index, object) in desired.enumerated() {
            if let first = seen.insert(object.id, at: index) {
                record(.blocked(.duplicate(of: desired[first].place)), object, index, row: nil)
                continue
            }
            let (row, entry) = (live(object.id), inventory[object.id])
            if let row { seen.uids.append(row.uid) }
            if entry != nil { stillDesired += 1 }
            summary.objects += 1
            record(options.action(for: object, entry: entry, row: row), object, index, row: row)
        }
    }

    private mutating func record(_ action: Action, _ object: DesiredObject, _ index: Int, row: LiveRow?) {
        if action == .unchanged {
            summary.unchanged += 1
            if !options.backdrop.contains(object.id) { leavesSomething = true }
            return
        }
        if action.forgetsLastApply { inventoryDuring.intend(object.id, version: object.version) }
        add(
            PlannedObject(
                id: object.id, version: object.version, action: action, rank: applyRank(object.id.groupKind),
                wave: waves.isEmpty ? 0 : waves[index], desiredIndex: index, live: row))
    }

    mutating func planRemembered(live: (ObjectID) -> LiveRow?) {
        guard stillDesired < inventory.count else { return }
        let desiredUIDs = Set(seen.uids)
        for entry in inventory.unorderedEntries where !seen.contains(entry.id) {
            guard let row = live(entry.id) else {
                forgotten.append(entry)
                inventoryDuring.forget(entry.id)
                continue
            }
            // Servers show some objects in several groups: the uid tells, or else the name.
            let isDesiredElsewhere = desiredUIDs.contains(row.uid) || seen.containsAlias(of: entry.id)
            let action = options.actionWhereNotDesired(entry.id, row, isDesiredElsewhere: isDesiredElsewhere)
            if case .release = action { inventoryDuring.forget(entry.id) }
            add(
                PlannedObject(
                    id: entry.id, version: entry.version, action: action, rank: applyRank(entry.id.groupKind),
                    wave: row.wave, desiredIndex: nil, live: row))
        }
    }

    private mutating func add(_ object: PlannedObject) {
        switch object.action {
        case .create, .update: applies.append(object)
        case .delete: deletes.append(object)
        case .keep: kept.append(object)
        case .blocked: blocked.append(object)
        case .release: released.append(object)
        case .unchanged: break
        }
        if case .blocked = object.action { return }
        if object.desiredIndex != nil, !options.backdrop.contains(object.id) { leavesSomething = true }
    }

    /// A render that comes out empty is far more often a mistake than a wish.
    mutating func guardAgainstDeletingEverything() {
        guard !options.allowEmpty, !leavesSomething else { return }
        for var object in deletes {
            object.action = .blocked(.guardAgainstDeletingEverything)
            blocked.append(object)
        }
        deletes = []
    }

    mutating func finished() -> Plan {
        summary.outOfSync = [applies, deletes, kept, blocked].joined().count { $0.action.isOutOfSync }
        return Plan(
            applies: applies.inStages(), deletes: deletes.inRemovalStages(),
            kept: kept.inOrder(), blocked: blocked.inOrder(), released: released.inOrder(),
            forgotten: Inventory(forgotten).entries, inventoryDuring: inventoryDuring, summary: summary, waves: waves,
            unawaited: options.unawaited)
    }
}

extension PlanOptions {
    fileprivate func action(for object: DesiredObject, entry: InventoryEntry?, row: LiveRow?) -> Action {
        switch object.options.application {
        case .never: return .keep(.leftAlone)
        case .once where row.map(isOurs) ?? false && entry?.settled != nil: return .keep(.leftAlone)
        case .once, .merged, .always, nil: break
        }
        let repairs = selfHeal || forceAll
        // The last apply, where it was of this very manifest.
        let settled = entry?.settled.flatMap { settled in
            settled.manifest == object.digest && entry?.version == object.version ? settled : nil
        }
        guard let row else {
            guard let settled else { return .create(.new) }
            return actionWhereGone(object, settled)
        }
        if let other = row.owner, other != owner {
            // What we have applied does not become another's by its name alone; to write it there is drift.
            guard row.claim == .void, entry?.settled != nil else {
                return .blocked(.ownedByAnother(Owner(other, seenBy: owner)))
            }
        }
        if row.isTerminating { return .blocked(.terminating) }
        guard entry?.settled != nil else { return .update(isOurs(row) ? .unverified : .adopt) }
        guard let settled else { return .update(.changed) }
        if isOurs(row), settled.projection == row.projection { return forceAll ? .update(.resync) : .unchanged }
        return repairs ? .update(.drifted) : .keep(.driftNotRepaired)
    }

    /// What was applied as it is desired, and is gone.
    private func actionWhereGone(_ object: DesiredObject, _ settled: InventoryEntry.Settled) -> Action {
        let isDone =
            switch object.rerun {
            case .unlessFinished: settled.finish != nil
            case .always: false
            case .never: true
            }
        if isDone { return rerunFinished ? .create(.rerun) : .keep(.finished(settled.finish)) }
        return selfHeal || forceAll ? .create(.recreate) : .keep(.deletionNotRepaired)
    }

    fileprivate func actionWhereNotDesired(_ id: ObjectID, _ row: LiveRow, isDesiredElsewhere: Bool) -> Action {
        if let other = row.owner, other != owner {
            let owner = Owner(other, seenBy: owner)
            return row.claim == .upheld ? .release(.ownedByAnother(owner)) : .keep(.disputed(owner))
        }
        guard isOurs(row) else { return .release(.unmarked) }
        if row.hook != nil, hooks.contains(id) { return .keep(.hook) }
        if isDesiredElsewhere { return .release(.desiredUnderAnotherGroup) }
        if holders.contains(id) { return .keep(.holder) }
        if row.isTerminating { return .keep(unawaited.contains(id) ? .holder : .terminating) }
        switch isEnd ? row.delete : row.prune {
        case .never: return .keep(.annotated)
        case .confirmed where prune && !isConfirmed: return .keep(.unconfirmed)
        case .allowed, .confirmed: break
        }
        guard prune else { return .keep(.pruneOff) }
        return doubt.map { .keep(.doubtful($0)) } ?? .delete
    }

    private func isOurs(_ row: LiveRow) -> Bool { row.managedByUs && row.owner == owner }
}

extension Action {
    /// Whether the inventory's record of the last apply is void once this one may have happened. A repair applies what
    /// was applied before, so its record stays true whether or not it happens, and needs no write beforehand.
    var forgetsLastApply: Bool {
        switch self {
        case .create(.new), .create(.rerun), .update(.changed), .update(.adopt), .update(.unverified): true
        default: false
        }
    }
}

/// The desired objects: where each stands among `desired`, and the uids of those that are there.
private struct SeenObjects {
    private var indices: [ObjectID: Int] = [:]
    var uids: [String] = []

    mutating func reserveCapacity(_ count: Int) {
        indices.reserveCapacity(count)
        uids.reserveCapacity(count)
    }

    /// Returns the index under which the object was inserted before, and keeps it.
    mutating func insert(_ id: ObjectID, at index: Int) -> Int? {
        guard let first = indices.updateValue(index, forKey: id) else { return nil }
        indices[id] = first
        return first
    }

    func contains(_ id: ObjectID) -> Bool { indices[id] != nil }

    /// Whether an object is also desired in another group that serves it: a manifest that moves from one to the other
    /// must not get the object deleted.
    func containsAlias(of id: ObjectID) -> Bool {
        FormerGroups.aliases(of: id).contains(where: contains)
    }
}

extension [PlannedObject] {
    fileprivate func inOrder() -> [PlannedObject] {
        sorted { $0.wave == $1.wave ? precedes($0.id, $0.rank, $1.id, $1.rank) : $0.wave < $1.wave }
    }

    fileprivate func inRemovalStages() -> [[PlannedObject]] {
        Dictionary(grouping: inOrder().reversed(), by: \.removalTurn).sorted { $0.key < $1.key }.map(\.value)
    }

    fileprivate func inStages() -> [[PlannedObject]] {
        var stages: [[PlannedObject]] = []
        for object in inOrder() {
            if let last = stages.last?.last, last.rank.stage == object.rank.stage, last.wave == object.wave {
                stages[stages.count - 1].append(object)
            } else {
                stages.append([object])
            }
        }
        return stages
    }
}

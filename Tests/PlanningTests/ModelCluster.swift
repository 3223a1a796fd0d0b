import Directives
import Documents
import Planning
import TestKit

/// A cluster as small as the planner needs one: objects with marks, a hash of what we own of them, and a uid.
struct ModelCluster {
    private(set) var rows: [ObjectID: LiveRow] = [:]
    private var lastUID = 0

    /// What an object looks like after `digest` was applied to it.
    static func projection(of digest: UInt64) -> UInt64 { digest &* 31 &+ 7 }

    mutating func apply(_ id: ObjectID, digest: UInt64, owner: ObjectKey?) -> LiveRow {
        var row = rows[id] ?? newRow()
        row.projection = Self.projection(of: digest)
        row.owner = owner
        row.managedByUs = owner != nil
        rows[id] = row
        return row
    }

    /// False where the precondition does not hold.
    mutating func delete(_ id: ObjectID, uid: String) -> Bool {
        guard rows[id]?.uid == uid else { return false }
        rows[id] = nil
        return true
    }

    mutating func edit(_ id: ObjectID, _ change: (inout LiveRow?) -> Void) { change(&rows[id]) }

    private mutating func newRow() -> LiveRow {
        lastUID += 1
        return LiveRow(
            uid: "\(lastUID)", resourceVersion: "1", projection: 0, owner: nil, managedByUs: false,
            isTerminating: false, keep: false)
    }
}

/// Carries plans out as `Plan` says, with failures where it is told so, and records what must never happen.
struct ModelApplier {
    var cluster = ModelCluster()
    /// What survives a crash.
    private(set) var stored = Inventory()
    private(set) var violations: [String] = []
    /// In percent, for each write.
    var failures: Int
    var crashes: Int
    /// Objects that we created and nobody else took since.
    private var created: Set<ObjectID> = []

    init(failures: Int, crashes: Int) {
        self.failures = failures
        self.crashes = crashes
    }

    /// How a write ends. A request may also fail on its way back, after it was carried out.
    private enum Ending { case success, failedBefore, failedAfter, crashBefore, crashAfter }

    private func ending(_ random: inout SeededRandom) -> Ending {
        if random.chance(crashes) { return random.chance(50) ? .crashBefore : .crashAfter }
        if random.chance(failures) { return random.chance(50) ? .failedBefore : .failedAfter }
        return .success
    }

    @discardableResult
    mutating func sync(_ desired: [DesiredObject], options: PlanOptions, random: inout SeededRandom) -> Plan {
        let plan = plan(desired: desired, inventory: stored, live: { cluster.rows[$0] }, options: options)
        var inventory = plan.inventoryDuring
        stored = inventory
        if carryOut(plan, desired, options, &inventory, &random) { stored = inventory }
        checkNothingIsLost()
        return plan
    }

    /// False where it crashed: then what it learned is lost.
    private mutating func carryOut(
        _ plan: Plan, _ desired: [DesiredObject], _ options: PlanOptions, _ inventory: inout Inventory,
        _ random: inout SeededRandom
    ) -> Bool {
        for object in plan.applies.joined() {
            guard let index = object.desiredIndex else { continue }
            let ending = ending(&random)
            if ending == .crashBefore { return false }
            if ending == .failedBefore { continue }
            if cluster.rows[object.id] == nil { created.insert(object.id) }
            let row = cluster.apply(object.id, digest: desired[index].digest, owner: options.owner)
            checkNothingIsLost()
            if ending == .crashAfter { return false }
            guard ending == .success else { continue }
            inventory.settle(
                object.id, version: object.version, manifest: desired[index].digest, projection: row.projection)
        }
        for object in plan.deletes.joined() {
            let ending = ending(&random)
            if ending == .crashBefore { return false }
            if ending == .failedBefore { continue }
            checkMayDelete(object, options)
            _ = cluster.delete(object.id, uid: object.live?.uid ?? "")
            if ending == .crashAfter { return false }
            if ending == .success { inventory.forget(object.id) }
        }
        return true
    }

    private mutating func checkMayDelete(_ object: PlannedObject, _ options: PlanOptions) {
        guard let row = cluster.rows[object.id] else { return }
        if row.owner != options.owner || !row.managedByUs {
            violations.append("deletes \(object.id), which is not ours")
        }
        if row.isKept { violations.append("deletes \(object.id), which asks to stay") }
        if !stored.contains(object.id) { violations.append("deletes \(object.id), which is not in the inventory") }
        if !options.prune { violations.append("deletes \(object.id) although pruning is off") }
    }

    /// Everything that we created and that still carries our mark has to be in the stored inventory at any moment.
    private mutating func checkNothingIsLost() {
        for id in created {
            guard let row = cluster.rows[id], row.owner == me, row.managedByUs else {
                created.remove(id)
                continue
            }
            if !stored.contains(id) { violations.append("lost track of \(id)") }
        }
    }
}

extension LiveRow {
    /// Whether it asks to stay when it is no longer desired.
    var isKept: Bool {
        get { prune == .never }
        set { prune = newValue ? .never : .allowed }
    }
}

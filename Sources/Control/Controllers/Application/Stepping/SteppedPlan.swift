internal import Documents
internal import Planning

/// What is left of a plan that is carried out in steps.
struct SteppedPlan: Sendable {
    var plan: Plan
    /// For making it anew.
    var options: PlanOptions
    var allowance: GateVerdict.Allowance
    /// What is applied again only because that was asked for, and was.
    var done: Set<ObjectID> = []
    /// Objects that are left alone for now, and until when; monotonic seconds.
    var held: [ObjectID: Double] = [:]

    /// What can be applied now, whatever its wave.
    var due: [PlannedObject] { plan.applies.joined().filter { held[$0.id] == nil && !done.contains($0.id) } }

    /// What stands in the way of objects.
    var blocked: [ObjectID: Action] { Dictionary(plan.blocked.map { ($0.id, $0.action) }) { first, _ in first } }

    var mayPrune: Bool {
        allowance == .everything && plan.openDeletes.joined().contains { held[$0.id] == nil }
    }

    /// What one step of it writes.
    func part(wave: Int32?, prunes: Bool) -> Plan {
        var part = plan
        let due = Set(due.filter { $0.wave == wave }.map(\.id))
        part.applies = plan.applies.map { $0.filter { due.contains($0.id) } }.filter { !$0.isEmpty }
        if !prunes { part.deletes = [] }
        return part
    }
}

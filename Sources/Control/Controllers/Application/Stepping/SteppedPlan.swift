internal import Directives
internal import Documents
internal import Operating
internal import Planning

/// What is left of a plan that is carried out in steps.
struct SteppedPlan: Sendable {
    var plan: Plan
    /// For making it anew.
    var options: PlanOptions
    var allowance: GateVerdict.Allowance
    /// What is applied again only because that was asked for, and was.
    var done: Set<ObjectID> = []
    /// What windows have said, which is asked anew before each step.
    var windows: WindowHolds?
    /// What hooks cannot be without, and the first step that has such hooks.
    var needed: [ObjectID: Operation.Place] = [:]
    /// Objects that are left alone for now, and until when; monotonic seconds.
    var held: [ObjectID: Double] = [:]

    /// What can be applied now, whatever its wave.
    var due: [PlannedObject] { plan.applies.joined().filter { held[$0.id] == nil && !done.contains($0.id) } }

    /// What stands in the way of objects.
    var blocked: [ObjectID: Action] { Dictionary(plan.blocked.map { ($0.id, $0.action) }) { first, _ in first } }

    var mayPrune: Bool {
        allowance == .everything && plan.openDeletes.joined().contains { held[$0.id] == nil }
    }

    /// Whether something is put off that may be deleted once all the rest is done.
    var mayPruneLast: Bool {
        allowance == .everything && plan.postponed.joined().contains { held[$0.id] == nil }
    }

    /// What is on its way out and goes before what is put off, in words; nil for nothing.
    var leaving: String? {
        plan.kept.first { $0.action == .keep(.terminating) }.map { "\($0.id) \($0.action)" }
    }

    /// What one step of it writes.
    func part(_ stage: Course.Stage) -> Plan {
        var part = plan
        let place = stage.applies ? stage.place : nil
        let due = Set(due.filter { self.place(of: $0.id, wave: $0.wave) == place }.map(\.id))
        part.applies = plan.applies.map { $0.filter { due.contains($0.id) } }.filter { !$0.isEmpty }
        part.deletes = stage.prunes ? plan.deletes : stage.prunesLast ? plan.postponed : []
        return part
    }

    private func place(of id: ObjectID, wave: Int32) -> Operation.Place {
        needed[id] ?? Operation.Place(phase: .sync, wave: wave)
    }
}

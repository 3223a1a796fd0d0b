internal import Documents
internal import GitOpsAPI
internal import Operating
internal import Planning
internal import Sourcing

extension Gates {
    /// A person wants the application back at a revision that cannot be had: all goes on as if nobody had asked.
    static func rollback(_ request: GateRequest) -> GateVerdict? {
        request.refusedRollback.map {
            GateVerdict(
                gate: "Rollback", allows: .everything, verdict: .stalls($0), leavesReasonToComparison: true)
        }
    }

    /// An application that goes back by itself deletes nothing with which more goes than what is in git.
    static func irreversibleRollback(_ request: GateRequest) -> GateVerdict? {
        guard let pin = request.pin, pin.cause == .failure, let planned = request.planned,
            let first = planned.plan.deletes.joined().first(where: \.holdsMore)
        else { return nil }
        let message =
            "\(pin.reason); went back to \(RevisionText.short(pin.revision)), but deletes nothing of what came later, because data "
            + "would go with \(first.id): to have that done, annotate the application with \(Annotations.rollback): "
            + RevisionText.short(pin.revision)
        return GateVerdict(
            gate: "IrreversibleRollback", allows: .applies,
            verdict: .waits(Finding(reason: "RollbackHeld", message: message)))
    }
}

extension PlannedObject {
    /// Whether other objects go with it, or what they have stored.
    fileprivate var holdsMore: Bool {
        switch (id.group, id.kind) {
        case ("", "Namespace"), ("", "PersistentVolumeClaim"), ("", "PersistentVolume"),
            ("apiextensions.k8s.io", "CustomResourceDefinition"):
            true
        default: false
        }
    }
}

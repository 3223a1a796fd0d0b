internal import GitOpsAPI
internal import KubeModel

/// That nothing that belongs to an application is touched.
struct Suspension: Sendable, Hashable {
    /// Why, and what ends it.
    var message: String
    /// When it ends by itself; nil for never.
    var until: KubeTime?

    /// Nil where an application is not suspended at this moment: neither by its specification, nor by an annotation whose time
    /// has not come yet. A time that cannot be read suspends, too: somebody meant to.
    init?(_ spec: GitOpsApplication.Spec, _ metadata: ResourceMetadata, now: KubeTime) {
        let reason = metadata.annotations[Annotations.suspendReason].map { ": \($0)" } ?? ""
        if spec.suspend {
            message = "spec.suspend is on; turn it off to go on\(reason)"
            return
        }
        guard let text = metadata.annotations[Annotations.suspendedUntil] else { return nil }
        guard let until = KubeTime(text) else {
            message =
                "the annotation \(Annotations.suspendedUntil) is no time such as 2026-11-30T08:00:00Z; mend it "
                + "or take it away to go on\(reason)"
            return
        }
        guard now < until else { return nil }
        self.until = until
        message = "suspended until \(until) by the annotation \(Annotations.suspendedUntil)\(reason)"
    }
}

extension Gates {
    /// Nothing that belongs to a suspended application is touched.
    static func suspension(_ request: GateRequest) -> GateVerdict? {
        request.suspension.map {
            GateVerdict(
                gate: "Suspension", allows: .nothing, verdict: .suspended, remark: $0.message, until: $0.until)
        }
    }
}

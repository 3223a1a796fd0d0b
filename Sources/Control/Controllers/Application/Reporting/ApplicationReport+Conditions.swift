internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Operating
internal import Planning
internal import Sourcing

extension ApplicationReport {
    /// Whether objects have had the time that `health.timeout` gives them.
    func isOverdue(_ status: GitOpsApplication.Status, _ spec: GitOpsApplication.Spec?, now: KubeTime) -> Bool {
        healthDeadline(status, spec, now: now).map { $0 < now } ?? false
    }

    /// When objects that are not healthy have had their time; nil where nothing is waited for.
    ///
    /// The time begins with the end of the operation, and anew when objects that were well fall ill later on.
    func healthDeadline(
        _ status: GitOpsApplication.Status, _ spec: GitOpsApplication.Spec?, now: KubeTime
    ) -> KubeTime? {
        guard let spec, let compared, compared.health.status > .suspended, let end = status.operation?.finishedAt else {
            return nil
        }
        return max(end, status.unreadySince ?? now) + spec.health.timeout.duration
    }

    func setConditions(
        of status: inout GitOpsApplication.Status, _ spec: GitOpsApplication.Spec?, generation: Int, now: KubeTime
    ) {
        let (ready, reconciling) = readiness(status, spec, now: now)
        func set(_ type: String, _ value: Condition.Status, _ finding: Finding) {
            status.conditions.set(
                type, value, reason: finding.reason, message: finding.message, generation: generation, now: now)
        }
        if let ready { set(ConditionType.ready, ready.status, ready.finding) }
        // Never an empty message: some old API servers refuse those.
        let reason = ready?.finding.reason ?? "Suspended"
        let idle = Finding(reason: reason, message: "nothing is under way")
        set(ConditionType.reconciling, reconciling == nil ? .false : .true, reconciling ?? idle)
        if case .stalls(let finding) = verdict {
            set(ConditionType.stalled, .true, finding)
        } else {
            set(ConditionType.stalled, .false, Finding(reason: reason, message: "works"))
        }
    }

    typealias Readiness = (status: Condition.Status, finding: Finding)

    /// Whether the application is ready (nil: as before), and what is under way.
    private func readiness(
        _ status: GitOpsApplication.Status, _ spec: GitOpsApplication.Spec?, now: KubeTime
    ) -> (ready: Readiness?, reconciling: Finding?) {
        switch verdict {
        case .suspended: return (nil, nil)
        case .stalls(let finding): return ((.false, finding), nil)
        case .waits(let finding), .fails(let finding): return ((.false, finding), finding)
        case .proceeds: break
        }
        guard let compared else { return (nil, nil) }
        if let stepped = standing?.readiness { return stepped }
        if compared.isLeaving {
            let finding = Finding(
                reason: "Pruning", message: Report.waiting(count: compared.outOfSync, for: compared.leaving))
            return ((.false, finding), finding)
        }
        if let pin = status.pin, pin.skipped.revision == compared.revision {
            let finding = Finding(
                reason: "RollingBack", message: "\(pin.reason); goes back to \(RevisionText.short(pin.revision))")
            return ((.false, finding), finding)
        }
        if !compared.isSynced { return unsynced(compared) }
        let found = health(compared, isOverdue: isOverdue(status, spec, now: now))
        guard let pin = status.pin, found.ready?.status == .true else { return found }
        return ((.false, Finding(reason: "RolledBack", message: Report.rolledBack(pin))), nil)
    }

    private func unsynced(_ compared: Comparison) -> (Readiness?, Finding?) {
        let message = Report.remainder(compared)
        if compared.isManual {
            let hint = "\(message); annotate the application with \(Annotations.sync) to apply it"
            return ((.false, Finding(reason: "OutOfSync", message: hint)), nil)
        }
        let hasFailed = compared.problems.contains { $0.reason != ObjectProblem.fight }
        let reason = hasFailed ? "SyncFailed" : compared.obstacles.first?.reason ?? "OutOfSync"
        let finding = Finding(reason: reason, message: message)
        let isRetried = retryIn != nil
        return ((.false, finding), isRetried ? Finding(reason: "Retrying", message: "tries again by itself") : nil)
    }

    private func health(
        _ compared: Comparison, isOverdue: Bool
    ) -> (ready: Readiness?, reconciling: Finding?) {
        let health = compared.health
        switch health.status {
        case .healthy, .suspended:
            let count = compared.plan.summary.objects
            let remnant = compared.remnants.isEmpty ? "" : "; earlier ones are out of reach: see status.problems"
            let dispute = compared.disputes.isEmpty ? "" : "; other applications want some of them: see status.problems"
            let fight =
                compared.fights.isEmpty ? "" : "; others change some of them again and again: see status.problems"
            let warning =
                (compared.warnings.isEmpty ? "" : "; the server warns of some: see status.problems")
                + (compared.objections.isEmpty ? "" : "; policies warn of some: see status.problems")
            let message =
                "applied \(RevisionText.short(compared.revision)), \(count) \(count == 1 ? "object" : "objects")\(remnant)\(dispute)\(fight)"
                + warning + Report.holders(compared)
            return ((.true, Finding(reason: health.status.name, message: message)), nil)
        case .progressing where !isOverdue, .missing where !isOverdue:
            let finding = Finding(reason: health.status.name, message: health.message)
            return ((.false, finding), finding)
        case .progressing, .missing:
            return ((.false, Finding(reason: "HealthTimeout", message: "not healthy in time: \(health.message)")), nil)
        case .degraded, .unknown:
            return ((.false, Finding(reason: health.status.name, message: health.message)), nil)
        }
    }
}

extension SteppedSync.Standing {
    /// Nil where what there is to say is said of the objects.
    fileprivate var readiness: (ready: ApplicationReport.Readiness?, reconciling: Finding?)? {
        if let failure {
            let isCheck = operation.checks.contains { $0.result == .failed }
            let finding = Finding(reason: isCheck ? "CheckFailed" : "SyncFailed", message: failure)
            return (
                (.false, finding), retryIn.map { _ in Finding(reason: "Retrying", message: "tries again by itself") }
            )
        }
        guard let delay else { return nil }
        let finding = Finding(reason: "Syncing", message: delay)
        return ((.false, finding), finding)
    }
}

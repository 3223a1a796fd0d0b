internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Operating
internal import Planning

/// What status tells of a run that has come to its end. What it tells before anything is written is in `Intent`.
extension ApplicationReport {
    func status(
        after old: GitOpsApplication.Status, spec: GitOpsApplication.Spec?, metadata: ResourceMetadata, now: KubeTime
    ) -> GitOpsApplication.Status {
        var status = old
        status.observedGeneration = metadata.generation
        status.lastHandledRequest = metadata.requestedAt ?? old.lastHandledRequest
        if handlesSync { status.lastHandledSync = metadata.requestedSync ?? old.lastHandledSync }
        if let request = handledObjects(metadata) { status.lastHandledSyncObjects = request.key }
        if let bases { status.bases = bases }
        status.gates = gates.compactMap(\.result)
        status.plan = held.told(after: old.plan, now: now)
        if let compared {
            status.inventory = compared.inventory.value
            if compared.isNewest { status.endHooks = compared.endHooks }
            var machine = advance(after: old, compared, now: now)
            status.operation = machine.operation
            status.health = GitOpsApplication.HealthSummary(compared.health)
            status.summary = GitOpsApplication.Summary(
                objects: compared.plan.summary.objects, outOfSync: compared.outOfSync,
                unhealthy: compared.health.unhealthy)
            status.problems = (refused + compared.allProblems).map(GitOpsApplication.ObjectProblem.init)
            status.history = history(after: old, status.operation, compared, limit: spec?.historyLimit ?? 10)
            if compared.isNewest, compared.isWell { status.noteWell(compared.digest, now: now) }
            if status.operation?.target.objects.isEmpty ?? true, isOverdue(status, spec, now: now),
                spec?.health.onFailure != .ignore
            {
                status.fail(&machine, compared.health.message, now: now)
            }
            if status.pin == nil { status.pin = rollback(from: compared, status, spec, now: now) }
            var standing = DeploymentMark.Standing(
                operation: status.operation, pin: status.pin, digest: compared.digest,
                isWanted: compared.isNewest, isSynced: compared.isSynced && !isInStep,
                isWell: compared.isWell && !isInStep, isOverdue: isOverdue(status, spec, now: now))
            standing.isBackingUp =
                !backups.isEmpty
                && status.operation?.checks.contains { !$0.isOver && backups.contains($0.name) } ?? false
            status.deployment?.advance(standing)
        } else {
            var machine = OperationMachine(standing?.operation ?? old.operation)
            _ = machine.handle(.time, now: now)
            status.operation = machine.operation
            if !refused.isEmpty { status.problems = refused.map(GitOpsApplication.ObjectProblem.init) }
        }
        status.sync = sync(after: old, now: now)
        setConditions(of: &status, spec, generation: metadata.generation, now: now)
        return status
    }

    // MARK: Sync

    private func sync(after old: GitOpsApplication.Status, now: KubeTime) -> GitOpsApplication.SyncStatus {
        var sync = old.sync ?? GitOpsApplication.SyncStatus(status: .unknown, revision: nil, lastSyncedAt: nil)
        guard let compared else {
            switch verdict {
            // What was true of the last comparison still is.
            case .suspended, .waits: return sync
            case .fails, .stalls, .proceeds: sync.status = .unknown
            }
            return sync
        }
        guard compared.isNewest else {
            sync.status = .unknown
            return sync
        }
        let isPinned = old.pin != nil
        sync.status = compared.isSynced && !isPinned ? .synced : isInStep ? .syncing : .outOfSync
        let isDone = compared.isSynced && (operation?.isNotable == true || sync.lastSyncedAt == nil)
        if isDone || (compared.isSynced && sync.revision != compared.revision) { sync.lastSyncedAt = now.wholeSeconds }
        let isMoved = operation != nil && !isHeldBack && chosen == nil
        sync.revision = compared.isSynced || sync.revision == nil || isMoved ? compared.revision : sync.revision
        return sync
    }

    // MARK: Operation and history

    private func advance(
        after old: GitOpsApplication.Status, _ compared: Comparison, now: KubeTime
    ) -> OperationMachine {
        var remainder = compared.remainder
        remainder.isUnderWay = isInStep || isPaused(old.operation, compared)
        remainder.isBroken = standing?.failure != nil
        // What is on its way out, and steps that are to come, are no part of it.
        if chosen != nil { (remainder.deletions, remainder.isUnderWay) = (0, false) }
        guard let work = operation, work.isNotable, let begun = standing?.operation ?? work.begun else {
            var machine = OperationMachine(standing?.operation ?? old.operation)
            _ = machine.handle(.compared(remainder), now: now)
            return machine
        }
        guard work.refusal == nil else {
            var machine = OperationMachine(begun)
            _ = machine.handle(.broke(why: work.refusal ?? "", retryIn: nil), now: now)
            return machine
        }
        var counts = Operation.Counts()
        counts.created = work.changes.created
        counts.updated = work.changes.updated
        counts.deleted = work.changes.deleted
        // What was applied and is left alone from now on is not among the unchanged.
        counts.unchanged = max(
            work.changes.unchanged + (chosen == nil ? compared.plan.summary.unchanged - work.changes.applied : 0), 0)
        counts.failed = work.changes.problems.count
        var machine = OperationMachine(begun)
        let outcome = OperationMachine.Work(
            counts: counts, message: work.message ?? Report.operationMessage(counts, work.changes.problems),
            retryIn: work.retryIn)
        _ = machine.handle(.wrote(outcome, remainder), now: now)
        return machine
    }

    /// Whether an operation of several steps is held up, and goes on where it is later.
    private func isPaused(_ operation: Operation?, _ compared: Comparison) -> Bool {
        guard standing == nil, let operation, operation.step != nil, operation.phase == .running else { return false }
        return !compared.isNewest || gates.allowance < .everything
    }

    private func history(
        after old: GitOpsApplication.Status, _ operation: Operation?, _ compared: Comparison, limit: Int
    ) -> [GitOpsApplication.HistoryEntry] {
        guard let operation, operation.phase != .running, compared.isNewest, old.operation != operation else {
            return old.history
        }
        // What is repaired meanwhile is what was applied before.
        if isHeldBack, self.operation != nil { return old.history }
        // Some objects of a revision are no deployment of it, unless nothing else was left to do.
        guard operation.target.objects.isEmpty || compared.isSynced else { return old.history }
        let result: GitOpsApplication.HistoryEntry.Outcome = operation.phase == .succeeded ? .succeeded : .failed
        var entry = GitOpsApplication.HistoryEntry(
            revision: compared.revision, appliedAt: operation.finishedAt ?? operation.startedAt,
            digest: compared.digest, result: result)
        entry.reason = old.pin.flatMap { $0.reason.isEmpty ? nil : $0.reason }
        var history = old.history
        // A repair, or another attempt at the same, is no new deployment.
        if let newest = history.first, newest.digest == entry.digest, newest.revision == entry.revision {
            guard newest.result != entry.result else { return history }
            entry.healthyAt = newest.healthyAt
            history.removeFirst()
        }
        history.insert(entry, at: 0)
        return history.limited(to: max(limit, 0))
    }
}

/// Sentences of status.
enum Report {
    static func operationMessage(
        _ counts: Operation.Counts, _ problems: [ObjectProblem]
    ) -> String {
        let done = [
            (counts.created, "created"), (counts.updated, "updated"), (counts.deleted, "deleted"),
            (counts.unchanged, "unchanged"), (counts.failed, "failed"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        guard let first = problems.first else { return done.isEmpty ? "nothing to do" : done }
        return "\(done); \(first.id): \(first.message)"
    }

    /// As many digits of a digest as tell it from others.
    static let digestLength = 12

    /// What waits to be confirmed, and how that is done.
    static func unconfirmed(_ plan: Plan, _ digest: Digest) -> String {
        let objects = plan.kept.filter { $0.action == .keep(.unconfirmed) }
        let named = objects.prefix(self.named).map(\.id.description).joined(separator: ", ")
        let rest = objects.count > self.named ? " and \(objects.count - self.named) more" : ""
        return "to delete \(named)\(rest), annotate the application with \(Annotations.confirm): "
            + digest.hex.prefix(digestLength)
    }

    static func allWell(_ objects: Int) -> String {
        objects == 1 ? "1 object is as it should be" : "\(objects) objects are as they should be"
    }

    /// What is left undone, by its first cause.
    static func remainder(_ compared: ApplicationReport.Comparison) -> String {
        let problems = compared.obstacles
        guard let first = problems.first else {
            let some = "\(compared.outOfSync) of \(compared.plan.summary.objects) objects are out of sync"
            guard let planned = compared.plan.firstDifference else { return some }
            return "\(some): \(planned.id)\(planned.action.difference.map { " \($0)" } ?? "")"
        }
        let rest = problems.count > 1 ? " (and \(problems.count - 1) more; see status.problems)" : ""
        return "\(first.id): \(first.message)\(rest)"
    }
}

extension ChangeSet {
    var applied: Int { created + updated + unchanged }
}

extension ApplicationReport.Comparison {
    /// Objects that are not as they should be; with those that are not in the plan, because there can be none of that name,
    /// the server does not know the kind or does not answer for it, the controller may not go or look where they are, or they
    /// are not applied for this one.
    var outOfSync: Int {
        let unplanned = problems.filter { Self.unplanned.contains($0.reason) }
        guard !unplanned.isEmpty else { return plan.summary.outOfSync }
        let planned = Set(plan.writes.map(\.id))
        return plan.summary.outOfSync + unplanned.count { !planned.contains($0.id) }
    }

    private static let unplanned: Set = [
        ObjectProblem.unknownKind, ObjectProblem.outOfReach, ObjectProblem.watchForbidden, Refusal.reserved.reason,
        Refusal.accountRequired.reason,
        ObjectProblem.invalidName, ObjectProblem.invalidManifest, ObjectProblem.notKept, ObjectProblem.watchFailed,
        ObjectProblem.unanswered,
    ]

    var isSynced: Bool { outOfSync == 0 }
    var isWell: Bool { isSynced && health.status <= .suspended }

    /// Objects on their way out, and those that go after them.
    var deletions: Int { plan.kept.count { $0.action == .keep(.terminating) } + plan.waitingDeletes }

    var remainder: OperationMachine.Remainder {
        OperationMachine.Remainder(
            revision: revision, deletions: deletions, isSynced: isSynced,
            message: isSynced ? Report.allWell(plan.summary.objects) : Report.remainder(self))
    }

    /// What status lists.
    var allProblems: [ObjectProblem] { obstacles + remnants + disputes + fights + warnings + objections }

    /// Whether nothing is wrong but that objects take their time to go: those not wanted any more, and those that are to
    /// be made anew.
    var isLeaving: Bool {
        let blocked = plan.blocked.count { $0.action == .blocked(.terminating) }
        return outOfSync > 0 && outOfSync == deletions + blocked
    }

    /// What failed, what is blocked, and what is kept back, in this order.
    var obstacles: [ObjectProblem] {
        let blocked = plan.blocked.map {
            ObjectProblem(id: $0.id, reason: $0.action.problemReason, message: $0.action.description, isTransient: true)
        }
        let unconfirmed = plan.confirmation.map { Report.unconfirmed(plan, $0) }
        let kept = plan.kept.filter(\.action.isObstacle).map {
            ObjectProblem(
                id: $0.id, reason: $0.action == .keep(.unconfirmed) ? "Unconfirmed" : "OutOfSync",
                message: $0.action == .keep(.unconfirmed) ? unconfirmed ?? "" : $0.action.description,
                isTransient: true)
        }
        return problems + blocked + kept
    }
}

extension Plan {
    /// The first object that is not as it is desired, and that nothing keeps from becoming so.
    fileprivate var firstDifference: PlannedObject? {
        writes.first { $0.action != .update(.resync) }
    }
}

extension Action {
    /// Whether somebody has to know that an object is kept as it is.
    fileprivate var isObstacle: Bool {
        switch self {
        case .keep(.annotated), .keep(.terminating), .keep(.finished), .keep(.holder), .keep(.hook),
            .keep(.leftAlone):
            false
        default: true
        }
    }

    /// How an object differs from what is desired, before anything is done about it; nil where that is not known.
    fileprivate var difference: String? {
        switch self {
        case .create(.new): "is not there"
        case .create(.recreate): "was deleted by somebody else"
        case .update(.changed): "is not as its manifest says"
        case .update(.drifted): "was changed by somebody else"
        case .update(.adopt): "is there and not taken over"
        case .delete: "is no longer desired"
        default: nil
        }
    }

    fileprivate var problemReason: String {
        switch self {
        case .blocked(.ownedByAnother): "Conflict"
        case .blocked(.terminating): "Terminating"
        case .blocked(.duplicate): "Duplicate"
        case .blocked(.guardAgainstDeletingEverything): "PruneRefused"
        default: "OutOfSync"
        }
    }
}

extension GitOpsApplication.Status {
    /// Since when the application is not ready; nil where it is.
    var unreadySince: KubeTime? {
        conditions[ConditionType.ready].flatMap { $0.status == .true ? nil : $0.lastTransitionTime }
    }

    /// Takes down that all objects are well, where what was applied last is what they are made of.
    fileprivate mutating func noteWell(_ digest: String, now: KubeTime) {
        guard operation?.phase == .succeeded, let newest = history.first, newest.digest == digest,
            newest.healthyAt == nil
        else { return }
        history[0].healthyAt = now.wholeSeconds
    }

    fileprivate mutating func fail(_ machine: inout OperationMachine, _ why: String, now: KubeTime) {
        guard let since = unreadySince, history.first?.healthyAt == nil else { return }
        _ = machine.handle(.unhealthy(why: why, since: since), now: now)
        guard machine.operation != operation else { return }
        operation = machine.operation
        if !history.isEmpty { history[0].result = .failed }
    }
}

internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Planning

/// What attempts at objects came to, and when the next are due. Times are monotonic, in seconds.
extension ApplicationMemory {
    /// Until when objects of a plan are left alone, because attempts at them failed.
    func heldUntil(_ plan: Plan, _ premises: Premises, _ lifelines: Lifelines, now: Double) -> [ObjectID: Double] {
        var held: [ObjectID: Double] = [:]
        for planned in plan.writes { held[planned.id] = notBefore(planned, premises, lifelines, now: now) }
        return held
    }

    private func notBefore(
        _ planned: PlannedObject, _ premises: Premises, _ lifelines: Lifelines, now: Double
    ) -> Double? {
        pacing.notBefore(
            planned.id, digest: premises.digest(of: planned), premise: planned.live?.uid,
            isRepair: lifelines.isPaced(planned), now: now)
    }

    /// When the first of what was not done is due; nil where nothing is, before something changes.
    func nextAttempt(
        _ changes: ChangeSet, _ premises: Premises, _ lifelines: Lifelines, now: Double
    ) -> Duration? {
        let times = changes.results.compactMap { result -> Double? in
            switch result.outcome {
            case .failed, .held: notBefore(result.planned, premises, lifelines, now: now) ?? now
            case .created, .updated, .unchanged, .deleting: nil
            }
        }
        return times.filter(\.isFinite).min().map { .seconds(max($0 - now, 0.001)) }
    }

    /// Takes over what the writes came to: into the inventory what succeeded, into memory what did not.
    mutating func note(
        _ changes: ChangeSet, _ premises: inout Premises, _ lifelines: Lifelines, retry: ObjectPacing.Retry,
        now: Double
    ) {
        for result in changes.results {
            let id = result.planned.id
            switch result.outcome {
            case .created, .updated, .unchanged:
                problems[id] = nil
                note(result.warnings, of: id)
                pacing.noteSuccess(id, wasRepair: lifelines.isPaced(result.planned), now: now)
                pacing.noteOpponents(result.opponents, of: id, now: now)
                if let type = result.type { premises.types[id] = type }
                if let settled = result.settled {
                    premises.inventory.settle(
                        id, version: result.planned.version, manifest: settled.manifest, projection: settled.projection)
                    if let finish = settled.finish { premises.inventory.finish(id, as: finish) }
                }
            case .deleting:
                problems[id] = nil
            case .failed(let problem):
                problems[id] = problem
                if problem.reason == ObjectProblem.unknownKind { preparing.prepared = nil }
                pacing.noteFailure(
                    id, digest: premises.digest(of: result.planned), premise: result.planned.live?.uid,
                    isTransient: problem.isTransient, retry: retry, now: now)
            case .held: break
            }
        }
    }
}

extension GitOpsApplication.Spec {
    var pacing: ObjectPacing.Retry {
        let backoff = sync.retry.backoff
        return ObjectPacing.Retry(
            limit: sync.retry.limit, initial: Double(backoff.duration.milliseconds) / 1_000,
            factor: Double(backoff.factor), longest: Double(backoff.maxDuration.milliseconds) / 1_000)
    }
}

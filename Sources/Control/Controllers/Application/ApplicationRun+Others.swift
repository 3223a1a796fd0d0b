internal import Applying
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Logging
internal import Planning

/// What others do to objects: they end, pass to another application, come from another tool, or are fought over.
extension ApplicationRun {
    /// Notes what has run to its end as it was applied, so that it is not run again when it is gone.
    func noteEndings(_ sides: inout Sides) {
        for object in sides.desired where runsOnce(object.id.groupKind) {
            guard let settled = sides.inventory[object.id]?.settled, settled.manifest == object.digest,
                let finish = services.index.ending(of: object.id), settled.finish != finish
            else { continue }
            sides.inventory.finish(object.id, as: finish)
        }
    }

    /// What another application may have: it is not desired here any more, and was to stay for good reason. What merely
    /// is not pruned now, because not everything is known, is not given away.
    func offered(_ left: Plan, _ spec: GitOpsApplication.Spec, _ target: Target) -> Set<ObjectID> {
        guard target.rendered.unaskedVersions.isEmpty else { return [] }
        return Set(
            left.kept.filter { $0.action == .keep(.annotated) || ($0.action == .keep(.pruneOff) && !spec.sync.prune) }
                .map(\.id))
    }

    func tellOfReleased(_ plan: Plan) {
        let released = plan.released.filter {
            if case .release(.ownedByAnother) = $0.action { true } else { false }
        }
        guard let first = released.first else { return }
        tell("Released", "\(first.action): \(Report.names(released.map(\.id)))")
    }

    /// - Parameter known: what the application had before.
    func tellOfTakenOver(_ changes: ChangeSet, known: Inventory) {
        let taken = changes.results.filter { result in
            guard result.settled != nil, result.planned.live != nil else { return false }
            return !known.contains(result.planned.id)
        }
        guard !taken.isEmpty else { return }
        tell("TakenOver", "was there, and belongs to this application now: \(Report.names(taken.map(\.planned.id)))")
    }

    private func tell(_ reason: String, _ message: String) {
        services.logger.info("objects change hands", metadata: ["application": "\(key)", "detail": "\(message)"])
        services.record(
            .normal, reason, action: "Sync", message, on: GitOpsApplication.resource, application.metadata)
    }

    /// Objects that others change again and again, for as long as that is remembered.
    mutating func fights() -> [ObjectProblem] {
        let fights = memory.pacing.fights(now: services.monotonicSeconds())
        if let end = fights.values.map(\.wait).max() { lookAgain(in: .seconds(end)) }
        return fights.map { id, fight in
            let message = Report.fight(fight.opponents)
            return ObjectProblem(id: id, reason: ObjectProblem.fight, message: message, isTransient: true)
        }.sorted { $0.id.description < $1.id.description }
    }
}

extension Report {
    /// Up to three objects by name.
    static func names(_ ids: [ObjectID]) -> String {
        let rest = ids.count > 3 ? " and \(ids.count - 3) more" : ""
        return ids.prefix(3).map(\.description).joined(separator: ", ") + rest
    }

    static func fight(_ opponents: [ObjectPacing.Opponent]) -> String {
        guard let first = opponents.first else { return "is changed again and again" }
        let rest = opponents.count > 1 ? " (and \(opponents.count - 1) more fields)" : ""
        return "\(first.field) is set again and again by \(first.manager)\(rest); leave it out of the source, or list "
            + "the field or its manager under ignoreDifferences"
    }
}

extension Plan {
    /// What has done its work and is gone, as it counts in the application's health.
    var ended: [ObjectID: HealthContribution] {
        var ended: [ObjectID: HealthContribution] = [:]
        for object in kept {
            guard case .keep(.finished(let finish)) = object.action else { continue }
            let failure = ObjectHealth(.degraded, "failed, and is gone since")
            ended[object.id] = .present(finish == .failed ? failure : nil)
        }
        return ended
    }
}

internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Observing
internal import Planning
internal import Rendering
internal import Sourcing

/// The fifth step of a run: how it stands afterwards, from what is left to do and from what the index knows.
struct Assessor: Sendable {
    let destination: Destination
    let lifelines: Lifelines
    let territory: Territory

    private var key: ObjectKey { lifelines.key }

    /// - Parameter now: monotonic, in seconds.
    func assess(
        _ left: Plan, _ premises: Premises, _ target: Target, isManual: Bool, _ memory: ApplicationMemory, now: Double
    ) -> (comparison: ApplicationReport.Comparison, wake: Wake) {
        let unsettled = Set(left.writes.map(\.id))
        let problems = memory.problems.values.filter { unsettled.contains($0.id) }
            .sorted { $0.id.description < $1.id.description }
        let (fights, end) = fights(memory, now: now)
        let comparison = ApplicationReport.Comparison(
            revision: target.revision, isNewest: target.isNewest, digest: destination.digest(of: target.manifests),
            plan: left, inventory: premises.inventory.union(premises.outside),
            problems: premises.problems + problems + fights.filter { unsettled.contains($0.id) },
            remnants: territory.remnants(premises.outside, besides: premises.problems),
            disputes: disputes(over: premises.desired.map(\.id)),
            fights: fights.filter { !unsettled.contains($0.id) },
            warnings: memory.warningProblems, health: health(left, premises), isManual: isManual,
            endHooks: premises.endHooks,
            leaving: leaving(left, premises),
            holders: lifelines.lasting(premises.ids))
        return (comparison, Wake(after: end))
    }

    /// Whether all that is desired is there and healthy.
    func isWell(_ premises: Premises) -> Bool {
        let health = health(ended: [:], premises)
        return health.status <= .suspended && premises.unprepared.isEmpty
    }

    private func health(_ left: Plan, _ premises: Premises) -> HealthSummary { health(ended: left.ended, premises) }

    private func health(ended: [ObjectID: HealthContribution], _ premises: Premises) -> HealthSummary {
        let (circle, key) = (lifelines.circle, key)
        return rollUp(
            premises.desired.lazy.map { object in
                guard !circle.contains(object.id) else { return (object.id, .ignored) }
                let seen = premises.types[object.id].map {
                    destination.index.contribution(of: object.id, type: $0, owner: key)
                }
                return (object.id, ended[object.id] ?? seen ?? .missing)
            })
    }

    /// Notes what has run to its end as it was applied, so that it is not run again when it is gone.
    func noteEndings(_ premises: inout Premises) {
        for object in premises.desired where runsOnce(object.id.groupKind) {
            guard let settled = premises.inventory[object.id]?.settled, settled.manifest == object.digest,
                let finish = destination.index.ending(of: object.id), settled.finish != finish
            else { continue }
            premises.inventory.finish(object.id, as: finish)
        }
    }

    /// What others want of what is ours. It stays ours until we give it up.
    private func disputes(over ids: [ObjectID]) -> [ObjectProblem] {
        destination.index.disputes(over: ids, of: key).map { id, others in
            let names = Set(others.map { Owner($0, seenBy: key).description }).sorted().joined(separator: ", ")
            return ObjectProblem(
                id: id, reason: "Conflict", message: "is also wanted by \(names); remove it from one", isTransient: true
            )
        }.sorted { $0.id.description < $1.id.description }
    }

    /// Objects that others change again and again, for as long as that is remembered.
    private func fights(_ memory: ApplicationMemory, now: Double) -> (problems: [ObjectProblem], end: Duration?) {
        let fights = memory.pacing.fights(now: now)
        let problems = fights.map { id, fight in
            let message = Report.fight(fight.opponents)
            return ObjectProblem(id: id, reason: ObjectProblem.fight, message: message, isTransient: true)
        }
        return (
            problems.sorted { $0.id.description < $1.id.description },
            fights.values.map(\.wait).max().map { .seconds($0) }
        )
    }

    /// Of a plan what is on its way out, each with what holds it: the first few.
    func leaving(_ plan: Plan, _ premises: Premises) -> [String] {
        let leaving = (plan.kept + plan.blocked).filter {
            $0.action == .keep(.terminating) || $0.action == .blocked(.terminating)
        }
        let named = leaving.prefix(Report.named).map { planned in
            let health = premises.types[planned.id].map {
                destination.index.contribution(of: planned.id, type: $0, owner: key)
            }
            guard case .present(let health?) = health, !health.message.isEmpty else { return "\(planned.id)" }
            return "\(planned.id) (\(health.message))"
        }
        return named + (leaving.count > Report.named ? ["and \(leaving.count - Report.named) more"] : [])
    }
}

extension ApplicationMemory {
    /// Forgets what it knows of objects that are neither desired nor remembered.
    mutating func keepOnly(_ ids: Set<ObjectID>) {
        problems = problems.filter { ids.contains($0.key) }
        warnings = warnings.filter { ids.contains($0.key) }
        pacing.keepOnly(ids)
    }

    fileprivate var warningProblems: [ObjectProblem] {
        warnings.map { id, texts in
            ObjectProblem(
                id: id, reason: "Warning", message: "the server warns: \(texts.joined(separator: "; "))",
                isTransient: true)
        }.sorted { $0.id.description < $1.id.description }
    }
}

extension Plan {
    /// What another application may have: it is not desired here any more, and was to stay for good reason. What merely
    /// is not pruned now, because not everything is known, is not given away.
    func offered(_ spec: GitOpsApplication.Spec, _ target: Target) -> Set<ObjectID> {
        guard target.rendered.unaskedVersions.isEmpty else { return [] }
        return Set(
            kept.filter { $0.action == .keep(.annotated) || ($0.action == .keep(.pruneOff) && !spec.sync.prune) }
                .map(\.id))
    }

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

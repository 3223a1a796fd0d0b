internal import Applying
internal import Digests
internal import Documents
internal import Health
internal import KubeModel
internal import Planning
internal import Rendering

/// How it stands afterwards.
extension ApplicationRun {
    mutating func comparison(
        _ left: Plan, _ sides: Sides, _ target: Target, isManual: Bool
    ) -> ApplicationReport.Comparison {
        let ids = Set(sides.desired.map(\.id)).union(sides.inventory.unorderedEntries.map(\.id))
        memory.problems = memory.problems.filter { ids.contains($0.key) }
        memory.warnings = memory.warnings.filter { ids.contains($0.key) }
        memory.pacing.keepOnly(ids)
        let unsettled = Set(left.writes.map(\.id))
        let problems = memory.problems.values.filter { unsettled.contains($0.id) }
            .sorted { $0.id.description < $1.id.description }
        let (index, owner, circle, ended) = (services.index, self.owner, containment.circle, left.ended)
        let health = rollUp(
            sides.desired.lazy.map { object in
                guard !circle.contains(object.id) else { return (object.id, .ignored) }
                let type = sides.types[object.id]
                let seen = type.map { index.contribution(of: object.id, type: $0, owner: owner) }
                return (object.id, ended[object.id] ?? seen ?? .missing)
            })
        let fought = fights()
        return ApplicationReport.Comparison(
            revision: target.revision, isNewest: target.held == nil, digest: target.manifests.digest.hex,
            plan: left, inventory: sides.inventory.union(sides.outside),
            problems: sides.problems + problems + fought.filter { unsettled.contains($0.id) },
            remnants: remnants(sides.outside, besides: sides.problems),
            disputes: disputes(over: sides.desired.map(\.id)), fights: fought.filter { !unsettled.contains($0.id) },
            warnings: warnings, health: health, isManual: isManual,
            leftOut: target.manifests.leftOut, leaving: leaving(left, sides), holders: lasting(ids))
    }

    private var warnings: [ObjectProblem] {
        memory.warnings.map { id, texts in
            ObjectProblem(
                id: id, reason: "Warning", message: "the server warns: \(texts.joined(separator: "; "))",
                isTransient: true)
        }.sorted { $0.id.description < $1.id.description }
    }

    /// What others want of what is ours. It stays ours until we give it up.
    private func disputes(over ids: [ObjectID]) -> [ObjectProblem] {
        services.index.disputes(over: ids, of: owner).map { id, others in
            let names = Set(others.map { Owner($0, seenBy: owner).description }).sorted().joined(separator: ", ")
            return ObjectProblem(
                id: id, reason: "Conflict", message: "is also wanted by \(names); remove it from one", isTransient: true
            )
        }.sorted { $0.id.description < $1.id.description }
    }
}

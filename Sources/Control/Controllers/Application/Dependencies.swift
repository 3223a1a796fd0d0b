internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// Whether the applications that have to be ready before one are.
struct Dependencies: Sendable {
    let applications: Store<GitOpsApplication>
    let circles: Circles
    let graph: ReadinessGraph
    /// The application that waits.
    let key: ObjectKey

    /// What keeps the application waiting: a circle that it is in, or else the first that is not ready.
    func obstacle(_ dependencies: [NamespacedReference], _ sources: ResolvedSources) -> TargetObstacle? {
        let others = dependencies.map { $0.key(from: key.namespace) }
        if let circle = circle(by: others) { return .circle(circle) }
        for other in others {
            if let why = unreadiness(of: other, sources) {
                return .dependency(
                    Finding(reason: "DependencyNotReady", message: "waits for the application \(other): \(why)"))
            }
        }
        return nil
    }

    /// One that is in a circle only by what it holds goes on: what it applies may be what breaks the circle.
    private func circle(by others: [ObjectKey]) -> Finding? {
        let component = circles[key]
        guard others.contains(where: component.contains) else { return nil }
        let circle = graph.description(of: graph.circle(through: key, in: component))
        return Finding(
            reason: "DependencyCycle",
            message: "waits for itself: \(circle); take one dependsOn out to break the circle")
    }

    private func unreadiness(of other: ObjectKey, _ sources: ResolvedSources) -> String? {
        guard let dependency = applications.latest(other) else { return "it does not exist" }
        return unreadiness(of: dependency, sources)
    }

    private func unreadiness(of dependency: GitOpsApplication, _ sources: ResolvedSources) -> String? {
        let metadata = dependency.metadata
        let status = dependency.status
        guard status.observedGeneration == metadata.generation else {
            return "its newest generation is not applied yet"
        }
        guard status.conditions.isTrue(ConditionType.ready) else {
            return status.conditions[ConditionType.ready]?.message ?? "it is not ready"
        }
        return lag(of: dependency, behind: sources)
    }

    /// Of one commit that changes both, the dependency's part comes first.
    private func lag(of dependency: GitOpsApplication, behind sources: ResolvedSources) -> String? {
        let home = dependency.metadata.key.namespace
        let applied = dependency.status.sync?.revision ?? ""
        for theirs in (try? dependency.spec.get().sources) ?? [] {
            let common = sources.sources.first { ours in
                ours.source.repositoryRef != nil
                    && ours.source.repositoryRef?.key(from: key.namespace) == theirs.repositoryRef?.key(from: home)
                    && ours.source.revision == theirs.revision
            }
            guard let wanted = common?.origin.commit else { continue }
            let text = RevisionText.revision(of: theirs.name, in: applied)
            guard text.map({ ChartRevision(text: $0)?.files ?? $0 }) == wanted else {
                return "it is not at \(RevisionText.short(wanted)) yet"
            }
        }
        return nil
    }
}

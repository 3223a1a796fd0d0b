internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// Whether the applications that have to be ready before one are.
struct Dependencies: Sendable {
    let applications: Store<GitOpsApplication>
    /// Which applications are among the objects of one.
    let held: ReverseReferences
    /// Whether applications are applied to the cluster where they are.
    let isHome: Bool
    /// The application that waits.
    let key: ObjectKey

    /// The first that is not ready, and why.
    func firstUnready(
        _ dependencies: [NamespacedReference], _ sources: ResolvedSources
    ) -> Finding? {
        for dependency in dependencies {
            let other = dependency.key(from: key.namespace)
            if let why = unreadiness(of: other, sources) {
                return Finding(reason: "DependencyNotReady", message: "waits for the application \(other): \(why)")
            }
        }
        return nil
    }

    private func unreadiness(of other: ObjectKey, _ sources: ResolvedSources) -> String? {
        guard let dependency = applications.latest(other) else { return "it does not exist" }
        guard let why = unreadiness(of: dependency, sources) else { return nil }
        // Its words may hold ours: told on, they would grow with every turn.
        let isCircle = ReadinessGraph(applications.latest, held: { held[$0] }, isHome: isHome).waits(other, for: key)
        return isCircle ? "it waits for this one in turn, by what it depends on or holds; break the circle" : why
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

internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime

/// From a repository and references to a commit, as far as the repository's controller knows it.
struct CommitFinder: Sendable {
    enum Outcome {
        /// The repository's controller calls when there is something to tell.
        case wait(WorkQueue<ObjectKey>.Completion)
        case halt(Finding)
        /// The newest cannot be had. What was found before may still be in the mirror of the remote.
        case held(Finding, GitRemote)
        case found(GitRevision, GitRemote)
    }

    let sources: Sources
    /// Whether the application's status already speaks of this generation. After a restart that still holds until the
    /// remote has been asked again.
    let isReportedOn: Bool

    /// - Parameter references: in order of preference; none for the repository's own.
    func find(_ references: [GitReference], in key: ObjectKey) -> Outcome {
        let repository: GitOpsRepository
        switch sources.repositories.get(key) {
        case .outOfDate: return .wait(.again(after: Pauses.outOfDate))
        case .absent:
            return .halt(
                Finding(
                    reason: "RepositoryNotFound", message: "there is no GitOpsRepository \(key); create it"))
        case .found(let found): repository = found
        }
        let own = try? repository.spec.get()
        let wanted = references.isEmpty ? [own?.gitReference].compactMap(\.self) : references
        // What another URL had is not what this one has.
        let remote = sources.catalog.remote(of: key).flatMap { $0.url == own?.url ? $0 : nil }
        switch sources.catalog.lookup(key, wanted) {
        case .found(let revision): return remote.map { .found(revision, $0) } ?? .halt(notFetched(repository))
        case .failed(let message):
            let finding = Finding(
                reason: "SourceNotReady", message: "the GitOpsRepository \(key): \(message)")
            return held(finding, remote)
        case .unknown where own?.suspend ?? false:
            let finding = Finding(
                reason: "SourceNotReady",
                message: "the GitOpsRepository \(key) is suspended, and was not asked for this before; resume it")
            return held(finding, remote)
        case .unknown where isReportedOn && repository.status.conditions.isTrue(ConditionType.ready):
            return .wait(.again(after: Pauses.halted, priority: .low))
        case .unknown: return held(notFetched(repository), remote)
        }
    }

    private func held(_ finding: Finding, _ remote: GitRemote?) -> Outcome {
        remote.map { .held(finding, $0) } ?? .halt(finding)
    }

    private func notFetched(_ repository: GitOpsRepository) -> Finding {
        let why = repository.status.conditions[ConditionType.ready].flatMap { $0.status == .false ? $0.message : nil }
        let name = "the GitOpsRepository \(repository.metadata.key)"
        return Finding(
            reason: "SourceNotReady", message: why.map { "\(name): \($0)" } ?? "\(name) has not been fetched yet")
    }
}

internal import Git
internal import GitOpsAPI
internal import KubeModel

/// What one look at a repository came to, and what status says of it: a pure function.
enum RepositoryOutcome: Sendable {
    /// `size` is the mirror's after commits were received, in bytes; nil where there was nothing to receive.
    case fetched(GitRevision, GitCommit, size: Int?)
    case failed(_ reason: String, _ message: String)
    /// Nothing will change before a person changes something.
    case stalled(_ reason: String, _ message: String)
    case suspended
    /// Nothing was found out: nobody was asked, or the asking was broken off.
    case unchanged

    /// Whether it answers those who asked for a look: the remote was asked, or it is certain that it will not be.
    var isAnswer: Bool {
        if case .unchanged = self { false } else { true }
    }

    /// For metrics.
    var result: ReconcileResult {
        switch self {
        case .fetched(_, _, .some): .applied
        case .fetched(_, _, nil), .suspended: .unchanged
        case .failed, .stalled: .failed
        case .unchanged: .waiting
        }
    }

    func status(
        after old: GitOpsRepository.Status, of metadata: ResourceMetadata, now: KubeTime
    ) -> GitOpsRepository.Status {
        var status = old
        if case .unchanged = self { return status }
        status.observedGeneration = metadata.generation
        status.lastHandledRequest = metadata.requestedAt ?? old.lastHandledRequest
        if case .fetched(let revision, let commit, let size) = self {
            status.set(revision, commit, size: size, now: now)
        }
        status.setConditions(for: self, generation: metadata.generation, now: now)
        return status
    }
}

extension GitOpsRepository.Status {
    fileprivate mutating func set(_ revision: GitRevision, _ commit: GitCommit, size: Int?, now: KubeTime) {
        if let size { self.size = size }
        if size != nil || self.revision != revision.description || lastFetchTime == nil {
            lastFetchTime = now.wholeSeconds
        }
        self.revision = revision.description
        self.commit = GitOpsRepository.Commit(
            sha: commit.sha, author: commit.author, email: commit.email, message: commit.message,
            time: KubeTime(commit.time).wholeSeconds)
    }

    fileprivate mutating func setConditions(for outcome: RepositoryOutcome, generation: Int, now: KubeTime) {
        func set(_ type: String, _ status: Condition.Status, _ reason: String, _ message: String) {
            conditions.set(type, status, reason: reason, message: message, generation: generation, now: now)
        }
        switch outcome {
        case .fetched(let revision, _, _):
            set(ConditionType.ready, .true, "Fetched", "fetched \(RevisionText.short(revision.description))")
            set(ConditionType.reconciling, .false, "Fetched", "nothing is under way")
            set(ConditionType.stalled, .false, "Fetched", "works")
        case .failed(let reason, let message):
            set(ConditionType.ready, .false, reason, message)
            set(ConditionType.reconciling, .true, "Retrying", "the next attempt follows by itself")
            set(ConditionType.stalled, .false, reason, "works")
        case .stalled(let reason, let message):
            set(ConditionType.ready, .false, reason, message)
            set(ConditionType.reconciling, .false, reason, "waits for a change")
            set(ConditionType.stalled, .true, reason, message)
        case .suspended:
            set(ConditionType.reconciling, .false, "Suspended", "nothing is fetched while suspend is true")
            set(ConditionType.stalled, .false, "Suspended", "works")
        case .unchanged: break
        }
    }
}

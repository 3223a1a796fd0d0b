internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime

/// From the sources as a specification names them to revisions.
extension ApplicationRun {
    enum Resolution {
        case wait(Completion)
        case halt(Finding)
        case found(ResolvedSources)
    }

    /// Has the repositories looked at that nobody has asked for these references yet.
    func use(_ sources: [GitOpsApplication.Source]) {
        let uses = sources.map { SourceCatalog.Use($0.repositoryRef.key(from: key.namespace), at: $0.gitReferences) }
        for repository in services.catalog.use(Set(uses), by: key) { services.repositoryQueue.add(repository) }
    }

    /// All of them, or none: what one source says may be meant for what another one says.
    func resolve(_ sources: [GitOpsApplication.Source]) -> Resolution {
        var resolved: [ResolvedSource] = []
        var wait: Completion?
        for source in sources {
            switch origin(of: source) {
            case .wait(let completion): wait = wait ?? completion
            case .halt(let finding):
                return .halt(Finding(reason: finding.reason, message: source.told(finding.message)))
            case .found(let origin): resolved.append(ResolvedSource(source: source, origin: origin))
            }
        }
        return wait.map(Resolution.wait) ?? .found(ResolvedSources(sources: resolved))
    }

    private enum OriginLookup {
        case wait(Completion)
        case halt(Finding)
        case found(Origin)
    }

    private func origin(of source: GitOpsApplication.Source) -> OriginLookup {
        commit(of: source.gitReferences, in: source.repositoryRef.key(from: key.namespace))
    }

    // MARK: Git

    private func commit(of references: [GitReference], in key: ObjectKey) -> OriginLookup {
        let repository: GitOpsRepository
        switch services.repositories.get(key) {
        case .outOfDate: return .wait(.again(after: Pauses.outOfDate))
        case .absent:
            return .halt(
                Finding(reason: "RepositoryNotFound", message: "there is no GitOpsRepository \(key); create it"))
        case .found(let found): repository = found
        }
        let own = try? repository.spec.get()
        let wanted = references.isEmpty ? [own?.gitReference].compactMap(\.self) : references
        switch services.catalog.lookup(key, wanted) {
        case .found(let revision):
            // What another URL had is not what this one has.
            guard let remote = services.catalog.remote(of: key), remote.url == own?.url else {
                return .halt(notFetched(repository))
            }
            return .found(.git(revision, remote))
        case .failed(let message):
            return .halt(Finding(reason: "SourceNotReady", message: "the GitOpsRepository \(key): \(message)"))
        case .unknown where isReportedOn && repository.status.conditions.isTrue(ConditionType.ready):
            return .wait(.again(after: Pauses.halted, priority: .low))
        case .unknown: return .halt(notFetched(repository))
        }
    }

    /// Whether status already speaks of this generation. After a restart that still holds until the remote has been
    /// asked again; the repository's controller calls when it has.
    private var isReportedOn: Bool {
        status.conditions[ConditionType.ready]?.observedGeneration == application.metadata.generation
    }

    private func notFetched(_ repository: GitOpsRepository) -> Finding {
        let why = repository.status.conditions[ConditionType.ready].flatMap { $0.status == .false ? $0.message : nil }
        let name = "the GitOpsRepository \(repository.metadata.key)"
        return Finding(
            reason: "SourceNotReady", message: why.map { "\(name): \($0)" } ?? "\(name) has not been fetched yet")
    }
}

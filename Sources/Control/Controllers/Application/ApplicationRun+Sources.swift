internal import ChartSources
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
        /// The newest of a source cannot be had. What was applied last, where it may still be there.
        case held(Finding, ResolvedSources?)
        case found(ResolvedSources)
    }

    /// Has the repositories looked at that nobody has asked for these references or charts yet.
    func use(_ sources: [GitOpsApplication.Source]) {
        let uses = sources.compactMap { source in
            source.repositoryRef.map { SourceCatalog.Use($0.key(from: key.namespace), at: source.gitReferences) }
        }
        var orders: [ChartOrder: Duration] = [:]
        for source in sources {
            guard let order = ChartOrder(source.helm, in: key.namespace) else { continue }
            orders[order] = source.helm.interval.duration
        }
        services.charts.use(orders, by: key)
        for repository in services.catalog.use(Set(uses), by: key) { services.repositoryQueue.add(repository) }
    }

    /// All of them, or none: what one source says may be meant for what another one says.
    func resolve(_ sources: [GitOpsApplication.Source]) -> Resolution {
        var resolved: [ResolvedSource] = []
        var wait: Completion?
        var held: Finding?
        for source in sources {
            switch origin(of: source) {
            case .wait(let completion): wait = wait ?? completion
            case .halt(let finding):
                return .halt(Finding(reason: finding.reason, message: source.told(finding.message)))
            case .held(let finding, let origin):
                held = held ?? Finding(reason: finding.reason, message: source.told(finding.message))
                if let origin { resolved.append(ResolvedSource(source: source, origin: origin)) }
            case .found(let origin): resolved.append(ResolvedSource(source: source, origin: origin))
            }
        }
        if let wait { return .wait(wait) }
        guard let held else { return .found(ResolvedSources(sources: resolved)) }
        return .held(held, resolved.count == sources.count ? ResolvedSources(sources: resolved) : nil)
    }

    private enum OriginLookup {
        case wait(Completion)
        case halt(Finding)
        case held(Finding, Origin?)
        case found(Origin)
    }

    private func origin(of source: GitOpsApplication.Source) -> OriginLookup {
        let order = ChartOrder(source.helm, in: key.namespace)
        guard let repository = source.repositoryRef?.key(from: key.namespace) else {
            guard let order else {
                return .halt(Finding(reason: "InvalidSpec", message: "names neither a repository nor a chart"))
            }
            return chart(order, files: nil, of: source)
        }
        let commit = commit(of: source.gitReferences, in: repository)
        guard let order, case .found(.git(let revision, let remote)) = commit else { return commit }
        return chart(order, files: ChartOrigin.Files(revision: revision, remote: remote), of: source)
    }

    // MARK: Charts

    private func chart(
        _ order: ChartOrder, files: ChartOrigin.Files?, of source: GitOpsApplication.Source
    ) -> OriginLookup {
        switch services.charts.catalog.lookup(order) {
        case .found(let chart): return .found(.chart(ChartOrigin(order: order, chart: chart, files: files)))
        case .failed(let failure):
            let finding = Finding(reason: failure.reason, message: failure.message)
            return .held(finding, appliedChart(order, files, of: source).map { .chart($0) })
        case .unknown where isReportedOn: return .wait(.again(after: Pauses.halted, priority: .low))
        case .unknown:
            let message = "the chart \(order.chart) of \(order.repositoryURL) has not been looked for yet"
            return .halt(Finding(reason: "SourceNotReady", message: message))
        }
    }

    /// What was applied last of an order that cannot be filled now, by the digest in status. The archive is on disk under the
    /// credentials that it came with.
    private func appliedChart(
        _ order: ChartOrder, _ files: ChartOrigin.Files?, of source: GitOpsApplication.Source
    ) -> ChartOrigin? {
        guard let text = appliedRevision.flatMap({ RevisionText.revision(of: source.name, in: $0) }),
            let revision = ChartRevision(text: text)
        else { return nil }
        let repository: ChartRepository
        if let last = services.charts.catalog.lastFound(order)?.repository {
            repository = last
        } else if case .found(let current) = services.repository(of: order) {
            repository = current
        } else {
            return nil
        }
        let chart = FetchedChart(version: revision.version, digest: revision.digest, repository: repository)
        return ChartOrigin(order: order, chart: chart, files: files)
    }

    /// What was applied last, whatever came of it.
    var appliedRevision: String? { status.operation?.revision ?? status.history.first?.revision }

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

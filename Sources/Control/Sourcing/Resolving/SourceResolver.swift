internal import ChartSources
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Operating

/// What is known of the sources of an application.
package enum Resolution: Sendable {
    /// The newest of a source cannot be had. What was applied last, where it may still be there.
    case held(Finding, ResolvedSources?)
    case found(ResolvedSources)
}

/// The first step of a run: from the sources as a specification names them to revisions.
struct SourceResolver: Sendable {
    let commits: CommitFinder
    let charts: ChartCatalog
    /// Where a chart comes from, with what its Secret says now; nil where that is not known.
    let repository: @Sendable (WantedChart) -> ChartRepository?
    /// The application's namespace.
    let namespace: String
    /// Whether the application's status already speaks of this generation.
    let isReportedOn: Bool
    /// What was applied last, whatever came of it.
    let applied: String?

    /// All of them, or none: what one source says may be meant for what another one says.
    func resolve(_ sources: [GitOpsApplication.Source]) throws(Unresolved) -> Resolution {
        var resolved: [ResolvedSource] = []
        var wait: WorkQueue<ObjectKey>.Completion?
        var held: Finding?
        for source in sources {
            switch origin(of: source) {
            case .wait(let completion): wait = wait ?? completion
            case .halt(let finding):
                throw .halt(explained(finding, of: source))
            case .held(let finding, let origin):
                held = held ?? explained(finding, of: source)
                if let origin { resolved.append(ResolvedSource(source: source, origin: origin)) }
            case .found(let origin): resolved.append(ResolvedSource(source: source, origin: origin))
            }
        }
        if let wait { throw .wait(wait) }
        guard let held else { return .found(ResolvedSources(sources: resolved)) }
        return .held(held, resolved.count == sources.count ? ResolvedSources(sources: resolved) : nil)
    }

    func explained(_ finding: Finding, of source: GitOpsApplication.Source) -> Finding {
        Finding(reason: finding.reason, message: source.told(finding.message), isTransient: finding.isTransient)
    }

    private enum OriginLookup {
        case wait(WorkQueue<ObjectKey>.Completion)
        case halt(Finding)
        case held(Finding, SourceOrigin?)
        case found(SourceOrigin)
    }

    private func origin(of source: GitOpsApplication.Source) -> OriginLookup {
        let wanted = WantedChart(source.helm, in: namespace)
        guard let repository = source.repositoryRef?.key(from: namespace) else {
            guard let wanted else {
                return .halt(Finding(reason: "InvalidSpec", message: "names neither a repository nor a chart"))
            }
            return chart(wanted, files: nil, of: source)
        }
        switch commits.find(source.gitReferences, in: repository) {
        case .wait(let completion): return .wait(completion)
        case .halt(let finding): return .halt(finding)
        case .held(let finding, let remote):
            guard let revision = appliedCommit(of: source) else { return .halt(finding) }
            guard let wanted else { return .held(finding, .git(revision, remote)) }
            let files = ChartOrigin.Files(revision: revision, remote: remote)
            return .held(finding, appliedChart(wanted, files, of: source).map { .chart($0) })
        case .found(let revision, let remote):
            guard let wanted else { return .found(.git(revision, remote)) }
            return chart(wanted, files: ChartOrigin.Files(revision: revision, remote: remote), of: source)
        }
    }

    /// What was applied last of a reference that names nothing now. The commit is in the mirror under the credentials that
    /// it came with.
    private func appliedCommit(of source: GitOpsApplication.Source) -> GitRevision? {
        guard let text = appliedText(of: source) else { return nil }
        return GitRevision(text: ChartRevision(text: text)?.files ?? text)
    }

    /// What status says of a source.
    private func appliedText(of source: GitOpsApplication.Source) -> String? {
        applied.flatMap { RevisionText.revision(of: source.name, in: $0) }
    }

    // MARK: Charts

    private func chart(
        _ wanted: WantedChart, files: ChartOrigin.Files?, of source: GitOpsApplication.Source
    ) -> OriginLookup {
        switch charts.lookup(wanted) {
        case .found(let chart): return .found(.chart(ChartOrigin(wanted: wanted, chart: chart, files: files)))
        case .failed(let failure):
            let finding = Finding(reason: failure.reason, message: failure.message, isTransient: true)
            return .held(finding, appliedChart(wanted, files, of: source).map { .chart($0) })
        case .unknown where isReportedOn: return .wait(.again(after: Pauses.halted, priority: .low))
        case .unknown:
            let message = "the chart \(wanted.chart) of \(wanted.repositoryURL) has not been looked for yet"
            return .halt(Finding(reason: "SourceNotReady", message: message))
        }
    }

    /// What was applied last of a chart that cannot be had now, by the digest in status. The archive is on disk under the
    /// credentials that it came with.
    private func appliedChart(
        _ wanted: WantedChart, _ files: ChartOrigin.Files?, of source: GitOpsApplication.Source
    ) -> ChartOrigin? {
        guard let text = appliedText(of: source), let revision = ChartRevision(text: text)
        else { return nil }
        guard let repository = charts.lastFound(wanted)?.repository ?? self.repository(wanted) else { return nil }
        let chart = FetchedChart(version: revision.version, digest: revision.digest, repository: repository)
        return ChartOrigin(wanted: wanted, chart: chart, files: files)
    }

}

extension SourceUses {
    /// What sources of an application of this namespace name.
    init(_ sources: [GitOpsApplication.Source], in namespace: String) {
        self.init()
        for source in sources {
            if let repository = source.repositoryRef?.key(from: namespace) {
                repositories.insert(SourceCatalog.Use(repository, at: source.gitReferences))
            }
            if let wanted = WantedChart(source.helm, in: namespace) {
                add(wanted, every: source.helm.interval.duration)
            }
        }
    }
}

extension GitOpsApplication.Status {
    /// What was applied last, whatever came of it.
    var appliedRevision: String? { operation?.target.revision ?? history.first?.revision }

    func speaks(of generation: Int) -> Bool { conditions[ConditionType.ready]?.observedGeneration == generation }
}

internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeRuntime

/// Sources at a revision that was applied earlier. What was applied last is at hand; what lies further back may have to be fetched again.
extension SourceResolver {
    /// - Parameters:
    ///   - resolved: the sources as they are now.
    ///   - revision: as status tells of it.
    func resolve(_ resolved: ResolvedSources, at revision: String) throws(Unresolved) -> Resolution {
        var earlier = resolved
        for (index, source) in resolved.sources.enumerated() {
            let text = RevisionText.revision(of: source.source.name, in: revision)
            guard let origin = text.flatMap(source.origin.at) else {
                let finding = Finding(
                    reason: "RevisionGone",
                    message: source.source.told("was not what it is when \(revision) was applied"))
                return .held(finding, nil)
            }
            if let finding = try absence(of: origin, source.source) { return .held(finding, nil) }
            earlier.sources[index].origin = origin
        }
        return .found(earlier)
    }

    /// Why an origin cannot be had; nil where it is there.
    private func absence(
        of origin: SourceOrigin, _ source: GitOpsApplication.Source
    ) throws(Unresolved) -> Finding? {
        if let commit = origin.gitRevision?.commit, let repository = source.repositoryRef?.key(from: namespace) {
            switch commits.find([.commit(commit)], in: repository) {
            case .found: break
            case .wait(let completion): throw .wait(completion)
            case .halt(let finding), .held(let finding, _): return explained(finding, of: source)
            }
        }
        guard case .chart(let chart) = origin else { return nil }
        switch charts.lookup(chart.wanted.at(chart.chart.version)) {
        case .found(let found) where found.digest == chart.chart.digest: return nil
        case .found:
            let message = "the chart \(chart.wanted.chart) \(chart.chart.version) is another by now than it was"
            return explained(Finding(reason: "RevisionGone", message: message), of: source)
        case .failed(let failure):
            return explained(Finding(reason: failure.reason, message: failure.message, isTransient: true), of: source)
        case .unknown: throw .wait(.again(after: Pauses.halted, priority: .low))
        }
    }
}

extension SourceUses {
    /// What sources of an application of this namespace name at a revision that status tells of.
    init(_ sources: [GitOpsApplication.Source], at revision: String, in namespace: String) {
        self.init()
        for source in sources {
            guard let text = RevisionText.revision(of: source.name, in: revision) else { continue }
            let chart = ChartRevision(text: text)
            if let commit = GitRevision(text: chart?.files ?? text)?.commit,
                let repository = source.repositoryRef?.key(from: namespace)
            {
                repositories.insert(SourceCatalog.Use(repository, at: [.commit(commit)]))
            }
            // A version is looked for once: it does not change.
            if let chart, let wanted = WantedChart(source.helm, in: namespace) {
                add(wanted.at(chart.version), every: .zero)
            }
        }
    }
}

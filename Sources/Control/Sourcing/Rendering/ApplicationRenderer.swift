internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Rendering
internal import SourceTrees

/// The second step of a run: from sources at their revisions to the objects of all. One for each run.
package struct ApplicationRenderer: Sendable {
    let sources: Sources
    /// The application.
    let owner: KeptSecret.Owner
    let subject: SourceSession.Subject
    /// What renders have made once.
    let kept: KeptSession
    /// What charts have looked up in the cluster.
    let lookups: ClusterLookups
    /// What kustomizations take from elsewhere.
    let remotes: RemoteBases
    /// The name of objects of which it is asked where their fields come from; nil for none.
    var traced: String?

    /// All files are there before anything is rendered.
    ///
    /// - Parameter isForRepair: of what was applied last, while the newest cannot be used.
    package func render(_ resolved: ResolvedSources, isForRepair: Bool) async throws(RenderFailure) -> RenderedSources {
        var files: [SourceFiles] = []
        for source in resolved.sources { files.append(try open(source)) }
        await kept.begin(hasNews: isForRepair || subject.hasNews)
        let trees = zip(resolved.sources, files).filter { !$0.0.source.name.isEmpty }
        let others = Dictionary(trees.map { ($0.source.name, $1.tree) }) { first, _ in first }
        var rendered = RenderedSources(manifests: ManifestSet([]))
        var sets: [(source: String, manifests: ManifestSet)] = []
        for (source, files) in zip(resolved.sources, files) where !source.source.isFilesOnly {
            let supplies = ApplicationSupplies(
                renderer: self, source: source.source.name, isForRepair: isForRepair)
            sets.append(
                (source.source.name, try await render(source, files, others, supplies, into: &rendered)))
        }
        do throws(RenderError) {
            rendered.manifests = try ManifestSet.joined(
                sets, namespace: subject.destination.namespace(from: owner.application.namespace))
            // Not before all have rendered: what was applied last may have to be made again from what was kept for it.
            try await kept.settle(among: Set(resolved.sources.map(\.source.name)))
            rendered.bases = remotes.bases
            return rendered
        } catch {
            if error.code == .kept, let pause = await kept.pause { rendered.wake.within(pause) }
            throw RenderFailure(
                finding: Finding(reason: error.conditionReason, message: error.description), wake: rendered.wake)
        }
    }

    private func open(_ resolved: ResolvedSource) throws(RenderFailure) -> SourceFiles {
        switch resolved.origin {
        case .git(let revision, let remote): return try open(revision, remote, of: resolved.source)
        case .chart(let origin):
            var files: SourceFiles
            if let commit = origin.files {
                files = try open(commit.revision, commit.remote, of: resolved.source)
            } else {
                files = SourceFiles(tree: MemoryTree([:]), key: origin.wanted.repositoryURL)
            }
            files.packed = origin.package(from: sources.charts.sources)
            return files
        }
    }

    private func open(
        _ revision: GitRevision, _ remote: GitRemote, of source: GitOpsApplication.Source
    ) throws(RenderFailure) -> SourceFiles {
        do {
            let tree = try sources.mirrors.tree(remote, commit: revision.commit)
            return SourceFiles(tree: tree, key: remote.url)
        } catch {
            throw RenderFailure(
                finding: Finding(reason: "SourceNotReady", message: source.told(error.message), isTransient: true),
                lost: source.repositoryRef.map { .commit(of: $0.key(from: owner.application.namespace)) })
        }
    }

    private func render(
        _ resolved: ResolvedSource, _ files: SourceFiles, _ others: [String: any SourceTree],
        _ supplies: ApplicationSupplies, into rendered: inout RenderedSources
    ) async throws(RenderFailure) -> ManifestSet {
        let source = resolved.source
        do {
            var request = RenderRequest(source, variables: resolved.variables)
            request.packed = files.packed
            request.traced = traced
            request.substitution?.origins = resolved.variableOrigins
            let kind = try request.kind(in: files.tree)
            if !supplies.isForRepair { try source.requireEffects(as: kind) }
            switch kind {
            case .chart: request.chart = try await chartOptions(resolved, noting: &rendered)
            case .overlay: request.chart = overlayChartOptions(source)
            case .manifests: break
            }
            let outcome = try await sources.renders.render(
                request, tree: files.tree, others: others, key: files.key, supplies: supplies)
            // What is only kept in repair is not renewed.
            if let renewal = outcome.renewal, !supplies.trustsEarlier {
                rendered.wake.within(min(.seconds(max(renewal - supplies.present, 1)), Pauses.renewal))
            }
            return outcome.manifests
        } catch let error as RenderError {
            throw await failure(error, resolved, rendered.wake)
        } catch {
            rendered.wake.within(Pauses.unreadable)
            throw RenderFailure(
                finding: Finding(
                    reason: "RenderFailed",
                    message: source.told("what the cluster serves cannot be found out for the chart: \(error)"),
                    isTransient: true), wake: rendered.wake)
        }
    }

    private func failure(_ error: RenderError, _ resolved: ResolvedSource, _ wake: Wake) async -> RenderFailure {
        var wake = wake
        let lost = lost(error, resolved.origin)
        let hasFailedLookup = await lookups.hasFailed
        if error.code == .kept, let pause = await kept.pause { wake.within(pause) }
        if hasFailedLookup { wake.within(Pauses.lookup) }
        // It may have been the machine that had too much to do.
        if error.code == .limit { wake.within(Pauses.halted) }
        return RenderFailure(
            finding: Finding(
                reason: error.conditionReason, message: resolved.source.told(error.description),
                isTransient: error.code == .kept || hasFailedLookup || lost != nil),
            isFinal: error.code == .unsupported, lost: lost,
            obstacle: error.code == .unavailable ? remotes.obstacle : nil, wake: wake)
    }

    private func lost(_ error: RenderError, _ origin: SourceOrigin) -> Lost? {
        if error.code == .unavailable { return remotes.lost }
        guard error.code == .lost, case .chart(let origin) = origin else { return nil }
        return .chart(origin.wanted)
    }
}

internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Rendering
internal import SourceTrees

/// From sources at their revisions to the objects of all.
extension ApplicationRun {
    struct RenderFailure: Error {
        var finding: Finding
        var isFinal = false
        var lost: Lost?
        var obstacle: RemoteSession.Obstacle?
    }

    /// What was fetched and is not there any more.
    enum Lost {
        case commit(of: ObjectKey)
        case chart(ChartOrder)
    }

    func fetch(_ lost: Lost) {
        switch lost {
        case .commit(let repository): services.repositoryQueue.add(repository)
        case .chart(let order): services.charts.queue.add(order)
        }
    }

    /// All files are there before anything is rendered.
    ///
    /// - Parameter isForRepair: of what was applied last, while the newest cannot be used.
    mutating func manifests(
        _ spec: GitOpsApplication.Spec, _ sources: ResolvedSources, isForRepair: Bool
    ) async throws(RenderFailure) -> ManifestSet {
        var files: [SourceFiles] = []
        for source in sources.sources { files.append(try open(source)) }
        var sets: [(source: String, manifests: ManifestSet)] = []
        let lookups =
            self.lookups
            ?? ClusterLookups(
                services.client, account: account(spec),
                confinement: services.settings.reach.confinement, home: services.settings.home)
        self.lookups = lookups
        await kept.begin(hasNews: isForRepair || causes != Trigger.live.causes)
        let trees = zip(sources.sources, files).filter { !$0.0.source.name.isEmpty }
        let others = Dictionary(trees.map { ($0.source.name, $1.tree) }) { first, _ in first }
        for (source, files) in zip(sources.sources, files) where !source.source.isFilesOnly {
            let supplies = ApplicationSupplies(
                session: kept, store: services.kept, owner: KeptSecret.Owner(application.metadata), lookups: lookups,
                remotes: remotes, allowsRemotes: services.settings.allowRemoteBases, audience: key.namespace,
                trustsFailures: !causes.contains(.request), source: source.source.name,
                present: startedAt.microseconds / 1_000_000, isForRepair: isForRepair)
            sets.append((source.source.name, try await manifests(spec, source, files, others, supplies)))
        }
        // A repair may be one of what was rendered before, without asking again.
        if !isForRepair { memory.remotes = remotes.settle() }
        do throws(RenderError) {
            let joined = try ManifestSet.joined(sets, namespace: spec.destination.namespace(from: key.namespace))
            // Not before all have rendered: what was applied last may have to be made again from what was kept for it.
            try await kept.settle(among: Set(sources.sources.map(\.source.name)))
            return joined
        } catch {
            if error.code == .kept, let pause = await kept.pause { lookAgain(in: pause) }
            throw RenderFailure(finding: Finding(reason: error.conditionReason, message: error.description))
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
                files = SourceFiles(tree: MemoryTree([:]), key: origin.order.repositoryURL)
            }
            files.packed = origin.package(from: services.charts.sources)
            return files
        }
    }

    private func open(
        _ revision: GitRevision, _ remote: GitRemote, of source: GitOpsApplication.Source
    ) throws(RenderFailure) -> SourceFiles {
        do {
            let tree = try services.mirrors.tree(remote, commit: revision.commit)
            return SourceFiles(tree: tree, key: remote.url)
        } catch {
            throw RenderFailure(
                finding: Finding(reason: "SourceNotReady", message: source.told(error.message), passes: true),
                lost: source.repositoryRef.map { .commit(of: $0.key(from: key.namespace)) })
        }
    }

    private mutating func manifests(
        _ spec: GitOpsApplication.Spec, _ resolved: ResolvedSource, _ files: SourceFiles,
        _ others: [String: any SourceTree], _ supplies: ApplicationSupplies
    ) async throws(RenderFailure) -> ManifestSet {
        let source = resolved.source
        do {
            var request = RenderRequest(source, variables: resolved.variables)
            request.packed = files.packed
            let kind = try request.kind(in: files.tree)
            if !supplies.isForRepair { try source.requireEffects(as: kind) }
            switch kind {
            case .chart: request.chart = try await chartOptions(resolved, spec.destination)
            case .overlay: request.chart = overlayChartOptions(source)
            case .manifests: break
            }
            let rendered = try await services.renderer.render(
                request, tree: files.tree, others: others, key: files.key, supplies: supplies)
            // What is only kept in repair is not renewed.
            if let renewal = rendered.renewal, !supplies.trustsEarlier {
                lookAgain(in: min(.seconds(max(renewal - supplies.present, 1)), Pauses.renewal))
            }
            return rendered.manifests
        } catch let error as RenderError {
            let lost = lost(error, resolved.origin)
            let hasFailedLookup = await supplies.lookups.hasFailed
            if error.code == .kept, let pause = await kept.pause { lookAgain(in: pause) }
            if hasFailedLookup { lookAgain(in: Pauses.lookup) }
            // It may have been the machine that had too much to do.
            if error.code == .limit { lookAgain(in: Pauses.halted) }
            await learnSecrets()
            let message = discretion.told(source.told(error.description))
            throw RenderFailure(
                finding: Finding(
                    reason: error.conditionReason, message: message.shortened(to: 4_096),
                    passes: error.code == .kept || hasFailedLookup || lost != nil),
                isFinal: error.code == .unsupported, lost: lost,
                obstacle: error.code == .unavailable ? remotes.obstacle : nil)
        } catch {
            lookAgain(in: Pauses.unreadable)
            throw RenderFailure(
                finding: Finding(
                    reason: "RenderFailed",
                    message: source.told("what the cluster serves cannot be found out for the chart: \(error)"),
                    passes: true))
        }
    }

    private func lost(_ error: RenderError, _ origin: Origin) -> Lost? {
        if error.code == .unavailable { return remotes.lost }
        guard error.code == .lost, case .chart(let origin) = origin else { return nil }
        return .chart(origin.order)
    }
}

extension String {
    /// Its beginning and end, of about so many bytes: charts decide how long their errors are, and a status has to hold
    /// them. What began it all stands at the end.
    fileprivate func shortened(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        let (head, tail) = (utf8.prefix(bytes / 2), utf8.suffix(bytes / 2))
        return String(decoding: head, as: UTF8.self) + " … " + String(decoding: tail, as: UTF8.self)
    }
}

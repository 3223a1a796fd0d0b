internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime

/// What should be there.
extension ApplicationRun {
    mutating func findTarget(_ spec: GitOpsApplication.Spec) async -> TargetOutcome.Result {
        // Has the repositories looked at that nobody has asked for these references or charts yet.
        remotes.begin(with: RemoteUses(spec.sources, in: key.namespace))
        // Who asks for a sync means the newest revision. The controllers of repositories and charts call again.
        if !spec.sync.automatic, requestedSync != nil, isAsking { return .wait(.settled) }
        let finder = targetFinder(spec)
        lookups = finder.renderer.lookups
        let outcome = await finder.find(spec)
        if let uses = outcome.uses { memory.remotes = uses }
        if let lost = outcome.lost { fetch(lost) }
        wake.merge(outcome.wake)
        return outcome.result
    }

    private var isAsking: Bool { services.catalog.isAsking(key) || services.charts.catalog.isAsking(key) }

    private func fetch(_ lost: Lost) {
        switch lost {
        case .commit(let repository): services.repositoryQueue.add(repository)
        case .chart(let order): services.charts.queue.add(order)
        }
    }

    private func targetFinder(_ spec: GitOpsApplication.Spec) -> TargetFinder {
        let isReportedOn = status.speaks(of: application.metadata.generation)
        let resolver = SourceResolver(
            commits: CommitFinder(services: services, isReportedOn: isReportedOn), charts: services.charts.catalog,
            repository: { [services] order in
                if case .found(let repository) = services.repository(of: order) { repository } else { nil }
            }, namespace: key.namespace, isReportedOn: isReportedOn, applied: status.appliedRevision)
        return TargetFinder(
            resolver: resolver,
            references: ReferenceReader(
                references: services.references, namespace: key.namespace, home: services.settings.home),
            dependencies: Dependencies(applications: services.applications, key: key), renderer: renderer(spec))
    }

    private func renderer(_ spec: GitOpsApplication.Spec) -> ApplicationRenderer {
        let subject = ApplicationRenderer.Subject(
            key: key, uid: application.metadata.uid, destination: spec.destination,
            hasNews: causes != Trigger.live.causes, trustsFailures: !causes.contains(.request),
            present: startedAt.microseconds / 1_000_000)
        let lookups = ClusterLookups(
            services.client, account: identity(spec).account, confinement: services.settings.reach.confinement,
            home: services.settings.home)
        return ApplicationRenderer(
            services: services, subject: subject, kept: kept, lookups: lookups, remotes: remotes)
    }
}

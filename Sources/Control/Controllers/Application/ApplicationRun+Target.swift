internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing

/// What should be there.
extension ApplicationRun {
    mutating func findTarget(_ spec: GitOpsApplication.Spec) async -> TargetOutcome.Result {
        sources.begin(with: spec.sources)
        // Who asks for a sync means the newest revision. The controllers of repositories and charts call again.
        if !spec.sync.automatic, requestedSync != nil, isAsking { return .wait(.settled) }
        let renderer = sources.prepare(
            for: SourceSession.Subject(
                destination: spec.destination, account: identity(spec).account,
                hasNews: causes != Trigger.live.causes, trustsFailures: !causes.contains(.request),
                present: startedAt.microseconds / 1_000_000))
        let finder = TargetFinder(
            sources: sources,
            dependencies: Dependencies(
                applications: services.applications, isHome: services.destination.isHome, key: key),
            renderer: renderer, log: log)
        let outcome = await finder.find(spec)
        if let uses = outcome.uses { memory.remotes = uses }
        if let lost = outcome.lost { fetch(lost) }
        wake.merge(outcome.wake)
        return outcome.result
    }

    private var isAsking: Bool {
        services.sources.catalog.isAsking(key) || services.sources.charts.catalog.isAsking(key)
    }

    private func fetch(_ lost: Lost) {
        switch lost {
        case .commit(let repository): services.sources.repositoryQueue.add(repository)
        case .chart(let order): services.sources.charts.queue.add(order)
        }
    }
}

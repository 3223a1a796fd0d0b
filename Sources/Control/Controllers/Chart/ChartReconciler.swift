internal import ChartSources
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Keeps one wanted chart known and on disk: asks the repository, fetches the archive, tells the applications.
struct ChartReconciler: Sendable {
    typealias Completion = WorkQueue<WantedChart>.Completion

    let services: Services
    let triggers: Triggers

    private var charts: Charts { services.sources.charts }

    func reconcile(_ wanted: WantedChart) async -> Completion {
        guard let interval = charts.catalog.interval(of: wanted) else { return leave(wanted) }
        switch repository(of: wanted) {
        case .found(let repository): return await ask(repository, for: wanted, every: interval)
        case .waiting:
            withdraw(wanted)
            return .again(after: Pauses.unreadable)
        case .failed(let failure, let isRetried):
            withdraw(wanted)
            _ = charts.catalog.beginLook(at: wanted)
            return finish(wanted, .failed(failure, isRetried: isRetried), interval)
        }
    }

    private func ask(
        _ repository: ChartRepository, for wanted: WantedChart, every interval: Duration
    ) async -> Completion {
        let host = SourceHost.name(in: wanted.repositoryURL)
        let namespaces = charts.catalog.namespaces(of: wanted)
        guard charts.turns.begin(wanted, for: namespaces, at: host, now: services.surroundings.now) else {
            return .untried
        }
        let isAsked = charts.catalog.beginLook(at: wanted)
        // After a failure only something new helps.
        let anew = isAsked || hasFailed(wanted)
        let outcome = await charts.looks.run(wanted) { await look(wanted, in: repository, anew: anew) } ?? .brokenOff
        var isDone = true
        if case .brokenOff = outcome { isDone = false }
        call(charts.turns.end(wanted, isDone: isDone, now: services.surroundings.now))
        return finish(wanted, outcome, interval)
    }

    private func hasFailed(_ wanted: WantedChart) -> Bool {
        if case .failed = charts.catalog.lookup(wanted) { true } else { false }
    }

    private func finish(_ wanted: WantedChart, _ outcome: Outcome, _ interval: Duration) -> Completion {
        switch outcome {
        case .brokenOff:
            charts.catalog.breakOff(at: wanted)
            return .again(after: Pauses.outOfDate)
        case .found(let chart):
            tell(.success(chart), of: wanted)
            guard interval > .zero else { return .settled }
            return .again(
                after: interval.jittered(by: 0.1, random: services.surroundings.fraction()), priority: .low)
        case .failed(let failure, let isRetried):
            tell(.failure(failure), of: wanted)
            return isRetried ? .failed : .settled
        }
    }

    private func leave(_ wanted: WantedChart) -> Completion {
        guard charts.catalog.forgetUnused(wanted) else { return .again(after: .zero) }
        call(charts.turns.forget(wanted, now: services.surroundings.now))
        services.sources.references.want([], for: .chart(wanted))
        return .settled
    }

    /// It may have waited for a turn, and been called.
    private func withdraw(_ wanted: WantedChart) {
        call(charts.turns.withdraw(wanted, now: services.surroundings.now))
    }

    /// Those who have waited for a turn.
    private func call(_ orders: [WantedChart]) {
        for wanted in orders { charts.queue.add(wanted) }
    }

    private enum Outcome {
        /// That says nothing about the repository, which is to be asked all the same.
        case brokenOff
        case found(FetchedChart)
        case failed(ChartFailure, isRetried: Bool)
    }

    private func look(_ wanted: WantedChart, in repository: ChartRepository, anew: Bool) async -> Outcome {
        // What has changed before this moment has found nothing to interrupt.
        guard case .found(let latest) = self.repository(of: wanted), latest == repository else { return .brokenOff }
        do throws(ChartSourceError) {
            return .found(try await fetch(wanted, from: repository, anew: anew))
        } catch {
            // The process ends, or nobody wants to know any more.
            return error.code == .cancelled ? .brokenOff : .failed(ChartFailure(error), isRetried: true)
        }
    }

    private func fetch(
        _ wanted: WantedChart, from repository: ChartRepository, anew: Bool
    ) async throws(ChartSourceError) -> FetchedChart {
        let version = try await charts.sources.find(
            wanted.reference, in: repository, for: charts.catalog.namespaces(of: wanted).min() ?? "", anew: anew)
        let archive = try await charts.sources.archive(of: version, in: repository)
        guard archive.isCached else {
            throw ChartSourceError(
                .storage,
                "the chart \(wanted.chart) \(archive.version) cannot be kept; make room in the controller's cache folder"
            )
        }
        return FetchedChart(version: archive.version, digest: archive.digest, repository: repository)
    }

    /// Tells those for whom it is news, and those who asked.
    private func tell(_ result: Result<FetchedChart, ChartFailure>, of wanted: WantedChart) {
        defer {
            for application in charts.catalog.endLook(at: wanted) {
                triggers.enqueue(application, .request, priority: .high)
            }
        }
        let news = charts.catalog.record(result, for: wanted)
        guard !news.isEmpty else { return }
        for application in news { triggers.enqueue(application, .revision) }
        var metadata: Logger.Metadata = ["repository": "\(wanted.repositoryURL)", "chart": "\(wanted.chart)"]
        switch result {
        case .success(let chart):
            metadata["revision"] = "\(chart.revision)"
            services.logger.info("a chart is here", metadata: metadata)
        case .failure(let failure):
            metadata["reason"] = "\(failure.reason)"
            metadata["detail"] = "\(failure.message)"
            services.logger.warning("a chart cannot be had", metadata: metadata)
        }
    }

    // MARK: The Secret

    /// The repository with what its Secret says now.
    private func repository(of wanted: WantedChart) -> Sources.ChartLookup {
        let reference = wanted.secret.map { NamedReference(type: .secrets, key: $0) }
        services.sources.references.want(Set([reference].compactMap(\.self)), for: .chart(wanted))
        return services.sources.repository(of: wanted)
    }
}

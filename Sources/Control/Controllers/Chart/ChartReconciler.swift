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
        let host = SourceHost.name(in: wanted.repositoryURL)
        let namespaces = charts.catalog.namespaces(of: wanted)
        guard charts.turns.begin(wanted, for: namespaces, at: host, now: services.surroundings.now) else {
            return .untried
        }
        let isAsked = charts.catalog.beginLook(at: wanted)
        // After a failure only something new helps.
        let anew = isAsked || hasFailed(wanted)
        let outcome = await charts.looks.run(wanted) { await look(wanted, anew: anew) }
        for next in charts.turns.end(wanted, isDone: outcome != nil, now: services.surroundings.now) {
            charts.queue.add(next)
        }
        let completion = finish(wanted, outcome ?? .waiting, interval)
        for application in charts.catalog.endLook(at: wanted) {
            triggers.enqueue(application, .request, priority: .high)
        }
        return completion
    }

    private func hasFailed(_ wanted: WantedChart) -> Bool {
        if case .failed = charts.catalog.lookup(wanted) { true } else { false }
    }

    private func finish(_ wanted: WantedChart, _ outcome: Outcome, _ interval: Duration) -> Completion {
        switch outcome {
        case .waiting: return .settled
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
        charts.turns.forget(wanted)
        services.sources.references.want([], for: .chart(wanted))
        return .settled
    }

    private enum Outcome {
        /// Nothing was found out. Who has news calls again.
        case waiting
        case found(FetchedChart)
        case failed(ChartFailure, isRetried: Bool)
    }

    private func look(_ wanted: WantedChart, anew: Bool) async -> Outcome {
        switch repository(of: wanted) {
        case .waiting: return .waiting
        case .failed(let failure, let isRetried): return .failed(failure, isRetried: isRetried)
        case .found(let repository):
            do throws(ChartSourceError) {
                return .found(try await fetch(wanted, from: repository, anew: anew))
            } catch {
                // Broken off because the process ends: that says nothing about the repository.
                return error.code == .cancelled ? .waiting : .failed(ChartFailure(error), isRetried: true)
            }
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

    private func tell(_ result: Result<FetchedChart, ChartFailure>, of wanted: WantedChart) {
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

internal import ChartSources
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Keeps one order's chart known and on disk: asks the repository, fetches the archive, tells the applications.
struct ChartReconciler: Sendable {
    typealias Completion = WorkQueue<ChartOrder>.Completion

    let services: Services
    let triggers: Triggers

    private var charts: Charts { services.sources.charts }

    func reconcile(_ order: ChartOrder) async -> Completion {
        guard let interval = charts.catalog.interval(of: order) else { return leave(order) }
        let host = SourceHost.name(in: order.repositoryURL)
        let namespaces = charts.catalog.namespaces(of: order)
        guard charts.turns.begin(order, for: namespaces, at: host, now: services.surroundings.now) else {
            return .untried
        }
        let isAsked = charts.catalog.beginLook(at: order)
        // After a failure only something new helps.
        let anew = isAsked || hasFailed(order)
        let outcome = await charts.looks.run(order) { await look(order, anew: anew) }
        for next in charts.turns.end(order, isDone: outcome != nil, now: services.surroundings.now) {
            charts.queue.add(next)
        }
        let completion = finish(order, outcome ?? .waiting, interval)
        for application in charts.catalog.endLook(at: order) {
            triggers.enqueue(application, .request, priority: .high)
        }
        return completion
    }

    private func hasFailed(_ order: ChartOrder) -> Bool {
        if case .failed = charts.catalog.lookup(order) { true } else { false }
    }

    private func finish(_ order: ChartOrder, _ outcome: Outcome, _ interval: Duration) -> Completion {
        switch outcome {
        case .waiting: return .settled
        case .found(let chart):
            tell(.success(chart), of: order)
            guard interval > .zero else { return .settled }
            return .again(
                after: interval.jittered(by: 0.1, random: services.surroundings.fraction()), priority: .low)
        case .failed(let failure, let isRetried):
            tell(.failure(failure), of: order)
            return isRetried ? .failed : .settled
        }
    }

    private func leave(_ order: ChartOrder) -> Completion {
        guard charts.catalog.forgetUnused(order) else { return .again(after: .zero) }
        charts.turns.forget(order)
        services.sources.references.want([], for: .chart(order))
        return .settled
    }

    private enum Outcome {
        /// Nothing was found out. Who has news calls again.
        case waiting
        case found(FetchedChart)
        case failed(ChartFailure, isRetried: Bool)
    }

    private func look(_ order: ChartOrder, anew: Bool) async -> Outcome {
        switch repository(of: order) {
        case .waiting: return .waiting
        case .failed(let failure, let isRetried): return .failed(failure, isRetried: isRetried)
        case .found(let repository):
            do throws(ChartSourceError) {
                return .found(try await fetch(order, from: repository, anew: anew))
            } catch {
                // Broken off because the process ends: that says nothing about the repository.
                return error.code == .cancelled ? .waiting : .failed(ChartFailure(error), isRetried: true)
            }
        }
    }

    private func fetch(
        _ order: ChartOrder, from repository: ChartRepository, anew: Bool
    ) async throws(ChartSourceError) -> FetchedChart {
        let version = try await charts.sources.find(
            order.reference, in: repository, for: charts.catalog.namespaces(of: order).min() ?? "", anew: anew)
        let archive = try await charts.sources.archive(of: version, in: repository)
        guard archive.isCached else {
            throw ChartSourceError(
                .storage,
                "the chart \(order.chart) \(archive.version) cannot be kept; make room in the controller's cache folder"
            )
        }
        return FetchedChart(version: archive.version, digest: archive.digest, repository: repository)
    }

    private func tell(_ result: Result<FetchedChart, ChartFailure>, of order: ChartOrder) {
        let news = charts.catalog.record(result, for: order)
        guard !news.isEmpty else { return }
        for application in news { triggers.enqueue(application, .revision) }
        var metadata: Logger.Metadata = ["repository": "\(order.repositoryURL)", "chart": "\(order.chart)"]
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
    private func repository(of order: ChartOrder) -> Sources.ChartLookup {
        let reference = order.secret.map { NamedReference(type: .secrets, key: $0) }
        services.sources.references.want(Set([reference].compactMap(\.self)), for: .chart(order))
        return services.sources.repository(of: order)
    }
}

internal import Synchronization

/// The process's figures, for Prometheus.
///
/// Asking twice for one name gives the same figures; asking for it with other labels or as another kind is a mistake
/// in the program and stops it. A family keeps at most `seriesLimit` series: what comes on top is dropped, and counted
/// in `martlet_metrics_dropped_updates_total`.
package final class Metrics: Sendable {
    private let families = Mutex<[String: MetricFamily]>([:])
    private let seriesLimit: Int

    /// Enough for labels that a person chooses, few enough that a label that runs away costs megabytes at most.
    package static let defaultSeriesLimit = 10_000

    package init(seriesLimit: Int = Metrics.defaultSeriesLimit) {
        self.seriesLimit = seriesLimit
    }

    /// Something that only grows. The same name gives the same counter.
    package func counter(_ name: String, help: String, labels: [String] = []) -> Counter {
        Counter(family: family(name, .counter, help, labels))
    }

    /// A counter that something else keeps: `collect` is called at each scrape and must be quick.
    package func counter(
        _ name: String, help: String, labels: [String] = [],
        collect: @escaping @Sendable () -> [(labels: [String], value: Double)]
    ) {
        family(name, .counter, help, labels).add(collect)
    }

    /// Something that goes up and down. The same name gives the same gauge.
    package func gauge(_ name: String, help: String, labels: [String] = []) -> Gauge {
        Gauge(family: family(name, .gauge, help, labels))
    }

    /// A gauge that is read at each scrape. Several closures may feed one name; `collect` must be quick, and must hold
    /// what it reads weakly where that can end before the process does.
    package func gauge(
        _ name: String, help: String, labels: [String] = [],
        collect: @escaping @Sendable () -> [(labels: [String], value: Double)]
    ) {
        family(name, .gauge, help, labels).add(collect)
    }

    /// `buckets` are upper bounds, ascending, without the infinite one.
    package func histogram(
        _ name: String, help: String, labels: [String] = [], buckets: [Double] = Histogram.seconds
    ) -> Histogram {
        precondition(zip(buckets, buckets.dropFirst()).allSatisfy(<), "the buckets of \(name) ascend")
        return Histogram(family: family(name, .histogram(buckets: buckets), help, labels))
    }

    /// Everything in Prometheus' text format 0.0.4, families by name and series by labels.
    package func render() -> String {
        var writer = ExpositionWriter()
        let sorted = families.withLock { $0.values.sorted { $0.name < $1.name } }
        var dropped: [(labels: [String], value: Double)] = []
        for family in sorted {
            let snapshot = family.snapshot()
            writer.write(snapshot, of: family)
            if snapshot.dropped > 0 { dropped.append(([family.name], Double(snapshot.dropped))) }
        }
        if !dropped.isEmpty {
            let family = MetricFamily(
                name: "martlet_metrics_dropped_updates_total", kind: .counter,
                help: "Updates that were dropped because their metric has too many series.", labels: ["metric"],
                seriesLimit: seriesLimit)
            writer.write(MetricFamily.Snapshot(series: dropped.map { ($0.labels, .number($0.value)) }), of: family)
        }
        return writer.text
    }

    private func family(_ name: String, _ kind: MetricKind, _ help: String, _ labels: [String]) -> MetricFamily {
        families.withLock { families in
            if let known = families[name] {
                precondition(known.kind == kind && known.labels == labels, "\(name) is declared in one way only")
                return known
            }
            let new = MetricFamily(name: name, kind: kind, help: help, labels: labels, seriesLimit: seriesLimit)
            families[name] = new
            return new
        }
    }
}

/// A figure that only grows. Label values come in the order of the labels' names.
package struct Counter: Sendable {
    let family: MetricFamily

    /// A negative amount is left out: a counter that shrinks looks like a restart to Prometheus.
    package func increment(_ labels: [String] = [], by amount: Double = 1) {
        guard amount >= 0 else { return }
        family.update(labels) { $0.add(amount) }
    }
}

/// A figure that goes up and down.
package struct Gauge: Sendable {
    let family: MetricFamily

    /// Puts a value in the place of the former one, for these values of the labels.
    package func set(_ labels: [String] = [], _ value: Double) {
        family.update(labels) { $0.set(value) }
    }

    /// Adds to the value for these values of the labels; less than nothing takes away.
    package func add(_ labels: [String] = [], _ amount: Double) {
        family.update(labels) { $0.add(amount) }
    }

    /// Ends the series, for instance when what it told about is gone.
    package func remove(_ labels: [String]) {
        family.remove(labels)
    }
}

/// How a figure is distributed over buckets.
package struct Histogram: Sendable {
    let family: MetricFamily

    /// Bounds for durations from a local request to a slow clone.
    package static let seconds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

    /// Counts a value in its bucket and in the sum.
    package func observe(_ labels: [String] = [], _ value: Double) {
        family.update(labels) { $0.observe(value) }
    }

    /// Counts a time, in seconds, as Prometheus wants them.
    package func observe(_ labels: [String] = [], _ duration: Duration) {
        observe(labels, duration / .seconds(1))
    }
}

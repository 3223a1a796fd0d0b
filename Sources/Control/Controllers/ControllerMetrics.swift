internal import Documents
internal import GitOpsAPI
internal import KubeRuntime
internal import Metrics
internal import Synchronization

/// How a run ended, for metrics.
enum ReconcileResult: String, Sendable {
    case unchanged, applied, waiting, failed, error
}

/// The controllers' series.
struct ControllerMetrics: Sendable {
    private let reconciles: Counter
    private let durations: Histogram

    init(_ metrics: Metrics) {
        reconciles = metrics.counter(
            "martlet_reconcile_total", help: "Runs on resources, by kind and result.", labels: ["kind", "result"])
        durations = metrics.histogram(
            "martlet_reconcile_duration_seconds", help: "How long runs on resources took.", labels: ["kind", "result"],
            buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60])
    }

    func observe(_ kind: String, _ result: ReconcileResult, since start: ContinuousClock.Instant) {
        let (seconds, attoseconds) = start.duration(to: .now).components
        reconciles.increment([kind, result.rawValue])
        durations.observe([kind, result.rawValue], Double(seconds) + Double(attoseconds) * 1e-18)
    }
}

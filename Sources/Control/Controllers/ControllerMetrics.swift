internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Metrics
internal import Operating
internal import Synchronization

/// How a run ended, for metrics.
enum ReconcileResult: String, Sendable {
    case unchanged, applied, waiting, failed, error
}

/// The controllers' series.
struct ControllerMetrics: Sendable {
    private let reconciles: Counter
    private let durations: Histogram
    private let operations: Counter
    private let operationDurations: Histogram
    private let deployments: Counter
    private let leadTimes: Histogram

    init(_ metrics: Metrics) {
        reconciles = metrics.counter(
            "martlet_reconcile_total", help: "Runs on resources, by kind and result.", labels: ["kind", "result"])
        durations = metrics.histogram(
            "martlet_reconcile_duration_seconds", help: "How long runs on resources took.", labels: ["kind", "result"],
            buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60])
        operations = metrics.counter(
            "martlet_operations_total", help: "Attempts at operations that came to an end, by trigger and phase.",
            labels: ["trigger", "phase"])
        operationDurations = metrics.histogram(
            "martlet_operation_duration_seconds", help: "How long attempts at operations took, in whole seconds.",
            labels: ["phase"], buckets: [1, 5, 15, 60, 300, 900, 3_600])
        deployments = metrics.counter(
            "martlet_deployments_total",
            help: "Deployments whose record came to a state that lasts, by state, trigger and environment.",
            labels: ["state", "trigger", "environment"])
        leadTimes = metrics.histogram(
            "martlet_deployment_lead_time_seconds", help: "From a commit to its being healthy in the cluster.",
            labels: ["environment"], buckets: [60, 300, 900, 3_600, 14_400, 86_400, 604_800])
    }

    /// A record was written that has come to a state.
    func observe(_ record: GitOpsDeployment) {
        guard record.status.state.isSettled else { return }
        deployments.increment([record.status.state.rawValue, record.spec.trigger.rawValue, record.spec.environment])
        if let time = record.leadTime { leadTimes.observe([record.spec.environment], time) }
    }

    /// One that was given up counts as it stood then.
    func observe(_ operation: Operation) {
        // Whoever may write status may write any word there.
        operations.increment([Trigger(rawValue: operation.trigger)?.rawValue ?? "Other", operation.phase.rawValue])
        guard let end = operation.finishedAt else { return }
        operationDurations.observe([operation.phase.rawValue], end - operation.startedAt)
    }

    func observe(_ kind: String, _ result: ReconcileResult, in duration: Duration) {
        reconciles.increment([kind, result.rawValue])
        durations.observe([kind, result.rawValue], duration)
    }
}

internal import KubeRuntime
internal import Metrics
internal import Observing
internal import Sourcing

/// What metrics tell of it.
extension Operator {
    func publishFigures() {
        services.sources.repositoryQueue.publish(to: metrics, as: "repositories")
        services.sources.charts.queue.publish(to: metrics, as: "charts")
        services.applicationQueue.publish(to: metrics, as: "applications")
        services.checks.queue.publish(to: metrics, as: "checks")
        services.windows.queue.publish(to: metrics, as: "windows")
        services.policies.queue.publish(to: metrics, as: "policies")
        services.environments.queue.publish(to: metrics, as: "environments")
        metrics.gauge(
            "martlet_applications", help: "Applications, by sync and health.", labels: ["sync", "health"]
        ) { [services] in services.tally.counts.map { ([$0.sync, $0.health], Double($1)) } }
        metrics.gauge("martlet_managed_objects", help: "Objects in the live index.", labels: []) { [services] in
            [([], Double(services.destination.index.count))]
        }
        metrics.gauge(
            "martlet_pod_watches", help: "Workloads that are not healthy, by whether their Pods are watched.",
            labels: ["state"]
        ) { [services] in
            let count = services.destination.index.podWatches
            return [(["watched"], Double(count.watched)), (["waiting"], Double(count.waiting))]
        }
    }
}

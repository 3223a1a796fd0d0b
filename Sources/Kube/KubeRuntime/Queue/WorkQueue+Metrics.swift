package import Metrics
internal import Surroundings

extension WorkQueue {
    /// Shows the queue's figures for as long as it lives.
    package func publish(to metrics: Metrics, as name: String) {
        metrics.gauge(
            "martlet_queue_depth", help: "Keys in a queue that are ready, delayed or being worked on.",
            labels: ["queue", "state"]
        ) { [weak self] in
            guard let figures = self?.figures else { return [] }
            return [
                ([name, "ready"], Double(figures.ready)), ([name, "delayed"], Double(figures.delayed)),
                ([name, "leased"], Double(figures.leased)),
            ]
        }
        metrics.gauge(
            "martlet_queue_oldest_age_seconds", help: "How long the key has waited that has been ready longest.",
            labels: ["queue"]
        ) { [weak self] in
            self.map { [([name], $0.figures.oldestAge.inSeconds)] } ?? []
        }
    }
}

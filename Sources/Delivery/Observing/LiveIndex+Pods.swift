internal import Documents
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Synchronization

extension LiveIndex {
    /// How many workloads that are not well have their Pods watched for the reason, and how many wait for it.
    package var podWatches: (watched: Int, waiting: Int) { pods.count }

    /// Looks for the reasons of workloads that are not well, until cancelled.
    func watchPods() async {
        await pods.run(
            changes: { self.state.withLock { $0.table.takePodChanges() } }, tell: { self.take($0) },
            look: { await self.look($0, $1) })
    }

    private func take(_ findings: [LiveTable.Key: PodFinding?]) {
        tell(
            state.withLock { state in
                let changes = findings.map { key, finding in state.table.setFinding(finding, of: key) }
                return state.concerned(by: changes)
            })
    }

    /// With the controller's own rights, like all watches. Only what is wrong with a Pod is kept of it.
    private func look(_ start: PodBoard.Start, _ each: @escaping @Sendable (PodWatches.Sight) -> Bool) async {
        let watcher = Watcher(
            client, .pods, namespace: start.key.id.namespace, labelSelector: start.selector, metrics: metrics,
            logger: logger,
            onHealth: { health in
                if case .failing(let error) = health, error.code == .forbidden { _ = each(.refused) }
            }, decode: { PodReport($0) })
        while !Task.isCancelled {
            for await event in watcher where !each(.event(event)) { break }
        }
    }
}

internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Observing
internal import Sourcing
internal import Surroundings

/// Brings one GitOpsApplication's objects to what its source says, and status to what is so.
///
/// It never waits: for a rollout, a dependency, a watch or a retry it says when or on what it is to be called again.
struct ApplicationReconciler: Sendable {
    typealias Completion = WorkQueue<ObjectKey>.Completion

    let services: Services
    let publisher: StatusPublisher
    let memories: ApplicationMemories

    /// - Parameter causes: why, since the last time.
    func reconcile(_ key: ObjectKey, for causes: Causes) async -> Completion {
        var memory = memories.memory(of: key)
        memory.unanswered.formUnion(causes)
        switch services.applications.get(key) {
        case .outOfDate:
            memories.put(memory, for: key)
            return .again(after: Pauses.outOfDate)
        case .absent:
            forget(key)
            return .settled
        case .found(let application):
            let started = services.surroundings.now
            let (result, completion) = await reconcile(application, memory)
            services.figures.observe("GitOpsApplication", result, in: services.surroundings.now - started)
            return completion
        }
    }

    /// Forgets all that is kept for an application that exists no more.
    func forget(_ key: ObjectKey) {
        memories.forget(key)
        publisher.forget(key)
        services.sources.catalog.forgetUser(key)
        services.sources.charts.use([:], by: key)
        services.destination.index.forget(key)
    }

    private func reconcile(
        _ application: GitOpsApplication, _ memory: ApplicationMemory
    ) async -> (ReconcileResult, Completion) {
        var run = ApplicationRun(
            services: services, publisher: publisher, application: application,
            status: currentStatus(of: application), memory: memory)
        do throws(KubeError) {
            let completion =
                application.metadata.isDeleting ? try await run.cleanUp() : try await run.advance()
            run.memory.failures = 0
            memories.put(run.memory, for: application.metadata.key)
            return (run.result, completion)
        } catch {
            run.memory.failures += 1
            memories.put(run.memory, for: application.metadata.key)
            await run.learnSecrets()
            services.logger.warning(
                "cannot reconcile an application", run.discretion.told(error), application.metadata.key)
            await run.reportFailure(error)
            // The same would be too large again. It may fit once somebody allows the server more, which nothing tells of.
            return (.error, error.code == .tooLarge ? .again(after: Pauses.halted, priority: .low) : .failed)
        }
    }

    /// What we wrote last counts, not what the watch has shown of it so far.
    private func currentStatus(of application: GitOpsApplication) -> (value: Value, status: GitOpsApplication.Status) {
        guard let written = publisher.lastWritten(application.metadata) else {
            return (application.status.value, application.status)
        }
        return (written, GitOpsApplication.Status(written))
    }
}

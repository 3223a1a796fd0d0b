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
            let outcome = await reconcile(application, memory)
            services.figures.observe("GitOpsApplication", outcome.result, in: services.surroundings.now - started)
            return outcome.completion
        }
    }

    /// Forgets all that is kept for an application that exists no more.
    func forget(_ key: ObjectKey) {
        memories.forget(key)
        publisher.forget(key)
        services.sources.catalog.forgetUser(key)
        services.sources.charts.use([:], by: key)
        services.destination.index.forget(key)
        services.checks.keepOnly([], of: key)
        services.windows.setHeld(nil, key)
    }

    private func reconcile(
        _ application: GitOpsApplication, _ memory: ApplicationMemory
    ) async -> RunOutcome {
        let context = RunContext(
            services: services, publisher: publisher, application: application, causes: memory.unanswered)
        do throws(KubeError) {
            try await services.journal.open()
        } catch {
            memories.put(memory, for: context.key)
            services.logger.warning("cannot read what was about to be applied", error, context.key)
            return RunOutcome(result: .error, completion: .failed)
        }
        var state = RunState(context, status: currentStatus(of: application), memory: memory)
        do throws(KubeError) {
            var outcome =
                application.metadata.isDeleting
                ? try await ApplicationEnding(context: context).advance(&state)
                : try await ApplicationRun(context: context).advance(&state)
            await state.flushIfLeft()
            outcome.comeBack(within: state.memory.postponed?.rest(now: context.now))
            state.memory.failures = 0
            memories.put(state.memory, for: context.key)
            return outcome
        } catch {
            state.memory.failures += 1
            await state.flushIfLeft()
            memories.put(state.memory, for: context.key)
            await state.learnSecrets()
            services.logger.warning("cannot reconcile an application", state.discretion.told(error), context.key)
            await state.reportFailure(error)
            // The same would be too large again. It may fit once somebody allows the server more, which nothing tells of.
            return RunOutcome(
                result: .error,
                completion: error.code == .tooLarge ? .again(after: Pauses.halted, priority: .low) : .failed)
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

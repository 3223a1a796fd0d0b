internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Says in an environment's status what was made of it, how many applications it binds, and how many wait for it.
struct EnvironmentReconciler: Sendable {
    let services: Services
    let publisher: StatusPublisher

    func reconcile(_ key: ObjectKey) async -> WorkQueue<ObjectKey>.Completion {
        let book = services.environments
        guard let environment = book.store.latest(key), let ruling = book.ruling(of: key.name) else {
            publisher.forget(key)
            return .settled
        }
        let written = publisher.lastWritten(environment.metadata)
        let old = written.map { GitOpsEnvironment.Status($0) } ?? environment.status
        var status = old
        let generation = environment.metadata.generation
        status.observedGeneration = generation
        (status.applications, status.waiting) = book.count(of: key.name)
        let now = KubeTime(services.surroundings)
        func set(_ type: String, _ value: Condition.Status, _ finding: Finding) {
            status.conditions.set(
                type, value, reason: finding.reason, message: finding.message, generation: generation, now: now)
        }
        let valid = Finding(reason: "InForce", message: "is in force")
        let flaw = ruling.flaw.map {
            Finding(reason: $0.reason, message: "\($0.message); until then it lets nothing new pass")
        }
        set(ConditionType.ready, flaw == nil ? .true : .false, flaw ?? valid)
        set(ConditionType.stalled, flaw == nil ? .false : .true, flaw ?? valid)
        do throws(KubeError) {
            _ = try await publisher.publish(environment.metadata, from: written ?? old.value, to: status.value)
            return .settled
        } catch {
            services.logger.warning("cannot write an environment's status", error, key)
            return .failed
        }
    }
}

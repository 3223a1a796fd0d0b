internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings
internal import Windows

/// Says in a window's status whether it is open, and until when. Writes at transitions only.
struct WindowReconciler: Sendable {
    typealias Completion = WorkQueue<ObjectKey>.Completion

    static let workers = 2

    let services: Services
    let publisher: StatusPublisher

    func reconcile(_ key: ObjectKey) async -> Completion {
        guard let window = services.windows.store.latest(key), let ruling = services.windows.ruling(of: key) else {
            publisher.forget(key)
            return .settled
        }
        let now = KubeTime(services.surroundings)
        let span = ruling.rule.times.span(at: now)
        let known = publisher.lastWritten(window.metadata)
        var status = known.map { GitOpsWindow.Status($0) } ?? window.status
        let old = status.value
        let generation = window.metadata.generation
        status.observedGeneration = generation
        status.open = span.isOpen
        status.nextTransition = span.until
        func set(_ type: String, _ value: Condition.Status, _ finding: Finding) {
            status.conditions.set(
                type, value, reason: finding.reason, message: finding.message, generation: generation, now: now)
        }
        let valid = Finding(reason: "Valid", message: "is in use")
        let flaw = ruling.flaw.map { Finding(reason: $0.reason, message: "\($0.message); until then it holds") }
        set(ConditionType.ready, flaw == nil ? .true : .false, flaw ?? valid)
        set(ConditionType.stalled, flaw == nil ? .false : .true, flaw ?? valid)
        do throws(KubeError) {
            _ = try await publisher.publish(window.metadata, from: known ?? old, to: status.value)
        } catch {
            services.logger.warning("cannot write a window's status", error, key)
            return .failed
        }
        if let until = span.until { return .again(after: max(until - now, .milliseconds(1)), priority: .low) }
        return ruling.rule.times.mayChange ? .again(after: Pauses.farTransition, priority: .low) : .settled
    }
}

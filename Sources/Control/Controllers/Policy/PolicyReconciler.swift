internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Metrics
internal import Policies
internal import Sourcing
internal import Surroundings

/// Keeps policies known, calls applications when they change, and says in a policy's status what was made of it.
struct PolicyReconciler: Sendable {
    let services: Services
    let triggers: Triggers
    let publisher: StatusPublisher

    /// Ends with its task.
    func reflect(_ metrics: Metrics) async {
        let book = services.policies
        guard book.isInForce else { return }
        await Reflector(
            services.home.client, GitOpsPolicy.resource, into: book.resources, metrics: metrics,
            logger: services.logger, decode: { try? GitOpsPolicy($0) },
            onSynced: { [triggers] in if book.noteListed() { triggers.policiesChanged() } },
            onRewound: { [publisher] in
                publisher.forgetAll()
                for key in book.resources.all().keys { book.queue.add(key) }
            },
            onHealth: { [triggers] in if book.note($0) { triggers.policiesChanged() } },
            onChange: { [triggers] change in
                if book.note(change) { triggers.policiesChanged() }
                book.queue.add(change.key)
            }
        ).run()
    }

    func reconcile(_ key: ObjectKey) async -> WorkQueue<ObjectKey>.Completion {
        switch services.policies.resources.get(key) {
        case .outOfDate: return .again(after: Pauses.outOfDate)
        case .absent:
            publisher.forget(key)
            return .settled
        case .found(let resource): return await reconcile(resource)
        }
    }

    private func reconcile(_ resource: GitOpsPolicy) async -> WorkQueue<ObjectKey>.Completion {
        guard let policy = services.policies.policy(named: resource.metadata.key.name) else { return .settled }
        let written = publisher.lastWritten(resource.metadata)
        let old = written.map { GitOpsPolicy.Status($0) } ?? resource.status
        let new = resource.status(of: policy, after: old, now: KubeTime(services.surroundings))
        do throws(KubeError) {
            _ = try await publisher.publish(resource.metadata, from: written ?? old.value, to: new.value)
            return .settled
        } catch {
            services.logger.warning("cannot write a policy's status", error, resource.metadata.key)
            return .failed
        }
    }
}

extension GitOpsPolicy {
    /// What status says of a policy that was read.
    func status(of policy: Policy, after old: Status, now: KubeTime) -> Status {
        var status = old
        status.observedGeneration = metadata.generation
        let rules = (try? spec.get())?.rules ?? []
        status.rules = rules.count
        status.actions = Rule.Action.allCases.filter { action in rules.contains { $0.action == action } }
            .map(\.rawValue).joined(separator: ", ")
        func set(_ type: String, _ value: Condition.Status, _ reason: String, _ message: String) {
            status.conditions.set(
                type, value, reason: reason, message: message, generation: metadata.generation, now: now)
        }
        guard let problem = policy.problems.first else {
            set(ConditionType.ready, .true, "InForce", "all rules are in force")
            set(ConditionType.stalled, .false, "InForce", "works")
            return status
        }
        let rest = policy.problems.count > 1 ? " (and \(policy.problems.count - 1) more)" : ""
        let effect =
            policy.isHolding
            ? "nothing new of what it is about is applied before" : "what can be read of it is in force"
        let message = "\(problem)\(rest); \(effect)".visible.cut(to: 1_024)
        set(ConditionType.ready, .false, "InvalidSpec", message)
        set(ConditionType.stalled, .true, "InvalidSpec", message)
        return status
    }
}

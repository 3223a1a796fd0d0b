internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Operating
internal import Planning
internal import Rendering
internal import Sourcing
internal import Surroundings
internal import Windows

/// Asking windows what may be done now, and coming back once more may.
extension ApplicationRun {
    /// Nil where there are none.
    func windows(
        on target: Target, _ premises: Premises, _ spec: GitOpsApplication.Spec, _ state: RunState
    ) -> WindowHolds? {
        guard !services.windows.isEmpty else { return nil }
        let metadata = context.application.metadata
        var subject = WindowSubject(labels: metadata.labels)
        subject.namespaces = Set(premises.allIDs.map(\.namespace)).subtracting([""])
        subject.namespaces.formUnion([key.namespace, spec.destination.namespace(from: key.namespace)])
        subject.environments = Set(state.environments.names)
        subject.expected = target.manifests.expectedLabels
        var holds = WindowHolds(subject: subject)
        let digest = services.destination.digest(of: target.manifests)
        let operation = state.status.operation.flatMap { $0.target.digest == digest ? $0 : nil }
        let isPromotion = state.environments.demands.contains { !$0.rules.after.isEmpty }
        holds.action = target.isRollback && state.isGoingBack ? .rollback : isPromotion ? .promote : .deploy
        holds.isAdmitted = (state.memory.admitted ?? state.status.history.first?.digest) == digest
        holds.isUnderWay = operation.map { $0.phase == .running && ($0.step != nil || holds.isAdmitted) } ?? false
        holds.isRetried = operation.map { $0.phase == .failed && $0.step != nil && $0.retryAt != nil } ?? false
        switch services.windows.answer(for: subject) {
        case .unknown(let why): holds.unknown = why
        case .rules(let groups):
            for action in WindowAction.allCases {
                holds.holds[action] = WindowHold(of: action, by: groups, at: context.startedAt)
            }
        }
        return holds
    }

    /// Takes down what came of asking. Returns whether nothing new may be applied because of it.
    func note(
        _ windows: WindowHolds?, _ gates: [GateVerdict], _ target: Target, _ state: inout RunState
    ) -> Bool {
        guard let windows, let verdict = gates.first(where: \.isOfWindows) else {
            services.windows.setHeld(nil, key)
            if target.isNewest, gates.allowance > .repairs {
                state.memory.admitted = services.destination.digest(of: target.manifests)
            }
            return false
        }
        services.windows.setHeld(windows.subject, key)
        if let until = verdict.until {
            let delay = WindowBoard.delay(of: key, among: services.applications.count)
            state.wake.within(max(until - context.startedAt, .zero) + delay)
        } else if windows.holds.values.contains(where: \.mayEnd) {
            state.wake.within(Pauses.farTransition)
        }
        return verdict.allows <= .repairs
    }

    /// That an operation of several steps goes no further, although it might when the run began; nil where it may.
    func stopped(
        _ sync: SteppedSync, by windows: WindowHolds?, _ state: inout RunState
    ) -> SteppedSync.Standing? {
        guard let windows, let operation = sync.operation,
            case .rules(let groups) = services.windows.answer(for: windows.subject),
            let hold = WindowHold(of: windows.action, by: groups, at: KubeTime(services.surroundings)), hold.stops
        else { return nil }
        state.wake.within(Pauses.unfinished)
        return SteppedSync.Standing(operation: operation, delay: "waits \(hold.description)")
    }
}

extension RunState {
    /// What repairs are for while something newer waits.
    func targetBefore(_ plan: Plan, _ premises: Premises) -> Operation.Target {
        Operation.Target(
            revision: status.sync?.revision ?? "", digest: status.history.first?.digest ?? "",
            planDigest: plan.digest(of: premises.desired).hex)
    }
}

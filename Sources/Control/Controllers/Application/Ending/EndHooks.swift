internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Operating
internal import Planning
internal import Sourcing
internal import Surroundings

/// The hooks that run when an application is deleted: what they are is looked up in its source once more.
struct EndHooks: Sendable {
    let run: ApplicationRun
    let spec: GitOpsApplication.Spec

    /// How far a phase is.
    enum Progress: Sendable {
        case done
        case waits(String)
        case failed(String)
    }

    static let skip = "annotate the application with \(Annotations.hooks): Skip to delete it without its hooks"
    /// In place of that of objects to be applied.
    private static let digest = "Deletion"
    private static let phases: [SyncPhase] = [.preDelete, .postDelete]

    private var context: RunContext { run.context }
    private var key: ObjectKey { run.key }

    private func isNeeded(_ state: RunState) -> Bool {
        (state.status.endHooks ?? 0) > 0 && context.application.metadata.annotations[Annotations.hooks] != "Skip"
    }

    /// Goes as far as it can with the hooks of a phase.
    func run(
        _ phase: SyncPhase, _ premises: inout Premises, _ state: inout RunState
    ) async throws(KubeError) -> Progress {
        guard isNeeded(state) else { return .done }
        if let failed = failure(&state) { return failed }
        var spec = spec
        spec.dependsOn = []
        let target: Target
        switch await run.findTarget(spec, &state) {
        case .wait: return .waits("its source is looked up for its hooks")
        case .halt(let obstacle): return .failed("its hooks cannot be looked up: \(obstacle.message)")
        case .target(let found): target = found
        }
        let known = premises.inventory.union(premises.outside)
        guard let found = try await run.compare(target, known, spec, &state) else {
            return .waits("what is there is looked up for its hooks")
        }
        premises.hooks = found.hooks
        var sync = SteppedSync(
            beginning(target), after: state.status.operation, premises: found, index: run.services.destination.index,
            owner: key, spec: spec, now: context.startedAt, phases: Self.phases)
        return try await advance(&sync, phase, target, &premises, &state)
    }

    private func beginning(_ target: Target) -> OperationMachine.Beginning {
        let goal = Operation.Target(revision: target.revision, digest: Self.digest, planDigest: "")
        let occasion = Occasion(spec, isNewest: true, requestedSync: nil, forcedSync: nil, isResync: false)
        var beginning = run.beginning(goal, spec, occasion, needsRecord: false)
        beginning.trigger = Self.digest
        beginning.timeout = nil
        return beginning
    }

    /// What failed before and is not tried again yet.
    private func failure(_ state: inout RunState) -> Progress? {
        guard let operation = state.status.operation, operation.target.digest == Self.digest, operation.phase == .failed
        else { return nil }
        guard let retryAt = operation.retryAt else { return .failed(operation.message) }
        let rest = retryAt - context.startedAt
        guard rest > .zero else { return nil }
        state.wake.within(rest)
        return .failed(operation.message)
    }

    private func advance(
        _ sync: inout SteppedSync, _ phase: SyncPhase, _ target: Target, _ premises: inout Premises,
        _ state: inout RunState
    ) async throws(KubeError) -> Progress {
        while true {
            let next = sync.next(in: phase)
            state.status.operation = sync.operation
            switch next {
            case .end: return .done
            case .wait(_, let why):
                sync.deadline.map { state.wake.within($0 - context.startedAt + .seconds(1)) }
                return .waits(why)
            case .fail(_, let why):
                state.status.operation = sync.fail(why)?.operation
                return failure(&state) ?? .failed(why)
            case .carryOut(let stage):
                guard try await carryOut(stage, &sync, target, &premises, &state) else {
                    state.wake.within(Pauses.unanswered)
                    return .waits("a hook cannot be made yet: an earlier run of it is on its way out")
                }
            }
        }
    }

    /// False where one of its hooks cannot begin yet.
    private func carryOut(
        _ stage: Course.Stage, _ sync: inout SteppedSync, _ target: Target, _ premises: inout Premises,
        _ state: inout RunState
    ) async throws(KubeError) -> Bool {
        sync.enter(stage)
        let turns = stage.hooks.map { sync.turns[$0] }
        for turn in turns {
            premises.inventory.intend(sync.id(turn), version: turn.hook.version)
            premises.types[sync.id(turn)] = turn.hook.type
        }
        try await record(sync, premises, &state)
        let hooks = try await sync.objects(of: turns, target.manifests, context.preparation(spec))
        let started = await sync.start(hooks, by: try await run.executor(spec, &state).applier)
        sync.note(started, &premises)
        try await record(sync, premises, &state)
        return started.count == turns.count && !started.contains(where: \.isWaiting)
    }

    private func record(
        _ sync: SteppedSync, _ premises: Premises, _ state: inout RunState
    ) async throws(KubeError) {
        state.status.operation = sync.operation
        state.status.inventory = premises.inventory.union(premises.outside).value
        _ = try await state.write(state.status)
    }
}

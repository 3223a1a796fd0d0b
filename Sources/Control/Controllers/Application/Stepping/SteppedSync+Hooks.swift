internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Logging
internal import Observing
internal import Operating
internal import Planning
internal import Rendering
internal import Sourcing

/// Making hooks.
extension SteppedSync {
    struct HookObject: Sendable {
        var turn: HookTurn
        var object: PreparedObject
        var run: String
    }

    struct StartedHook: Sendable {
        var turn: HookTurn
        var object: PreparedObject
        var start: Applier.HookStart

        /// Whether an earlier run of it has to go first.
        var isWaiting: Bool { if case .waits = start { true } else { false } }
    }

    mutating func enter(_ stage: Course.Stage) {
        _ = machine.handle(.reached(stage.place), now: now)
        if let why = stage.failure {
            failedBefore = why
            _ = machine.handle(.breaking(why: why), now: now)
        }
    }

    func objects(
        of turns: [HookTurn], _ set: ManifestSet, _ preparation: Preparation
    ) async throws(KubeError) -> [HookObject] {
        var objects: [HookObject] = []
        for turn in turns {
            let run = run(turn)
            guard let object = try await preparation.object(of: turn.hook, in: set, run: run) else { continue }
            objects.append(HookObject(turn: turn, object: object, run: run))
        }
        return objects
    }

    func start(_ hooks: [HookObject], by applier: Applier) async -> [StartedHook] {
        var started: [StartedHook] = []
        for hook in hooks {
            let object = await applier.serving(hook.object)
            let start = await applier.start(object, run: hook.run)
            started.append(StartedHook(turn: hook.turn, object: object, start: start))
        }
        return started
    }

    /// Takes down that hooks are there, or why they cannot be.
    mutating func note(_ started: [StartedHook], _ premises: inout Premises) {
        var runs: [Operation.HookRun] = []
        for hook in started {
            // As it is served by now.
            premises.types[hook.object.desired.id] = hook.object.type
            for index in turns.indices where turns[index].hook.id == hook.turn.hook.id {
                turns[index].hook.type = hook.object.type
            }
            var run = Operation.HookRun(
                phase: hook.turn.phase, object: hook.turn.hook.id.description, status: .running,
                startedAt: now.wholeSeconds)
            switch hook.start {
            case .isThere(let row):
                let desired = hook.object.desired
                premises.inventory.settle(
                    desired.id, version: desired.version, manifest: desired.digest, projection: row.projection)
            case .waits: continue
            case .failed(let problem): run.end(.failed, problem.message, now: now)
            }
            runs.append(run)
        }
        if !runs.isEmpty { _ = machine.handle(.hooks(runs), now: now) }
    }

    /// Whether something is to be done about the objects of hooks that have ended, or whose operation has, once status says so.
    var hasUntidyHooks: Bool {
        let isOver = operation?.phase != .running
        return allTurns.contains { turn in
            guard let type = turn.hook.type, let row = index.row(id(turn), type: type), row.owner == owner,
                let mark = row.hook, mark.isHeld
            else { return false }
            return isOver || mark.outcome.isOver
        }
    }
}

/// Taking away hooks that have ended.
extension ApplicationRun {
    /// Lets go what has ended once status says so, and deletes what is to be deleted then; what an operation has left running that
    /// is not the last is deleted, too.
    func tidyHooks(
        _ premises: Premises, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) {
        var applier: Applier?
        for hook in premises.hooks {
            guard let type = hook.type else { continue }
            for id in hook.objects(in: state.written.status.operation) {
                guard let row = services.destination.index.row(id, type: type), row.owner == key else { continue }
                guard let wish = state.wish(for: hook, row) else {
                    // Once status says how it has ended.
                    if let mark = row.hook, mark.isHeld, mark.outcome.isOver { state.wake.within(Pauses.unwritten) }
                    continue
                }
                if applier == nil { applier = try await executor(spec, &state).applier }
                let problem =
                    wish == .remove
                    ? await applier?.remove(id, type, row) : await applier?.release(id, type, row)
                if let problem {
                    state.cannotTidy = true
                    state.wake.within(Pauses.unanswered)
                    services.logger.warning(
                        "cannot take a hook away",
                        metadata: ["application": "\(key)", "object": "\(problem.id)", "reason": "\(problem.reason)"])
                }
            }
        }
    }
}

extension Premises {
    /// The objects of hooks, as they are called in an operation.
    ///
    /// - Parameter phase: nil for all.
    func hookObjects(of operation: Operation?, in phase: SyncPhase? = nil) -> Set<ObjectID> {
        Set(hooks.flatMap { $0.objects(in: operation, phase) })
    }
}

extension PreparedHook {
    fileprivate func objects(in operation: Operation?, _ phase: SyncPhase? = nil) -> Set<ObjectID> {
        let phases = role.moments.map(\.phase).filter { phase == nil || $0 == phase }
        return Set(phases.map { id(for: operation?.run(in: $0) ?? "") })
    }
}

extension RunState {
    fileprivate enum Wish { case release, remove }

    /// What is to be done about the object of a hook; nil for nothing.
    fileprivate func wish(for hook: PreparedHook, _ row: LiveRow) -> Wish? {
        guard let mark = row.hook else { return nil }
        let operation = written.status.operation
        let phase = hook.role.moments.map(\.phase).first { mark.run == operation?.run(in: $0) }
        let record = phase.flatMap { operation?.hookRun(of: hook.id.description, in: $0) }
        if phase != nil, operation?.phase == .running {
            // Its end has to be known to whoever comes next before it may vanish.
            guard let record, record.status != .running else { return nil }
        } else if case .running = mark.outcome {
            return .remove
        }
        let hasFailed = record?.status == .failed || mark.outcome.hasFailed
        let policy: HookRole.DeletePolicy = hasFailed ? .hookFailed : .hookSucceeded
        if hook.role.deletePolicies.contains(policy) { return .remove }
        return mark.isHeld ? .release : nil
    }
}

extension HookMark.Outcome {
    fileprivate var isOver: Bool { if case .running = self { false } else { true } }
    fileprivate var hasFailed: Bool { if case .failed = self { true } else { false } }
}

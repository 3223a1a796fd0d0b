internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Operating
internal import Planning
internal import Sourcing

/// An operation of several steps, seen from one run: what it has done before, how its hooks and objects are now, and what follows.
struct SteppedSync: Sendable {
    /// Where a step stands that is not over.
    struct Standing: Sendable {
        var operation: Operation
        /// Why it does not go on now; nil where it is over.
        var delay: String?
        /// Why it has failed.
        var failure: String?
        /// When the next attempt is due.
        var retryIn: Duration?
    }

    /// A hook in one of its phases.
    struct HookTurn: Sendable {
        var hook: PreparedHook
        var phase: SyncPhase
    }

    let index: LiveIndex
    let owner: ObjectKey
    let spec: GitOpsApplication.Spec
    let now: KubeTime
    var machine: OperationMachine
    var turns: [HookTurn] = []
    var checks: [CheckTurn] = []
    /// Who asks for them; nil where there are none.
    var board: CheckBoard?
    /// Why the attempt has failed, while the hooks for that are under way.
    var failedBefore: String?

    init(
        _ beginning: OperationMachine.Beginning, after operation: Operation?, premises: Premises,
        index: LiveIndex, owner: ObjectKey, spec: GitOpsApplication.Spec, now: KubeTime,
        isRollback: Bool = false, phases: [SyncPhase] = [.preSync, .sync, .postSync, .syncFail]
    ) {
        (self.index, self.owner, self.spec, self.now) = (index, owner, spec, now)
        failedBefore = operation?.failureUnderWay
        machine = OperationMachine(operation)
        _ = machine.handle(.begin(beginning), now: now)
        let isInstall = machine.operation?.isInstall ?? false
        let change: HookRole.Change = isRollback ? .rollback : isInstall ? .install : .upgrade
        turns = premises.hooks.flatMap { hook in
            phases.filter { hook.role.runs(in: $0, of: change) }.map { HookTurn(hook: hook, phase: $0) }
        }
    }

    var operation: Operation? { machine.operation }

    /// Those of checks, too.
    var allTurns: [HookTurn] { turns + checks.compactMap(\.job) }

    /// Tells this run of a hook from every other.
    func run(_ turn: HookTurn) -> String { run(in: turn.phase) }

    func run(in phase: SyncPhase) -> String { operation?.run(in: phase) ?? "" }

    func id(_ turn: HookTurn) -> ObjectID { turn.hook.id(for: run(turn)) }

    // MARK: What follows

    /// What there is to do next, with all hooks as they are now.
    ///
    /// - Parameter plan: what is left to be applied.
    mutating func next(_ plan: SteppedPlan, _ premises: Premises, _ problems: [ObjectID: ObjectProblem]) -> Course.Next
    {
        noteOutcomes()
        noteChecks()
        var course = Course(
            parts: parts(plan, premises, problems), hooks: hookParts, hasPrunes: plan.mayPrune, failure: failedBefore)
        // What cannot be applied at all is not well, and no part.
        course.hasLastPrunes = plan.mayPruneLast && premises.unprepared.isEmpty
        course.leaving = plan.leaving
        return bounded(course.next)
    }

    /// What there is to do next of hooks alone.
    mutating func next(in phase: SyncPhase) -> Course.Next {
        noteOutcomes()
        var course = Course(parts: [], hooks: hookParts, hasPrunes: false, failure: nil)
        course.phases = [phase]
        return bounded(course.next)
    }

    private mutating func bounded(_ next: Course.Next) -> Course.Next {
        guard case .wait(let place, let why) = next else { return next }
        _ = machine.handle(.reached(place), now: now)
        // Each check has a time of its own.
        guard !place.phase.isOfChecks else { return next }
        return isOverdue ? .fail(place, "did not end in \(limit): \(why)") : next
    }

    private var hookParts: [Course.HookPart] {
        turns.map { turn in
            Course.HookPart(
                phase: turn.phase, wave: turn.hook.wave, isAlone: turn.hook.role.isAlone, state: state(of: turn))
        } + checks.map { Course.HookPart(phase: $0.phase, wave: 0, isAlone: false, state: state(of: $0)) }
    }

    private var limit: APIDuration { spec.health.timeout }

    /// When a step that waits has waited for too long.
    var deadline: KubeTime? { operation?.step.map { $0.since + limit.duration } }

    private var isOverdue: Bool { deadline.map { $0 < now } ?? false }

    // MARK: Hooks

    func record(of turn: HookTurn) -> Operation.HookRun? {
        operation?.hookRun(of: turn.hook.id.description, in: turn.phase)
    }

    private func state(of turn: HookTurn) -> Course.HookPart.State {
        guard let record = record(of: turn) else {
            return turn.hook.problem.map { .failed("\(turn.hook.id): \($0.message)") } ?? .due
        }
        let name = "the \(turn.phase.rawValue) hook \(turn.hook.id)"
        switch record.status {
        case .running: return .running(name.because(record.message.isEmpty ? "is running" : record.message))
        case .succeeded: return .succeeded
        case .failed: return .failed(name.because(record.message.isEmpty ? "has failed" : record.message))
        }
    }

    private mutating func noteOutcomes() {
        let runs = allTurns.compactMap { turn -> Operation.HookRun? in
            guard var run = record(of: turn), run.status == .running else { return nil }
            switch outcome(of: turn) {
            case .running(let message):
                run.message = message.cut(to: Operation.HookRun.longestMessage)
                guard !turn.phase.isOfChecks, run.startedAt + limit.duration < now else { return run }
                run.end(.failed, "did not end in \(limit)", now: now)
            case .succeeded: run.end(.succeeded, "", now: now)
            case .failed(let why): run.end(.failed, why, now: now)
            }
            return run
        }
        if !runs.isEmpty { _ = machine.handle(.hooks(runs), now: now) }
    }

    private func outcome(of turn: HookTurn) -> HookMark.Outcome {
        guard let type = turn.hook.type else { return .failed("the server does not serve its kind any more") }
        guard let row = index.row(id(turn), type: type), row.owner == owner, let mark = row.hook,
            mark.run == run(turn)
        else { return .failed("was deleted while it was running") }
        return mark.outcome
    }

    /// How long a step that waits is left alone, whatever happens; nil for as long as nothing happens.
    var rest: Duration? {
        let deadline = operation?.step?.place.phase.isOfChecks == true ? nil : deadline
        return [restOfChecks, deadline.map { $0 - now + .seconds(1) }].compactMap(\.self).min()
    }

    /// Takes down that the attempt has failed. The hooks for that have had their turn.
    mutating func fail(_ why: String) -> Standing? {
        let attempt = operation?.attempt ?? 1
        // What a check behind has found is not mended by applying the same again.
        let isFinal = operation?.checks.contains { $0.phase == .after && $0.result == .failed } ?? false
        let wait =
            !isFinal && attempt <= spec.sync.retry.limit ? Duration.seconds(spec.pacing.wait(attempt: attempt)) : nil
        _ = machine.handle(.broke(why: why, retryIn: wait), now: now)
        return operation.map { Standing(operation: $0, delay: nil, failure: why, retryIn: wait) }
    }

    // MARK: Objects

    private func parts(
        _ plan: SteppedPlan, _ premises: Premises, _ problems: [ObjectID: ObjectProblem]
    ) -> [Course.Part] {
        let (due, blocked) = (Set(plan.due.map(\.id)), plan.blocked)
        return premises.desired.enumerated().map { position, object in
            let state: Course.Part.State =
                if due.contains(object.id) {
                    .due
                } else if let action = blocked[object.id] {
                    action == .blocked(.terminating)
                        ? .settling("\(object.id) \(action)") : .failing("\(object.id) \(action)")
                } else if plan.held[object.id] != nil, let problem = problems[object.id] {
                    .failing("\(object.id): \(problem.message)")
                } else {
                    state(of: object, premises.types[object.id])
                }
            if let place = plan.needed[object.id] { return Course.Part(neededAt: place, state: state) }
            return Course.Part(wave: plan.plan.waves.isEmpty ? 0 : plan.plan.waves[position], state: state)
        }
    }

    /// The Namespaces that hooks are to be in, and the definitions of their kinds, where their own turn would come later, each with
    /// the step of the first such hooks.
    func needed(_ premises: Premises, _ plan: Plan) -> [ObjectID: Operation.Place] {
        var first: [ObjectID: Operation.Place] = [:]
        for turn in turns where [.preSync, .sync].contains(turn.phase) {
            let place = Operation.Place(phase: turn.phase, wave: turn.hook.wave)
            for holder in turn.hook.holders {
                let known = first[holder] ?? place
                first[holder] = place.precedes(known) ? place : known
            }
        }
        var needed: [ObjectID: Operation.Place] = [:]
        for (position, object) in premises.desired.enumerated() {
            guard let place = first[object.id] else { continue }
            let own = Operation.Place(phase: .sync, wave: plan.waves.isEmpty ? 0 : plan.waves[position])
            if !own.precedes(place) { needed[object.id] = place }
        }
        return needed
    }

    private func state(of object: DesiredObject, _ type: ResourceType?) -> Course.Part.State {
        guard let type, case .present(let health?) = index.contribution(of: object.id, type: type, owner: owner) else {
            return .settled
        }
        let text = object.id.description.because(health.message)
        return switch health.status {
        case .healthy, .suspended: .settled
        case .progressing, .missing, .unknown: .settling(text)
        case .degraded: .failing(text)
        }
    }
}

extension PreparedHook {
    /// What it cannot be without, if that is in the source.
    fileprivate var holders: [ObjectID] {
        let definition = type.map {
            ObjectID(
                group: "apiextensions.k8s.io", kind: "CustomResourceDefinition", namespace: "", name: $0.definition)
        }
        return [id.namespace.isEmpty ? nil : .namespace(id.namespace), definition].compactMap(\.self)
    }
}

extension Operation.Place {
    fileprivate func precedes(_ other: Self) -> Bool { phase == other.phase ? wave < other.wave : phase < other.phase }
}

extension Operation {
    /// What the attempt has failed with whose last hooks are running.
    fileprivate var failureUnderWay: String? {
        phase == .running && step?.place.phase == .syncFail ? message : nil
    }
}

extension Operation.HookRun {
    /// In bytes.
    fileprivate static let longestMessage = 512

    mutating func end(_ status: Status, _ message: String, now: KubeTime) {
        (self.status, self.message) = (status, message.cut(to: Self.longestMessage))
        finishedAt = now.wholeSeconds
    }
}

internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Planning
internal import Sourcing
internal import Surroundings

/// One run on one application, from its source to its status: the shell around the steps, which are values of their own. It
/// loads what a step needs, hands each the result of the one before, and writes down what came of it.
///
/// The steps: `TargetFinder` (`SourceResolver`, `ReferenceReader`, `ApplicationRenderer`), `Comparer`, `Gates`, `Executor`,
/// `Assessor`, `ApplicationReport`.
struct ApplicationRun: Sendable {
    let context: RunContext
    var key: ObjectKey { context.key }
    var services: Services { context.services }

    /// From validation to the last status write. Throws what is worth trying the whole run again for.
    func advance(_ state: inout RunState) async throws(KubeError) -> RunOutcome {
        let metadata = context.application.metadata
        state.memory.startAfresh(
            ifNew: metadata.uid,
            ApplicationMemory.Basis(
                generation: metadata.generation, request: metadata.requestedAt, sync: metadata.requestedSync,
                objects: metadata.requestedObjects))
        let spec: GitOpsApplication.Spec
        switch context.checkedSpec() {
        case .failure(let flaw):
            services.sources.charts.use([:], by: key)
            return try await state.publish(.halted(.stalls(flaw.finding)), spec: nil)
        case .success(let valid): spec = valid
        }
        guard try await hasFinalizer() else { return .settled }
        let suspension = Suspension(spec, metadata, now: context.startedAt)
        var request = GateRequest(spec: spec, suspension: suspension, isAsked: state.isAsked)
        let closed = Gates.verdicts(request)
        guard closed.allowance > .nothing else {
            services.sources.charts.use([:], by: key)
            if let end = suspension?.until { state.wake.within(end - context.startedAt + .seconds(1)) }
            return try await state.publish(.halted(at: closed), spec: spec)
        }
        try await restoreIfAsked(spec, &state)
        switch await findTarget(spec, &state) {
        case .wait(let completion): return RunOutcome(result: .waiting, completion: completion)
        case .halt(let obstacle):
            request.obstacle = obstacle
            request.refusedRollback = state.refusedRollback
            if let inventory = try? state.readInventory(hint: "").get() { offerAhead(inventory, spec, state) }
            return try await state.publish(
                .halted(at: Gates.verdicts(request), besides: obstacle.problems), spec: spec)
        case .target(let target): return try await bring(to: target, spec, &state)
        }
    }

    private func bring(
        to target: Target, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        let inventory: Inventory
        switch state.readInventory(hint: ", nothing is done before") {
        case .failure(let flaw): return try await state.publish(.halted(.stalls(flaw.finding)), spec: spec)
        case .success(let read): inventory = read
        }
        var target = target
        target.rendered.manifests = context.withBackdrop(target.manifests, spec)
        state.environments = binding(of: target, inventory, spec, &state)
        let spec = bound(spec, target, state)
        target = target.adding(spec.checks, of: key)
        guard let premises = try await compare(target, inventory, spec, &state) else { return .settled }
        return try await state.publish(try await apply(target, on: premises, spec, &state), spec: spec)
    }

    /// False where the application is gone: whatever was made for it now would stay for ever.
    private func hasFinalizer() async throws(KubeError) -> Bool {
        guard !context.application.metadata.hasFinalizer else { return true }
        return try await context.finalizer.add(to: context.application.metadata.object) != nil
    }

    func findTarget(
        _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async -> TargetOutcome.Result {
        let wish = PinWish(state.status, context.application.metadata)
        let promoter = promoter(spec, state)
        state.sources.begin(with: spec.sources, at: wish.revisions + (promoter?.revisions ?? []))
        // Who asks for a sync means the newest revision. The controllers of repositories and charts call again.
        if !spec.sync.automatic, state.isAsked, services.sources.isAwaitingLook(key) {
            return .wait(.settled)
        }
        let renderer = state.sources.prepare(
            for: SourceSession.Subject(
                destination: spec.destination, account: context.identity(spec).account,
                hasNews: context.causes != Trigger.live.causes, trustsFailures: !context.causes.contains(.request),
                present: context.startedAt.microseconds / 1_000_000))
        let policies = PolicyTurn(context: context, spec: spec, before: state.memory.judged)
        let finder = TargetFinder(
            sources: state.sources,
            dependencies: Dependencies(
                applications: services.applications, circles: services.circles, graph: services.readiness, key: key),
            renderer: renderer, wish: wish,
            // Who asks for a sync means the newest: it is shown what that waits for, and may be let pass by who has the right.
            promote: { [isAsked = state.isAsked] in isAsked ? .newest : promoter?.choice(among: $0) ?? .newest },
            startedAt: context.startedAt,
            digest: { [context] in context.services.destination.digest(of: context.withBackdrop($0, spec)) },
            judge: { await policies.judge($0) },
            isContended: { [index = services.destination.index, key] in !index.contended(of: key).isEmpty },
            log: context.log)
        let outcome = await finder.find(spec)
        if case .wait = outcome.result {} else { state.note(outcome.pin, wish) }
        state.refusedRollback = outcome.refusal
        state.promotion = outcome.promotion
        if let uses = outcome.uses { state.memory.remotes = uses }
        if let judged = outcome.judged { state.memory.judged = judged }
        if let lost = outcome.lost { services.sources.fetch(lost) }
        state.successor = outcome.successor
        state.wake.merge(outcome.wake)
        return outcome.result
    }

    /// Nil where there is nothing to go on with: the index calls once it is in step.
    func compare(
        _ target: Target, _ inventory: Inventory, _ spec: GitOpsApplication.Spec, _ state: inout RunState
    ) async throws(KubeError) -> Premises? {
        services.destination.index.setRules(context.rules(spec), of: key)
        services.destination.index.setHealthChecks(spec.healthChecks, of: key)
        try await services.destination.index.judgeAnew(key)
        let found = try await context.comparer.compare(
            target, context.preparation(spec), inventory, generation: context.application.metadata.generation,
            preparing: state.memory.preparing)
        state.memory.preparing = found.preparing
        state.wake.merge(found.preparing.wake)
        return found.premises.map { context.log(.compare, $0) }
    }
}

extension Sources {
    /// Whether a repository or a chart is still being asked for the newest for an application.
    fileprivate func isAwaitingLook(_ application: ObjectKey) -> Bool {
        catalog.isAwaitingLook(application) || charts.catalog.isAwaitingLook(application)
    }

    /// Has something fetched again that a cache has lost.
    fileprivate func fetch(_ lost: Lost) {
        switch lost {
        case .commit(let repository): repositoryQueue.add(repository)
        case .chart(let wanted): charts.queue.add(wanted)
        }
    }
}

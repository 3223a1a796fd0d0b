internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Observing
internal import Planning
internal import Sourcing

/// The end of an application: its objects go, or stay, and then it goes itself.
struct ApplicationEnding: Sendable {
    let context: RunContext
    private var key: ObjectKey { context.key }
    private var services: Services { context.services }

    /// Goes as far as it can. Throws what is worth trying the whole again for.
    func advance(_ state: inout RunState) async throws(KubeError) -> RunOutcome {
        guard context.application.metadata.hasFinalizer else { return .settled }
        try? await state.flush()
        services.destination.index.setContended([], by: key)
        services.destination.index.setOffered([], by: key)
        services.sources.charts.use([:], by: key)
        guard context.application.deletionPolicy == .delete else {
            return try await letGo("its objects stay: deletionPolicy")
        }
        switch context.application.spec {
        case .success(let spec):
            // Nothing that belongs to a suspended application is touched, not even at its end.
            if let suspension = Suspension(spec, context.application.metadata, now: context.startedAt) {
                return try await letGo("its objects stay: \(suspension.message)")
            }
            let identity = context.identity(spec)
            if let problem = identity.problem {
                return try await stall(Flaw(problem.reason, "\(problem.message); or \(Self.orphan)"), &state)
            }
            return try await delete(
                EndHooks(run: ApplicationRun(context: context), spec: spec), by: try await state.writer(identity),
                identity.account, &state)
        // Whose rights to delete with stands in the specification; ours are no substitute.
        case .failure(let error):
            return try await stall(Flaw("InvalidSpec", "\(error); mend it, or \(Self.orphan)"), &state)
        }
    }

    private static let orphan = "set deletionPolicy to Orphan to let the objects stay"

    private func stall(_ flaw: Flaw, _ state: inout RunState) async throws(KubeError) -> RunOutcome {
        try await state.publish(.halted(.stalls(flaw.finding)), spec: nil)
    }

    private func delete(
        _ hooks: EndHooks, by client: KubeClient, _ account: ObjectKey, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        let inventory: Inventory
        switch state.readInventory(hint: ", or \(Self.orphan)") {
        case .failure(let flaw): return try await stall(flaw, &state)
        case .success(let read): inventory = context.territory.withoutReserved(read)
        }
        if let finding = context.territory.outOfReach(inventory) {
            return try await state.publish(.halted(.stalls(finding)), spec: nil)
        }
        // The index calls again once it is in step.
        guard var premises = try await context.comparer.lastPremises(inventory) else { return .settled }
        let progress = try await hooks.run(.preDelete, &premises, &state)
        if let outcome = try await stop(at: progress, &state) { return outcome }
        return try await delete(premises, hooks, by: client, account, &state)
    }

    private func delete(
        _ found: Premises, _ hooks: EndHooks, by client: KubeClient, _ account: ObjectKey, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        var premises = found
        var options = context.lifelines.deletionOptions
        options.hooks = premises.hookObjects(of: state.status.operation, in: .postDelete)
        let plan = try await context.checkedPlan(&premises, &options)
        if let digest = plan.confirmation {
            return try await tell("Unconfirmed", Report.unconfirmed(plan, digest), &state)
        }
        var changes = ChangeSet()
        if !plan.isEmpty {
            changes = await executor(by: client, account).delete(plan, premises)
        }
        let result: ReconcileResult = plan.isEmpty ? .unchanged : changes.problems.isEmpty ? .applied : .failed
        let left = context.comparer.makePlan(premises, options)
        let waiting = left.unfinished
        if let problem = changes.problems.first {
            return try await handle(problem, of: account, waiting: waiting, &state)
        }
        if waiting == 0, let disputed = left.firstDisputed {
            try await tell("DeletionFailed", "\(disputed.id) \(disputed.action.description), or \(Self.orphan)", &state)
            return RunOutcome(result: result, completion: .again(after: Pauses.disputed, priority: .low))
        }
        let leaving = context.assessor.leaving(left, premises)
        // What cannot be looked at may well be there.
        if let problem = premises.problems.first, leaving.isEmpty {
            state.wake.within(Pauses.unanswered)
            return try await tell("DeletionFailed", "\(problem.id): \(problem.message); or \(Self.orphan)", &state)
        }
        guard waiting > 0 else { return try await finish(hooks, &premises, by: client, account, &state) }
        try await tell("Deleting", Report.waiting(count: waiting, for: leaving), &state)
        return RunOutcome(result: result, completion: .again(after: Pauses.deletion, priority: .low))
    }

    /// Nil where hooks keep nothing from going on.
    private func stop(
        at progress: EndHooks.Progress, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome? {
        switch progress {
        case .done: nil
        case .waits(let why): try await tell("Deleting", why, &state)
        case .failed(let why):
            try await tell("DeletionFailed", "\(why); \(EndHooks.skip), or \(Self.orphan)", &state)
        }
    }

    private func finish(
        _ hooks: EndHooks, _ premises: inout Premises, by client: KubeClient, _ account: ObjectKey,
        _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        let progress = try await hooks.run(.postDelete, &premises, &state)
        if let outcome = try await stop(at: progress, &state) { return outcome }
        if let outcome = try await deleteHooks(&premises, by: client, account, &state) { return outcome }
        return try await letGo("its objects are deleted")
    }

    /// Of what has run last nothing stays, once status says how it ended.
    private func deleteHooks(
        _ premises: inout Premises, by client: KubeClient, _ account: ObjectKey, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome? {
        guard !premises.hooks.isEmpty else { return nil }
        guard try await state.write(state.status) else { return .settled }
        var options = context.lifelines.deletionOptions
        let plan = try await context.checkedPlan(&premises, &options)
        guard !plan.isEmpty else { return nil }
        let changes = await executor(by: client, account).delete(plan, premises)
        if let problem = changes.problems.first { return try await handle(problem, of: account, waiting: 1, &state) }
        let left = context.comparer.makePlan(premises, options)
        let waiting = left.unfinished
        guard waiting > 0 else { return nil }
        return try await tell(
            "Deleting", Report.waiting(count: waiting, for: context.assessor.leaving(left, premises)), &state)
    }

    private func executor(by client: KubeClient, _ account: ObjectKey) -> Executor {
        Executor(destination: services.destination, client: client, account: account, createNamespace: nil)
    }

    /// With its namespace goes an application's service account, often first, and nobody can bring that back; it must
    /// not keep the namespace for ever. Anywhere else a missing right is mended: an account need not exist to have some.
    private func handle(
        _ problem: ObjectProblem, of account: ObjectKey, waiting: Int, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        var hint = ""
        if problem.reason == "Forbidden" {
            let isThere = try await find("ServiceAccount", account) != nil
            if !isThere, services.destination.isHome, account.namespace == key.namespace, try await isNamespaceLeaving()
            {
                return try await letGo(waiting, without: account, state)
            }
            // Its rights may have been among its objects.
            hint =
                isThere
                ? "; grant the service account \(account) the right"
                : "; the service account \(account) does not exist: grant it the right"
            hint += ", or \(Self.orphan)"
        }
        try await tell("DeletionFailed", "\(problem.id): \(problem.message)\(hint)", &state)
        return RunOutcome(result: .failed, completion: .failed)
    }

    private func letGo(
        _ waiting: Int, without account: ObjectKey, _ state: RunState
    ) async throws(KubeError) -> RunOutcome {
        let objects = (try? Inventory(state.status.inventory).entries.map(\.id.description)) ?? []
        let named = objects.prefix(10).joined(separator: ", ")
        return try await letGo(
            "its namespace goes and the service account \(account) is gone, so \(waiting) objects stay: \(named)",
            isWarning: true)
    }

    /// Whoever may not look at namespaces is not to conclude anything.
    private func isNamespaceLeaving() async throws(KubeError) -> Bool {
        do {
            let namespace = try await find("Namespace", ObjectKey(namespace: "", name: key.namespace))
            return namespace?.at("metadata", "deletionTimestamp") != nil
        } catch let error where error.code == .forbidden {
            return false
        }
    }

    private func find(_ kind: String, _ key: ObjectKey) async throws(KubeError) -> Value? {
        let client = services.destination.client
        let type = try await client.discovery.resource(for: GroupVersionKind(group: "", version: "v1", kind: kind))
        do {
            return try await client.get(type, key)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// A right that is missing, as after an update of the program alone, keeps no application from its end: what stays is
    /// looked for again later.
    private func removeKept() async throws(KubeError) {
        do {
            try await services.sources.kept.remove(KeptSecret.Owner(context.application.metadata))
        } catch let error where error.code == .forbidden {
            services.logger.warning("cannot remove what was kept for an application", error, key)
        }
    }

    /// Says what the end waits for.
    @discardableResult
    private func tell(
        _ reason: String, _ message: String, _ state: inout RunState
    ) async throws(KubeError) -> RunOutcome {
        try await state.publish(.halted(.waits(Finding(reason: reason, message: message))), spec: nil)
    }

    private func letGo(_ why: String, isWarning: Bool = false) async throws(KubeError) -> RunOutcome {
        try await removeKept()
        context.announcer.tell(.letGo(why: why, isLoss: isWarning))
        _ = try await context.finalizer.remove(from: context.application.metadata.object)
        return RunOutcome(result: .applied, completion: .settled)
    }
}

extension Plan {
    /// How many objects are on their way out, or still to be sent there.
    fileprivate var unfinished: Int { kept.count { $0.action == .keep(.terminating) } + writes.count }
}

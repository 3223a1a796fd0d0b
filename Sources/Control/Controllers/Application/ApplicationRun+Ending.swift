internal import Applying
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
extension ApplicationRun {
    mutating func cleanUp() async throws(KubeError) -> Completion {
        guard application.metadata.hasFinalizer else { return .settled }
        services.destination.index.setContended([], by: key)
        services.destination.index.setOffered([], by: key)
        services.sources.charts.use([:], by: key)
        guard application.deletionPolicy == .delete else { return try await letGo("its objects stay: deletionPolicy") }
        let (deleter, account): (KubeClient, ObjectKey)
        switch application.spec {
        case .success(let spec):
            // Nothing that belongs to a suspended application is touched, not even at its end.
            if spec.suspend { return try await letGo("its objects stay: spec.suspend") }
            let identity = identity(spec)
            if let problem = identity.problem {
                let hint = "; or set deletionPolicy to Orphan to let the objects stay"
                return try await publish(
                    .halted(.stalls(Finding(reason: problem.reason, message: problem.message + hint))), spec: nil)
            }
            (deleter, account) = (try await writer(identity), identity.account)
        // Whose rights to delete with stands in the specification; ours are no substitute.
        case .failure(let error):
            let finding = Finding(
                reason: "InvalidSpec",
                message: "\(error); mend it, or set deletionPolicy to Orphan to let the objects stay")
            return try await publish(.halted(.stalls(finding)), spec: nil)
        }
        let inventory: Inventory
        do {
            inventory = territory.withoutReserved(try memory.readInventory(status.inventory))
        } catch {
            let finding = Finding(
                reason: "InventoryUnreadable",
                message:
                    "\(error.message); mend status.inventory, or set deletionPolicy to Orphan to let the objects stay")
            return try await publish(.halted(.stalls(finding)), spec: nil)
        }
        if let finding = territory.outOfReach(inventory) {
            return try await publish(.halted(.stalls(finding)), spec: nil)
        }
        // The index calls again once it is in step.
        guard let premises = try await comparer.lastPremises(inventory) else { return .settled }
        return try await delete(premises, by: deleter, account)
    }

    private mutating func delete(
        _ premises: Premises, by client: KubeClient, _ account: ObjectKey
    ) async throws(KubeError) -> Completion {
        var premises = premises
        let options = lifelines.deletionOptions
        let plan = try await comparer.checkedPlan(&premises, options, tell: announcer.tell)
        var problems: [ObjectProblem] = []
        if !plan.isEmpty {
            let executor = Executor(
                destination: services.destination, client: client, account: account, createNamespace: nil)
            let changes = await executor.delete(plan, premises)
            problems = changes.problems
            result = problems.isEmpty ? .applied : .failed
        }
        let left = comparer.makePlan(premises, options)
        let waiting = left.kept.count { $0.action == .keep(.terminating) } + left.writes.count
        if let problem = problems.first { return try await handle(problem, of: account, waiting: waiting) }
        if waiting == 0, let disputed = left.firstDisputed {
            let hint = " or set deletionPolicy to Orphan to let the objects stay"
            _ = try await reportObstacle("DeletionFailed", "\(disputed.id) \(disputed.action.description),\(hint)")
            return .again(after: Pauses.disputed, priority: .low)
        }
        let leaving = assessor.leaving(left, premises)
        // What cannot be looked at may well be there.
        if let problem = premises.problems.first, leaving.isEmpty {
            let hint = "; or set deletionPolicy to Orphan to let the objects stay"
            wake.within(Pauses.unanswered)
            return try await reportObstacle("DeletionFailed", "\(problem.id): \(problem.message)\(hint)")
        }
        guard waiting > 0 else { return try await letGo("its objects are deleted") }
        _ = try await reportObstacle("Deleting", Report.waiting(count: waiting, for: leaving))
        return .again(after: Pauses.deletion, priority: .low)
    }

    /// With its namespace goes an application's service account, often first, and nobody can bring that back; it must
    /// not keep the namespace for ever. Anywhere else a missing right is mended: an account need not exist to have some.
    private mutating func handle(
        _ problem: ObjectProblem, of account: ObjectKey, waiting: Int
    ) async throws(KubeError) -> Completion {
        var hint = ""
        if problem.reason == "Forbidden" {
            let isThere = try await find("ServiceAccount", account) != nil
            if !isThere, services.destination.isHome, account.namespace == key.namespace, try await isNamespaceLeaving()
            {
                return try await letGo(waiting, without: account)
            }
            // Its rights may have been among its objects.
            hint =
                isThere
                ? "; grant the service account \(account) the right"
                : "; the service account \(account) does not exist: grant it the right"
            hint += ", or set deletionPolicy to Orphan to let the objects stay"
        }
        _ = try await reportObstacle("DeletionFailed", "\(problem.id): \(problem.message)\(hint)")
        return .failed
    }

    private mutating func letGo(_ waiting: Int, without account: ObjectKey) async throws(KubeError) -> Completion {
        let objects = (try? Inventory(status.inventory).entries.map(\.id.description)) ?? []
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
        let type = try await services.destination.client.discovery.resource(
            for: GroupVersionKind(group: "", version: "v1", kind: kind))
        do {
            return try await services.destination.client.get(type, key)
        } catch let error where error.code == .notFound {
            return nil
        }
    }

    /// A right that is missing, as after an update of the program alone, keeps no application from its end: what stays is
    /// looked for again later.
    private func removeKept() async throws(KubeError) {
        do {
            try await services.sources.kept.remove(KeptSecret.Owner(application.metadata))
        } catch let error where error.code == .forbidden {
            services.logger.warning("cannot remove what was kept for an application", error, key)
        }
    }

    private mutating func reportObstacle(_ reason: String, _ message: String) async throws(KubeError) -> Completion {
        try await publish(.halted(.waits(Finding(reason: reason, message: message))), spec: nil)
    }

    private mutating func letGo(_ why: String, isWarning: Bool = false) async throws(KubeError) -> Completion {
        try await removeKept()
        announcer.tell(.letGo(why: why, isLoss: isWarning))
        _ = try await finalizer.remove(from: application.metadata.object)
        return .settled
    }
}

internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Planning
internal import Sourcing

/// What to do about the differences, on premises that are sure.
extension Comparer {
    /// A plan on what is sure. Before anything is written, because writing begins with storing an inventory that no
    /// longer has what the plan forgets.
    ///
    /// - Parameters:
    ///   - options: comes back with what has been confirmed.
    ///   - confirmation: what a person has confirmed, by its digest or the beginning of it.
    func checkedPlan(
        _ premises: inout Premises, _ options: inout PlanOptions, confirmation: String?, tell: (Happening) -> Void
    ) async throws(KubeError) -> Plan {
        var plan = makePlan(premises, options)
        if try await forget(plan, &premises, tell: tell) { plan = makePlan(premises, options) }
        guard let confirmation, confirmation.utf8.count >= Report.digestLength,
            plan.confirmation?.hex.hasPrefix(confirmation) ?? false
        else { return plan }
        options.isConfirmed = true
        return makePlan(premises, options)
    }

    func makePlan(_ premises: Premises, _ options: PlanOptions) -> Plan {
        var inventories: [ObjectKey: Inventory] = [:]
        return plan(
            desired: premises.desired, inventory: premises.inventory, live: { live($0, premises, &inventories) },
            options: options)
    }

    /// The row of an object. The mark of an application that is gone binds nobody, nor does that of one which would let
    /// others have the object; on what we have applied it is somebody's doing.
    private func live(_ id: ObjectID, _ premises: Premises, _ inventories: inout [ObjectKey: Inventory]) -> LiveRow? {
        guard let type = premises.types[id], var row = destination.index.row(id, type: type) else { return nil }
        guard let other = row.owner, other != key else { return row }
        row.claim = claim(of: other, to: id, &inventories)
        let isAbandoned = premises.inventory[id]?.settled == nil && !exists(other)
        if isAbandoned || destination.index.isOffered(id, by: other) { row.owner = nil }
        return row
    }

    /// How an application stands to an object that carries its mark.
    ///
    /// - Parameter inventories: of others, as far as they were asked for in this plan.
    private func claim(
        of other: ObjectKey, to id: ObjectID, _ inventories: inout [ObjectKey: Inventory]
    ) -> LiveRow.Claim {
        guard exists(other) else { return .void }
        // Of one that we do not look at nothing is known but its mark.
        guard let application = applications.latest(other) else { return .upheld }
        let wants = destination.index.wants(id, other)
        guard wants != true else { return .upheld }
        if inventories[other] == nil { inventories[other] = inventory(of: application) }
        guard let inventory = inventories[other], !inventory.contains(id) else { return .upheld }
        return wants == nil ? .unknown : .void
    }

    /// All that an application may have; nil where that cannot be read.
    private func inventory(of application: GitOpsApplication) -> Inventory? {
        // In this order: an intent is closed once status has been written.
        let intent = journal.intents(of: KeptSecret.Owner(application.metadata))
        let written = publisher.lastWritten(application.metadata).map { GitOpsApplication.Status($0) }
        let stored = try? Inventory((written ?? application.status).inventory)
        return stored?.union(intent ?? Inventory())
    }

    private func exists(_ application: ObjectKey) -> Bool {
        guard !application.namespace.isEmpty else { return false }
        // One that we do not look at may well be there.
        let isOurs = settings.reach.namespace.map { $0 == application.namespace } ?? true
        return !isOurs || !applications.isSynced || applications.latest(application) != nil
    }

    /// Takes out of the inventory what is gone or not ours. What was only intended may exist although no watch has told
    /// of it yet, so the server is asked, as it is where a watch ended because the kind is gone. True where something
    /// does exist: then the plan was made on wrong premises. What the server does not answer for is set aside.
    func forget(
        _ plan: Plan, _ premises: inout Premises, tell: (Happening) -> Void
    ) async throws(KubeError) -> Bool {
        premises.inventory = premises.inventory.removing(plan.released.map(\.id))
        if let first = plan.passedOn.first {
            tell(.released(plan.passedOn.map(\.id), why: "\(first.action)"))
        }
        let doubtful = plan.forgotten.filter { entry in
            entry.settled == nil || premises.types[entry.id].map(destination.index.isAbsent) ?? false
        }
        if !doubtful.isEmpty { try await destination.client.confirmReady() }
        var wasWrong = false
        var unanswered: [ObjectProblem] = []
        // Each question may take long to fail.
        var silent: [ResourceType: KubeError] = [:]
        for entry in doubtful {
            guard let type = premises.types[entry.id] else { continue }
            do throws(KubeError) {
                if let error = silent[type] { throw error }
                if try await isThere(entry.id, type) { wasWrong = true }
            } catch {
                guard error.code != .cancelled else { throw error }
                if error.isTransient || error.code == .notFound { silent[type] = error }
                unanswered.append(.unanswered(entry.id, "cannot be asked for, and may be there", error))
            }
        }
        premises.setAside(unanswered)
        guard !wasWrong else { return true }
        premises.inventory = premises.inventory.removing(plan.forgotten.map(\.id))
        return false
    }

    /// A kind may have come to have namespaces, or none, when it was defined anew: of before nothing is left.
    private func isThere(_ id: ObjectID, _ type: ResourceType) async throws(KubeError) -> Bool {
        guard type.isKept, type.namespaced != id.namespace.isEmpty else { return false }
        do {
            let object = try await destination.client.find(type, ObjectKey(namespace: id.namespace, name: id.name))
            // The watch does not tell of what carries no mark of this installation, so nothing of it is kept.
            guard let object, object.label(Marks.label) == settings.installation else { return false }
            return destination.index.record(object, type: type)?.owner == key
        } catch let error where error.code == .notFound && !error.objectName.isEmpty {
            return false
        } catch let error where error.code == .notFound {
            // Whoever serves nothing of the kind says so of each object.
            destination.client.discovery.invalidate(group: type.gvk.group)
            throw error
        }
    }
}

extension Plan {
    /// What has passed to another application.
    var passedOn: [PlannedObject] {
        released.filter { if case .release(.ownedByAnother) = $0.action { true } else { false } }
    }

    /// Everything that is written to the cluster.
    var writes: [PlannedObject] { Array(applies.joined()) + Array(deletes.joined()) }

    /// Whether something is kept because it carries the mark of another application, which does not have it.
    var isDisputed: Bool { firstDisputed != nil }

    var firstDisputed: PlannedObject? {
        kept.first { if case .keep(.disputed) = $0.action { true } else { false } }
    }

    /// What is desired and belongs to another application.
    var contended: Set<ObjectID> {
        Set(blocked.lazy.filter { if case .blocked(.ownedByAnother) = $0.action { true } else { false } }.map(\.id))
    }
}

extension PlannedObject {
    /// Whether it puts right what somebody else did to an object.
    var isRepair: Bool { action == .update(.drifted) || action == .create(.recreate) }
}

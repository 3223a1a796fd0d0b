internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Planning

/// As whom a run acts, and where it does not go.
extension ApplicationRun {
    // MARK: As whom

    /// The service account that an application is applied and deleted as.
    func account(_ spec: GitOpsApplication.Spec) -> ObjectKey {
        services.settings.accounts.account(named: spec.destination.serviceAccountName, in: key.namespace)
    }

    /// As whom the application's objects are written, and whose errors tell nothing that stands in its Secrets.
    mutating func writer(_ spec: GitOpsApplication.Spec) async throws(KubeError) -> KubeClient {
        await learnSecrets()
        let (account, discretion) = (account(spec), discretion)
        return try services.client.impersonating(serviceAccount: account.name, namespace: account.namespace)
            .discreet { discretion.told($0) }
    }

    /// Why an application is applied as nobody.
    func accountProblem(_ spec: GitOpsApplication.Spec) -> Finding? {
        guard account(spec) == services.settings.accounts.own else { return nil }
        return Finding(
            reason: "AccountRefused",
            message:
                "the service account \(account(spec)) is the controller's own, and is lent to no application; name "
                + "another one in spec.destination.serviceAccountName")
    }

    // MARK: What

    /// What is no application's, or not one's that names no account.
    func refusal(_ spec: GitOpsApplication.Spec) -> @Sendable (ObjectID) -> Refusal? {
        let settings = services.settings
        let mayDirect = settings.allowAppOfApps || !settings.accounts.isShared(spec.destination.serviceAccountName)
        return { id in
            if OwnSecrets.contain(id, home: settings.home) { return .reserved }
            return mayDirect || id.group != APIGroup.name ? nil : .accountRequired
        }
    }

    /// Of an inventory what an earlier version applied, or another setting allowed. While it is in the source it stays as it
    /// is, with a problem, and is remembered.
    func refused(_ inventory: Inventory, _ problems: [ObjectProblem]) -> Inventory {
        let ids = Set(problems.lazy.filter { $0.reason == Refusal.accountRequired.reason }.map(\.id))
        return Inventory(inventory.unorderedEntries.filter { ids.contains($0.id) })
    }

    // MARK: Where

    /// Of an inventory what a confined controller has no part in: it was written when the controller was not confined.
    func outside(_ inventory: Inventory) -> Inventory {
        guard let confinement = services.settings.reach.confinement else { return Inventory() }
        return Inventory(inventory.unorderedEntries.filter { $0.id.namespace != confinement })
    }

    /// Of an inventory what is not the controller's own: that is neither changed nor deleted for an application, although a
    /// version before this one may have applied it.
    func withoutReserved(_ inventory: Inventory) -> Inventory {
        let home = services.settings.home
        return inventory.removing(
            inventory.unorderedEntries.map(\.id).filter { OwnSecrets.contain($0, home: home) })
    }

    /// What was applied out there is neither looked at nor forgotten. It keeps the application from nothing, so it is
    /// told apart from problems. What is still desired has a problem already.
    func remnants(_ outside: Inventory, besides known: [ObjectProblem]) -> [ObjectProblem] {
        guard let confinement = services.settings.reach.confinement else { return [] }
        let ids = Set(known.map(\.id))
        return outside.entries.filter { !ids.contains($0.id) }.map { entry in
            ObjectProblem(
                id: entry.id, reason: ObjectProblem.outOfReach,
                message:
                    "was applied before this controller was confined to the namespace \(confinement), is no longer "
                    + "in the source, and stays as it is; to have it deleted, run the controller without --confine once",
                isTransient: false)
        }
    }

    /// Why an application cannot be deleted with all that it has.
    func outOfReach(_ inventory: Inventory) -> Finding? {
        let outside = outside(inventory)
        guard let confinement = services.settings.reach.confinement, let first = outside.entries.first else {
            return nil
        }
        return Finding(
            reason: ObjectProblem.outOfReach,
            message:
                "\(outside.count) objects are not in the namespace \(confinement), to which this controller is confined, "
                + "\(first.id) among them; set deletionPolicy to Orphan to let all objects stay, or run the controller "
                + "without --confine")
    }

    // MARK: What may be looked at

    /// Whether the index is in step for all that can be decided on. What may not be watched is set aside.
    func requireStep(_ sides: inout Sides) -> Bool {
        if services.index.require(Set(sides.types.values), for: owner) { return true }
        sides.setAside(services.index.refusals(of: Set(sides.types.values)))
        // What is set aside is required all the same: once it may be watched, it is not set aside any more.
        return services.index.isInStep(Set(sides.types.values), for: owner)
    }
}

extension Refusal {
    static let reserved = Refusal(
        reason: "Reserved",
        message: "is the controller's own, and no application's; take it out of the source, or name it otherwise")
    static let accountRequired = Refusal(
        reason: "AccountRequired",
        message:
            "directs other applications, so it is applied as a service account only that the application names; name one "
            + "in spec.destination.serviceAccountName, or run the controller with --allow-app-of-apps")
}

extension ApplicationRun.Sides {
    /// Objects of these kinds stay as they are, remembered as they were, each with a problem; the rest goes on. As what
    /// they would be is not known to the plan, nothing is pruned meanwhile.
    mutating func setAside(_ kinds: [ResourceType: String]) {
        let reasons = types.compactMapValues { kinds[$0] }
        guard !reasons.isEmpty else { return }
        outside = outside.union(Inventory(inventory.unorderedEntries.filter { reasons[$0.id] != nil }))
        inventory = inventory.removing(Array(reasons.keys))
        desired.removeAll { reasons[$0.id] != nil }
        problems += reasons.sorted { $0.key.description < $1.key.description }.map { id, reason in
            ObjectProblem(
                id: id, reason: ObjectProblem.watchForbidden,
                message: "\(reason); grant the controller list and watch", isTransient: true)
        }
        types = types.filter { reasons[$0.key] == nil }
    }
}

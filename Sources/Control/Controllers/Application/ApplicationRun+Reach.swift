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

    // MARK: Where

    /// Of an inventory what a confined controller has no part in: it was written when the controller was not confined.
    func outside(_ inventory: Inventory) -> Inventory {
        guard let confinement = services.settings.reach.confinement else { return Inventory() }
        return Inventory(inventory.unorderedEntries.filter { $0.id.namespace != confinement })
    }

    /// Of an inventory what can be there and is not the controller's own. Versions before this one may have remembered
    /// others: what is the controller's own is neither changed nor deleted for an application.
    func withoutReserved(_ inventory: Inventory) -> Inventory {
        let home = services.settings.home
        return inventory.removing(
            inventory.unorderedEntries.map(\.id).filter {
                OwnSecrets.contain($0, home: home) || ObjectNames.fault(of: $0) != nil
            })
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

    /// Whether the index is in step for all that can be decided on. What cannot be listed or watched is set aside.
    func requireStep(_ sides: inout Sides) -> Bool {
        if services.index.require(Set(sides.types.values), for: owner) { return true }
        sides.setAside(kinds: services.index.hindrances(to: Set(sides.types.values)))
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
    mutating func setAside(kinds: [ResourceType: LiveIndex.Hindrance]) {
        guard !kinds.isEmpty else { return }
        setAside(
            types.compactMap { id, type in
                kinds[type].map { hindrance in
                    ObjectProblem(
                        id: id, reason: hindrance.isRefusal ? ObjectProblem.watchForbidden : ObjectProblem.watchFailed,
                        message: hindrance.message
                            + (hindrance.isRefusal ? "; grant the controller list and watch" : ""),
                        isTransient: true)
                }
            })
    }

    /// Objects that nothing can be decided on stay as they are, remembered as they were, each with a problem; the rest goes
    /// on. As what is desired of them is not known to the plan, nothing is pruned meanwhile.
    mutating func setAside(_ found: [ObjectProblem]) {
        guard !found.isEmpty else { return }
        let ids = Set(found.map(\.id))
        outside = outside.union(Inventory(inventory.unorderedEntries.filter { ids.contains($0.id) }))
        inventory = inventory.removing(ids)
        let known = Set(problems.map(\.id))
        unseen.formUnion(ids.subtracting(known).subtracting(desired.map(\.id)))
        desired.removeAll { ids.contains($0.id) }
        problems += found.filter { !known.contains($0.id) }.sorted { $0.id.description < $1.id.description }
        types = types.filter { !ids.contains($0.key) }
    }
}

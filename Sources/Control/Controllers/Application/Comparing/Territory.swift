internal import Applying
internal import Documents
internal import KubeModel
internal import Planning
internal import Sourcing

/// Where a controller goes, and which objects are its own: what of an inventory it has to do with.
struct Territory: Sendable {
    /// The namespace that is not left; nil where there is none.
    let confinement: String?
    /// The controller's own namespace; nil where it is in another cluster than the objects.
    let home: String?

    init(_ settings: Settings, home: String?) {
        confinement = settings.reach.confinement
        self.home = home
    }

    /// Of an inventory what a confined controller has no part in: it was written when the controller was not confined.
    func outside(_ inventory: Inventory) -> Inventory {
        guard let confinement else { return Inventory() }
        return Inventory(inventory.unorderedEntries.filter { $0.id.namespace != confinement })
    }

    /// Of an inventory what can be there and is not the controller's own. Versions before this one may have remembered
    /// others: what is the controller's own is neither changed nor deleted for an application.
    func withoutReserved(_ inventory: Inventory) -> Inventory {
        inventory.removing(
            inventory.unorderedEntries.map(\.id).filter {
                OwnSecrets.contain($0, home: home) || ObjectNames.fault(of: $0) != nil
            })
    }

    /// What was applied out there is neither looked at nor forgotten. It keeps the application from nothing, so it is
    /// told apart from problems. What is still desired has a problem already.
    func remnants(_ outside: Inventory, besides known: [ObjectProblem]) -> [ObjectProblem] {
        guard let confinement else { return [] }
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
        guard let confinement, let first = outside.entries.first else { return nil }
        return Finding(
            reason: ObjectProblem.outOfReach,
            message:
                "\(outside.count) objects are not in the namespace \(confinement), to which this controller is confined, "
                + "\(first.id) among them; set deletionPolicy to Orphan to let all objects stay, or run the controller "
                + "without --confine")
    }
}

internal import Documents
internal import GitOpsAPI
internal import Observing
internal import Planning
internal import Rendering
internal import Sourcing

/// What an application lets others have before its newest revision is applied.
///
/// One commit moves an object from an application to another that it depends on: that one is not ready without the object, and
/// the commit is not applied here before it is ready. So what the newest revision does not have any more goes to whoever wants
/// it, as it is, while all else waits.
extension ApplicationRun {
    /// Where nothing that was applied last can be kept in repair.
    func offerAhead(_ inventory: Inventory, _ spec: GitOpsApplication.Spec, _ state: RunState) {
        guard let successor = state.successor, mayOffer(spec, state) else { return }
        services.destination.index.setOffered(unwanted(at: successor, of: inventory), by: key)
    }

    /// - Parameter contended: what the target has and another application owns. Of that it has been let go already what was
    ///   offered before.
    func offeredAhead(
        _ inventory: Inventory, _ contended: Set<ObjectID>, _ target: Target, _ spec: GitOpsApplication.Spec,
        _ state: RunState
    ) -> Set<ObjectID> {
        guard case .dependency? = target.obstacle, mayOffer(spec, state) else { return [] }
        let before = contended.filter { services.destination.index.isOffered($0, by: key) }
        return state.successor.map { before.union(unwanted(at: $0, of: inventory)) } ?? before
    }

    private func mayOffer(_ spec: GitOpsApplication.Spec, _ state: RunState) -> Bool {
        spec.sync.automatic || state.requestedSync != nil
    }

    private func unwanted(at successor: RenderedSources, of inventory: Inventory) -> Set<ObjectID> {
        // A chart may have left something out for want of an answer.
        guard successor.unaskedVersions.isEmpty else { return [] }
        return services.destination.index.contended(of: key).filter {
            inventory.contains($0) && !successor.manifests.mayHave($0)
        }
    }
}

extension ManifestSet {
    /// Whether an object may be among what it has. A manifest may leave the namespace to the application, and be of another
    /// group that serves its kind.
    fileprivate func mayHave(_ object: ObjectID) -> Bool {
        let ids = manifests.lazy.map(\.id)
        let hookIDs = hooks.lazy.map(\.id)
        func isSame(_ id: ObjectID) -> Bool {
            id.kind == object.kind && id.name == object.name
                && (id.namespace == object.namespace || id.namespace.isEmpty || object.namespace.isEmpty)
        }
        return ids.contains(where: isSame) || hookIDs.contains(where: isSame)
    }
}

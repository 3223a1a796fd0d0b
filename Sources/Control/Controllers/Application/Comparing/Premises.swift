internal import Applying
internal import Documents
internal import KubeModel
internal import Observing
internal import Planning

/// What a plan is made of: what is desired, what was applied before, and where the server has both.
struct Premises: Sendable {
    var desired: [DesiredObject]
    /// Where to find each object: those desired, and those applied before.
    var types: [ObjectID: ResourceType]
    var inventory: Inventory
    var problems: [ObjectProblem]
    /// What is remembered and is set aside, or lies where this controller does not go.
    var outside = Inventory()
    /// What was set aside and is not desired.
    var unseen: Set<ObjectID> = []

    /// The problems of what is desired and cannot be applied: what that is, the plan does not know.
    var unprepared: [ObjectProblem] { problems.filter { !unseen.contains($0.id) } }

    /// All that is desired, or was applied before.
    var ids: Set<ObjectID> { Set(desired.map(\.id)).union(inventory.unorderedEntries.map(\.id)) }

    /// What failures are counted by: a manifest that changed is another attempt; deletions all count as the same.
    func digest(of planned: PlannedObject) -> UInt64 { planned.desiredIndex.map { desired[$0].digest } ?? 0 }

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
}

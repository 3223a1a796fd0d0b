internal import Applying
internal import Directives
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
    var hooks: [PreparedHook] = []

    /// The problems of what is desired and cannot be applied: what that is, the plan does not know.
    var unprepared: [ObjectProblem] { problems.filter { !unseen.contains($0.id) } }

    /// All that is desired, or was applied before.
    var ids: Set<ObjectID> { Set(desired.map(\.id)).union(inventory.unorderedEntries.map(\.id)) }

    /// The same, with what is set aside, and hooks.
    var allIDs: Set<ObjectID> { ids.union(outside.unorderedEntries.map(\.id)).union(hooks.map(\.id)) }

    /// How many hooks are to run at the application's end; nil for none.
    var endHooks: Int? {
        let count = hooks.count { $0.role.moments.contains { $0.phase >= .preDelete } }
        return count > 0 ? count : nil
    }

    /// All kinds that have to be watched.
    var kinds: Set<ResourceType> {
        Set(types.values).union(hooks.lazy.filter { $0.problem == nil }.compactMap(\.type))
    }

    /// Says of hooks of kinds that cannot be watched that they cannot run.
    mutating func dropUnwatched(_ kinds: [ResourceType: LiveIndex.Hindrance]) {
        for index in hooks.indices {
            guard let type = hooks[index].type, let hindrance = kinds[type] else { continue }
            hooks[index].problem = hindrance.problem(of: hooks[index].id)
        }
    }

    /// What failures are counted by: a manifest that changed is another attempt; deletions all count as the same.
    func digest(of planned: PlannedObject) -> UInt64 {
        if let index = planned.desiredIndex { return desired[index].digest }
        return hooks.first { $0.id == planned.id }?.digest ?? 0
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

    mutating func setAside(kinds: [ResourceType: LiveIndex.Hindrance]) {
        guard !kinds.isEmpty else { return }
        setAside(
            types.compactMap { id, type in
                kinds[type].map { $0.problem(of: id) }
            })
    }
}

extension LiveIndex.Hindrance {
    fileprivate func problem(of id: ObjectID) -> ObjectProblem {
        ObjectProblem(
            id: id, reason: isRefusal ? ObjectProblem.watchForbidden : ObjectProblem.watchFailed,
            message: message + (isRefusal ? "; grant the controller list and watch" : ""), isTransient: true)
    }
}

internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Synchronization

extension LiveIndex {
    /// Feeds the table from the watch of one kind, until cancelled.
    func watch(_ type: ResourceType) async {
        let watcher = Watcher<Value>(
            client, type, namespace: namespace, labelSelector: Marks.selector(installation: installation),
            metrics: metrics, logger: logger,
            onHealth: { [weak self] in self?.note($0, type: type) })
        for await event in watcher { take(event, type: type) }
    }

    private func take(_ event: WatchEvent<Value>, type: ResourceType) {
        switch event {
        case .reset: state.withLock { $0.table.beginList(type.gvk) }
        case .listed(let object): take(object, type: type, isListed: true)
        case .applied(let object): take(object, type: type, isListed: false)
        case .synced(let resourceVersion):
            tell(
                state.withLock { state in
                    let gone = state.table.endList(type.gvk, resourceVersion: resourceVersion)
                    // Who waits for a watch that is refused has heard of it.
                    guard !state.refused.contains(type.gvk) else { return state.concerned(by: gone) }
                    let waiting = state.comeIntoStep(type.gvk)
                    state.told[type.gvk] = waiting
                    return state.concerned(by: gone).union(waiting)
                })
        case .deleted(let object):
            guard let id = object.objectID else { return }
            let resourceVersion = object.at("metadata", "resourceVersion")?.string ?? ""
            tell(
                state.withLock { state in
                    let change = state.table.remove(id, version: type.gvk.version, resourceVersion: resourceVersion)
                    return state.concerned(by: [change])
                })
        case .bookmark: state.withLock { $0.told[type.gvk] = nil }
        }
    }

    private func take(_ object: Value, type: ResourceType, isListed: Bool) {
        guard let id = object.objectID, let resourceVersion = object.at("metadata", "resourceVersion")?.string else {
            return
        }
        let version = type.gvk.version
        let isNews = state.withLock { state in
            if isListed { state.table.noteListed(id, kind: type.gvk) }
            return state.table.isNews(id, version: version, resourceVersion: resourceVersion)
        }
        guard isNews, let row = makeRow(of: object, id: id) else { return }
        tell(
            state.withLock { state in
                guard state.table.isNews(id, version: version, resourceVersion: resourceVersion) else { return [] }
                let change = state.table.store(row, id: id, version: version)
                return state.concerned(by: [change])
            })
    }

    /// A watch that fails goes on trying; what it failed with is kept for those who wait. A kind that the server does
    /// not serve (its definition was deleted, say) has no objects, and nobody needs to wait to learn more.
    private func note(_ health: WatchHealth, type: ResourceType) {
        guard case .failing(let error) = health else {
            guard health == .current else { return }
            return tell(
                state.withLock { state in
                    guard state.table.isCurrent(type.gvk) else {
                        state.forgetTroubles(type.gvk)
                        return []
                    }
                    return state.comeIntoStep(type.gvk)
                })
        }
        tell(
            state.withLock { state in
                guard error.code == .notFound || error.code == .unknownKind else {
                    state.troubles[type.gvk] = "cannot watch \(type.plural): \(error.message)"
                    return state.noteFailure(type.gvk, isRefusal: error.code == .forbidden)
                }
                let gone = state.table.markAbsent(type.gvk)
                return state.concerned(by: gone).union(state.comeIntoStep(type.gvk))
            })
    }

    /// Everything that changes the table ends with this.
    func tell(_ owners: Set<String>) {
        if !owners.isEmpty { notify(owners) }
        if state.withLock({ $0.table.hasPodChanges }) { pods.ring() }
    }
}

/// Changes of the table are made before these are called, never in their arguments: a call holds a copy of the state
/// while its arguments are evaluated, and a change then copies the whole table.
extension LiveIndex.State {
    /// Who has to hear of changes: those who own the objects or did, and those who would like to.
    func concerned(by changes: [LiveTable.Change?]) -> Set<String> {
        changes.reduce(into: []) { concerned, change in
            guard let change else { return }
            concerned.formUnion(change.owners)
            concerned.formUnion(contenders[change.id] ?? [])
        }
    }

    /// Who, besides the one that made the change, has to hear of it.
    func contenders(for change: LiveTable.Change?) -> Set<String> { change.flatMap { contenders[$0.id] } ?? [] }

    /// Returns who has to hear of it: who waits, and of a refusal also who believes the kind to be in step.
    fileprivate mutating func noteFailure(_ kind: GroupVersionKind, isRefusal: Bool) -> Set<String> {
        let waiting = waiting[kind] ?? []
        guard isRefusal else {
            refused.remove(kind)
            return waiting
        }
        refused.insert(kind)
        return waiting.union(told.removeValue(forKey: kind) ?? []).union(table.owners(of: kind))
    }

    fileprivate mutating func forgetTroubles(_ kind: GroupVersionKind) {
        troubles[kind] = nil
        refused.remove(kind)
    }

    /// Takes out who waited for a kind.
    fileprivate mutating func comeIntoStep(_ kind: GroupVersionKind) -> Set<String> {
        forgetTroubles(kind)
        return waiting.removeValue(forKey: kind) ?? []
    }
}

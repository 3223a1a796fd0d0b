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
            client, type, labelSelector: Marks.selector(installation: installation), metrics: metrics, logger: logger,
            onHealth: { [weak self] in self?.note($0, type: type) })
        for await event in watcher { take(event, type: type) }
    }

    private func take(_ event: WatchEvent<Value>, type: ResourceType) {
        switch event {
        case .reset: state.withLock { $0.table.beginList(type.gvk) }
        case .listed(let object): take(object, type: type, isListed: true)
        case .applied(let object): take(object, type: type, isListed: false)
        case .synced:
            tell(
                state.withLock { state in
                    state.table.endList(type.gvk).union(state.comeIntoStep(type.gvk)).union(
                        state.contenders(of: type.gvk))
                })
        case .deleted(let object):
            guard let id = object.objectID else { return }
            let resourceVersion = object.at("metadata", "resourceVersion")?.string ?? ""
            tell(
                state.withLock { state in
                    let owners = state.table.remove(id, version: type.gvk.version, resourceVersion: resourceVersion)
                    return state.withContenders(owners, for: id)
                })
        case .bookmark: break
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
                return state.withContenders(state.table.store(row, id: id, version: version), for: id)
            })
    }

    /// A watch that fails goes on trying; what it failed with is kept for those who wait. A kind that the server does
    /// not serve (its definition was deleted, say) has no objects, and nobody needs to wait to learn more.
    private func note(_ health: WatchHealth, type: ResourceType) {
        guard case .failing(let error) = health else { return }
        tell(
            state.withLock { state in
                guard error.code == .notFound || error.code == .unknownKind else {
                    state.troubles[type.gvk] = "cannot watch \(type.plural): \(error.message)"
                    return state.waiting[type.gvk] ?? []
                }
                return state.table.markAbsent(type.gvk).union(state.comeIntoStep(type.gvk))
            })
    }

    private func tell(_ owners: Set<String>) {
        if !owners.isEmpty { notify(owners) }
    }
}

extension LiveIndex.State {
    /// Where an object's owner has something to look at, so has everybody who wants the object.
    fileprivate func withContenders(_ owners: Set<String>, for id: ObjectID) -> Set<String> {
        owners.isEmpty ? [] : owners.union(contenders[id] ?? [])
    }

    fileprivate func contenders(of kind: GroupVersionKind) -> Set<String> {
        contenders.reduce(into: []) { if $1.key.groupKind == kind.groupKind { $0.formUnion($1.value) } }
    }

    /// Takes out who waited for a kind.
    fileprivate mutating func comeIntoStep(_ kind: GroupVersionKind) -> Set<String> {
        troubles[kind] = nil
        return waiting.removeValue(forKey: kind) ?? []
    }
}

internal import Documents
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Surroundings
internal import Synchronization

extension LiveIndex {
    /// Feeds the table from the watch of one kind, until cancelled.
    func watch(_ type: ResourceType, turn: Int) async {
        let watcher = Watcher<Value>(
            client, type, namespace: namespace, labelSelector: Marks.selector(installation: installation),
            metrics: metrics, logger: logger,
            onHealth: { [weak self] in self?.note($0, type: type, turn: turn) })
        for await event in watcher { take(event, type: type, turn: turn) }
    }

    func take(_ event: WatchEvent<Value>, type: ResourceType, turn: Int) {
        switch event {
        case .reset: change(type, turn) { $0.table.beginList(type) }
        case .rewound:
            logger.warning(
                "the API server's past was exchanged, for instance by a backup; everything of a kind is looked at anew",
                metadata: ["resource": "\(type.plural)"])
            tellOf(type, turn) { state in
                let known = state.table.rewind(type)
                return state.concerned(by: known)
            }
        case .listed(let object): take(object, type: type, turn: turn, isListed: true)
        case .applied(let object): take(object, type: type, turn: turn, isListed: false)
        case .synced(let resourceVersion):
            tellOf(type, turn) { state in
                let gone = state.table.endList(type, resourceVersion: resourceVersion)
                let waiting = state.table.update(type) { $0.announceList() }
                return state.concerned(by: gone).union(waiting)
            }
        case .deleted(let object):
            guard let id = type.identity(of: object, confinedTo: namespace) else { return }
            tellOf(type, turn) { state in
                let change = state.table.remove(id, type: type, resourceVersion: object.version)
                state.table.noteTold(type, resourceVersion: object.version)
                return state.concerned(by: [change])
            }
        case .bookmark(let resourceVersion):
            change(type, turn) { state in
                _ = state.table.update(type) { kind in
                    kind.noteTold(resourceVersion)
                    kind.confirm()
                    return []
                }
            }
        }
    }

    private func take(_ object: Value, type: ResourceType, turn: Int, isListed: Bool) {
        guard let id = type.identity(of: object, confinedTo: namespace), !object.version.isEmpty else { return }
        let isNews = state.withLock { state in
            guard state.table.kinds[type]?.turn == turn else { return false }
            if isListed { state.table.noteListed(id, type: type) }
            return state.table.isNews(id, type: type, resourceVersion: object.version)
        }
        let row = isNews ? makeRow(of: object, id: id) : nil
        tellOf(type, turn) { state in
            defer { if !isListed { state.table.noteTold(type, resourceVersion: object.version) } }
            guard let row, state.table.isNews(id, type: type, resourceVersion: object.version) else { return [] }
            let change = state.table.store(row, id: id, type: type)
            return state.concerned(by: [change])
        }
    }

    /// A watch that fails goes on trying; what it failed with is kept for those who wait. A kind that the server does
    /// not serve (its definition was deleted, say) has no objects, and its watch ends.
    func note(_ health: WatchHealth, type: ResourceType, turn: Int) {
        switch health {
        case .listing: break
        case .current:
            tellOf(type, turn) { $0.table.update(type) { $0.recover() } }
        case .failing(let error) where error.code == .notFound || error.code == .unknownKind:
            // Whoever looks the kind up from now on asks the server.
            client.discovery.invalidate(group: type.gvk.group)
            leave(type, turn)
        case .failing(let error):
            let message = "cannot watch \(type.plural): \(error.message)"
            let trouble: KindState.Trouble = error.code == .forbidden ? .refusal(message) : .failure(message)
            tellOf(type, turn) { $0.table.update(type) { $0.fail(trouble) } }
        }
    }

    /// There is no such kind, and no watch of it until somebody wants to know again.
    private func leave(_ type: ResourceType, _ turn: Int) {
        let now = time.now
        let (owners, end) = state.withLock { state -> (Set<ObjectKey>, Doorbell?) in
            guard state.table.kinds[type]?.turn == turn else { return ([], nil) }
            let (gone, end) = state.table.markAbsent(type, now: now)
            let waiting = state.table.update(type) { $0.comeIntoStep() }
            return (state.concerned(by: gone).union(waiting), end)
        }
        end?.ring()
        wake.ring()
        tell(owners)
    }

    /// Changes the state for a watch, unless it is over.
    private func change(_ type: ResourceType, _ turn: Int, _ body: (inout State) -> Void) {
        state.withLock { state in
            if state.table.kinds[type]?.turn == turn { body(&state) }
        }
    }

    private func tellOf(_ type: ResourceType, _ turn: Int, _ body: (inout State) -> Set<ObjectKey>) {
        tell(state.withLock { state in state.table.kinds[type]?.turn == turn ? body(&state) : [] })
    }

    /// Everything that changes the table ends with this.
    func tell(_ owners: Set<ObjectKey>) {
        if !owners.isEmpty { notify(owners) }
        if state.withLock({ $0.table.hasPodChanges }) { pods.ring() }
    }
}

/// Changes of the table are made before these are called, never in their arguments: a call holds a copy of the state
/// while its arguments are evaluated, and a change then copies the whole table.
extension LiveIndex.State {
    /// Who has to hear of changes: those who own the objects or did, and those who would like to.
    func concerned(by changes: [LiveTable.Change?]) -> Set<ObjectKey> {
        changes.reduce(into: []) { concerned, change in
            guard let change else { return }
            concerned.formUnion(change.owners)
            concerned.formUnion(contenders[change.id] ?? [])
        }
    }

    /// Who wants something that carries an application's mark.
    func contenders(ofWhatIs owner: ObjectKey) -> Set<ObjectKey> {
        guard !contenders.isEmpty else { return [] }
        let marked = table.objects(Set(contenders.keys), of: owner)
        return marked.reduce(into: []) { $0.formUnion(contenders[$1] ?? []) }
    }

    /// Who, besides the one that made the change, has to hear of it.
    func contenders(for change: LiveTable.Change?) -> Set<ObjectKey> { change.flatMap { contenders[$0.id] } ?? [] }
}

extension ResourceType {
    /// Which object of this kind a server's answer is. Nil for what is of another kind, or not where objects of this kind
    /// are: whatever led to the answer, it says nothing of those.
    func identity(of object: Value, confinedTo namespace: String?) -> ObjectID? {
        guard let id = object.objectID, id.groupKind == gvk.groupKind, id.namespace.isEmpty != namespaced,
            namespace == nil || id.namespace == namespace
        else { return nil }
        return id
    }
}

extension Value {
    fileprivate var version: String { at("metadata", "resourceVersion")?.string ?? "" }
}

package import Documents
package import KubeClient
package import KubeModel
package import Logging
package import Metrics
internal import Surroundings
internal import Synchronization

/// One object that something refers to.
package struct NamedReference: Sendable, Hashable {
    package var type: ResourceType
    package var key: ObjectKey

    package init(type: ResourceType, key: ObjectKey) {
        self.type = type
        self.key = key
    }
}

/// Watches objects by their names, such as the Secrets that resources refer to.
///
/// Each reference has one small watch for as long as somebody wants it. Where many objects of a namespace are wanted, one watch
/// of all of them takes their place, for as long as the server allows it and answers; of objects that nobody names nothing is
/// kept. Needs the rights to list and watch, which RBAC can restrict to names: then there is a watch for each.
package final class NamedObjectWatches<Owner: Hashable & Sendable>: Sendable {
    private struct Open {
        let store = Store<Value>()
        let end = Doorbell()
    }

    private struct State {
        var board = NamedObjectBoard<Owner>()
        var open: [Int: Open] = [:]

        /// What is known of an object, as its watch stands.
        func store(of reference: NamedReference) -> Store<Value>? {
            board.watch(of: reference).flatMap { open[$0]?.store }
        }
    }

    private let client: KubeClient
    private let metrics: Metrics
    private let logger: Logger
    private let onChange: @Sendable (NamedReference, Set<Owner>) -> Void
    private var time: Surroundings { client.surroundings }
    private let state = Mutex(State())
    private let bell = Doorbell()

    /// `onChange` is called with those who want the object, when it is first known whether there is one, when it has changed, and
    /// when it is known again after somebody asked in vain.
    package init(
        client: KubeClient, metrics: Metrics, logger: Logger,
        onChange: @escaping @Sendable (NamedReference, Set<Owner>) -> Void
    ) {
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.onChange = onChange
    }

    /// Says all that an owner wants from now on. Watches that nobody wants any more end.
    package func want(_ references: Set<NamedReference>, for owner: Owner) {
        state.withLock { $0.board.want(references, for: owner) }
        bell.ring()
    }

    /// The object, or that there is none; `outOfDate` until it is known, or where nobody wants it.
    package func value(of reference: NamedReference) -> StoreLookup<Value> {
        let known = lookup(reference)
        guard known.isOutOfDate else { return known }
        // It may have come into step before it was noted that somebody asks.
        state.withLock { $0.board.noteAsked(reference) }
        return lookup(reference)
    }

    private func lookup(_ reference: NamedReference) -> StoreLookup<Value> {
        state.withLock { $0.store(of: reference) }?.get(reference.key) ?? .outOfDate
    }

    /// How the watch stands with the server; nil where nobody wants it.
    package func health(of reference: NamedReference) -> WatchHealth? {
        state.withLock { state in
            state.board.isWanted(reference) ? state.store(of: reference)?.health ?? .listing : nil
        }
    }

    /// The references that are watched, or will be.
    package var references: Set<NamedReference> { state.withLock { $0.board.references } }

    /// Watches, until its task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let (starts, next) = step()
                for (watch, open) in starts {
                    group.addTask(name: "watch \(watch.place.type.plural) in \(watch.place.namespace)") {
                        await firstOf({ await self.reflector(watch, open.store).run() }, { await open.end.wait() })
                    }
                }
                await bell.wait(until: next, by: time)
            }
        }
        state.withLock { state in
            state.board.restart()
            state.open = [:]
        }
    }

    /// Those to begin, and when to step again.
    private func step() -> (starts: [(NamedWatch, Open)], next: Duration?) {
        let now = time.now
        let (step, starts, ends) = state.withLock { state in
            let step = state.board.step(now: now)
            for (id, key) in step.dropped { state.open[id]?.store.forget(key) }
            let starts = step.starts.map { watch in
                let open = Open()
                state.open[watch.id] = open
                return (watch, open)
            }
            return (step, starts, step.ends.compactMap { state.open.removeValue(forKey: $0)?.end })
        }
        for end in ends { end.ring() }
        return (starts, step.next)
    }

    private func reflector(_ watch: NamedWatch, _ store: Store<Value>) -> Reflector<Value> {
        var selector: String?
        if case .one(let name) = watch.scope { selector = "metadata.name=\(name)" }
        let watcher = Watcher<Observed<Value>>(
            client, watch.place.type, namespace: watch.place.type.namespaced ? watch.place.namespace : nil,
            fieldSelector: selector, metrics: metrics, logger: logger,
            onHealth: { health in
                store.setHealth(health)
                if watch.scope == .all { self.note(health, of: watch) }
            }, decode: { Observed($0) { self.keeps($0, watch) ? $0.withoutManagedFields : nil } })
        return Reflector(
            watcher, into: store, onSynced: { self.synced(watch, store) },
            onRewound: { self.state.withLock { $0.board.rewound(watch.id) } },
            onChange: { change in
                if change.cause == .watch { self.tell(watch, [watch.place.reference(change.key.name)], store) }
            })
    }

    private func keeps(_ object: Value, _ watch: NamedWatch) -> Bool {
        guard watch.scope == .all else { return true }
        return state.withLock { $0.board.keeps(object.name ?? "", by: watch.id) }
    }

    private func synced(_ watch: NamedWatch, _ store: Store<Value>) {
        let told = state.withLock { $0.board.synced(watch.id) }
        bell.ring()
        tell(watch, told, store)
    }

    private func tell(_ watch: NamedWatch, _ references: [NamedReference], _ store: Store<Value>) {
        for reference in references {
            let version = store.version(of: reference.key) ?? ""
            let owners = state.withLock { $0.board.tell(reference, version: version, by: watch.id) }
            if !owners.isEmpty { onChange(reference, owners) }
        }
    }

    private func note(_ health: WatchHealth, of watch: NamedWatch) {
        switch health {
        case .listing: return
        case .current: state.withLock { $0.board.recover(watch.id) }
        case .failing(let error):
            let now = time.now
            let isRefusal = error.code == .forbidden
            guard state.withLock({ $0.board.fail(watch.id, isRefusal: isRefusal, now: now) }) else { return }
            logger.info(
                "many objects of a namespace are named, and it cannot be watched as a whole: each has a watch of its own",
                metadata: [
                    "resource": "\(watch.place.type.plural)", "namespace": "\(watch.place.namespace)",
                    "error": "\(error.message)",
                ])
            bell.ring()
        }
    }
}

extension Value {
    /// Who set which field is most of an object's size, and of no use in a cache.
    package var withoutManagedFields: Value {
        var object = self
        if object.at("metadata", "managedFields") != nil { object["metadata"]?["managedFields"] = nil }
        return object
    }
}

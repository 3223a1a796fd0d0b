package import Documents
package import KubeClient
package import KubeModel
package import Logging
package import Metrics
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

/// Watches single objects by their names, such as the Secrets that resources refer to, and never all of a kind.
///
/// Each reference has one small watch for as long as somebody wants it. Needs the rights to list and watch, which RBAC
/// can restrict to names.
package final class NamedObjectWatches<Owner: Hashable & Sendable>: Sendable {
    private struct Watch {
        let store = Store<Value>()
        let end = Doorbell()
        var owners: Set<Owner>
        var isRunning = false
    }

    private let client: KubeClient
    private let metrics: Metrics
    private let logger: Logger
    private let onChange: @Sendable (NamedReference, Set<Owner>) -> Void
    private let watches = Mutex<[NamedReference: Watch]>([:])
    private let wanted = Doorbell()

    /// `onChange` is called with those who want the object, when it is first known whether there is one, and when it
    /// has changed.
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
        let ended = watches.withLock { watches in
            for reference in references { watches[reference, default: Watch(owners: [])].owners.insert(owner) }
            for reference in watches.keys where !references.contains(reference) {
                watches[reference]?.owners.remove(owner)
            }
            let ended = watches.filter { $0.value.owners.isEmpty }
            for reference in ended.keys { watches[reference] = nil }
            return ended.values.map(\.end)
        }
        for end in ended { end.ring() }
        wanted.ring()
    }

    /// The object, or that there is none; `outOfDate` until it is known, or where nobody wants it.
    package func value(of reference: NamedReference) -> Lookup<Value> {
        store(of: reference)?.get(reference.key) ?? .outOfDate
    }

    /// How the watch stands with the server; nil where nobody wants it.
    package func health(of reference: NamedReference) -> WatchHealth? { store(of: reference)?.health }

    /// The references that are watched, or will be.
    package var references: Set<NamedReference> { watches.withLock { Set($0.keys) } }

    /// Watches, until its task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for (reference, watch) in start() {
                    group.addTask(name: "watch \(reference.type.plural) \(reference.key)") {
                        await firstOf(
                            { await self.reflector(reference, watch.store).run() }, { await watch.end.wait() })
                    }
                }
                await wanted.wait()
            }
        }
        watches.withLock { watches in
            for reference in watches.keys { watches[reference]?.isRunning = false }
        }
    }

    /// Those that do not run yet; from now on they count as running.
    private func start() -> [(NamedReference, Watch)] {
        watches.withLock { watches in
            watches.filter { !$0.value.isRunning }.map { reference, watch in
                watches[reference]?.isRunning = true
                return (reference, watch)
            }
        }
    }

    private func reflector(_ reference: NamedReference, _ store: Store<Value>) -> Reflector<Value> {
        Reflector(
            client, reference.type, namespace: reference.type.namespaced ? reference.key.namespace : nil,
            fieldSelector: "metadata.name=\(reference.key.name)", into: store, metrics: metrics, logger: logger,
            decode: \.withoutManagedFields, onSynced: { self.report(reference) },
            onChange: { change in
                if change.cause == .watch { self.report(reference) }
            })
    }

    private func report(_ reference: NamedReference) {
        let owners = watches.withLock { $0[reference]?.owners ?? [] }
        if !owners.isEmpty { onChange(reference, owners) }
    }

    private func store(of reference: NamedReference) -> Store<Value>? { watches.withLock { $0[reference]?.store } }
}

extension Value {
    /// Who set which field is most of an object's size, and of no use in a cache.
    package var withoutManagedFields: Value {
        var object = self
        if object.at("metadata", "managedFields") != nil { object["metadata"]?["managedFields"] = nil }
        return object
    }
}

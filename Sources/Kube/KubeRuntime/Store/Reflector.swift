package import Documents
package import KubeClient
package import KubeModel
package import Logging
package import Metrics

/// Keeps a store in step with the server.
package struct Reflector<Element: Sendable>: Sendable {
    private let watcher: Watcher<Observed<Element>>
    private let store: Store<Element>
    private let onSynced: @Sendable () -> Void
    private let onRewound: @Sendable () -> Void
    private let onChange: @Sendable (StoreChange<Element>) -> Void

    /// `decode` reduces an object to what the store keeps of it; nil keeps nothing.
    /// `onChange` is called after the store has changed, in the order of the changes; `onSynced` after each new list, and
    /// `onRewound` before that where the list is of an earlier past than what was known (`WatchEvent.rewound`); `onHealth` after
    /// each change of the store's health while it runs.
    package init(
        _ client: KubeClient, _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, pageSize: Int = 500, into store: Store<Element>, metrics: Metrics, logger: Logger,
        decode: @escaping @Sendable (Value) -> Element?, onSynced: @escaping @Sendable () -> Void = {},
        onRewound: @escaping @Sendable () -> Void = {}, onHealth: @escaping @Sendable (WatchHealth) -> Void = { _ in },
        onChange: @escaping @Sendable (StoreChange<Element>) -> Void
    ) {
        let watcher = Watcher(
            client, type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            pageSize: pageSize, metrics: metrics, logger: logger,
            onHealth: {
                store.setHealth($0)
                onHealth($0)
            },
            decode: { Observed($0, decode: decode) })
        self.init(watcher, into: store, onSynced: onSynced, onRewound: onRewound, onChange: onChange)
    }

    /// The watcher's health must go to the store.
    init(
        _ watcher: Watcher<Observed<Element>>, into store: Store<Element>, onSynced: @escaping @Sendable () -> Void,
        onRewound: @escaping @Sendable () -> Void, onChange: @escaping @Sendable (StoreChange<Element>) -> Void
    ) {
        self.watcher = watcher
        self.store = store
        self.onSynced = onSynced
        self.onRewound = onRewound
        self.onChange = onChange
    }

    /// Ends with its task; from then on the store is no longer current.
    package func run() async {
        var isRewound = false
        for await event in watcher {
            for change in store.apply(event) { onChange(change) }
            if case .rewound = event { isRewound = true }
            guard case .synced = event else { continue }
            if isRewound { onRewound() }
            isRewound = false
            onSynced()
        }
        store.setHealth(.failing(KubeError(.cancelled, "the watch has ended")))
    }
}

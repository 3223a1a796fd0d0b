package import Documents
internal import Synchronization

/// The objects of one kind as the server has them, reduced to what is needed. One `Reflector` writes, everybody reads.
///
/// Guarantees: what readers see is one state of the server, never a half of a new list; `get` does not answer from a
/// state that is known to be out of date.
package final class Store<Element: Sendable>: Sendable {
    private struct Shared {
        var state = StoreState<Element>()
        /// In the order of their coming.
        var waiting: [Doorbell] = []
    }

    private let shared = Mutex(Shared())

    package init() {}

    /// What the server has under a key, or that we cannot know now.
    package func get(_ key: ObjectKey) -> StoreLookup<Element> { read { $0.lookup(key) } }

    /// What was last seen under a key, however old. For display, not for decisions.
    package func latest(_ key: ObjectKey) -> Element? { read { $0.entries[key]?.element } }

    /// The resource version that was last seen under a key.
    package func version(of key: ObjectKey) -> String? { read { $0.entries[key]?.resourceVersion } }

    /// Everything that was last seen.
    package func all() -> [ObjectKey: Element] { read { $0.entries.mapValues(\.element) } }

    package var count: Int { read(\.entries.count) }

    /// Whether a whole list has ever been seen.
    package var isSynced: Bool { read(\.isSynced) }

    /// Whether the store is in step with its server: it is not while a new list comes in, nor while the watch fails.
    package var isCurrent: Bool { read(\.isCurrent) }

    package var health: WatchHealth { read(\.health) }

    /// Returns once a whole list has been seen.
    package func waitUntilSynced() async throws(CancellationError) {
        let bell = Doorbell()
        defer { shared.withLock { $0.waiting.removeAll { $0 === bell } } }
        while !isSyncedOrWaiting(bell) {
            await bell.wait()
            guard !Task.isCancelled else { throw CancellationError() }
        }
    }

    /// Takes what somebody has listed for all that there is, where no `Reflector` writes.
    package func fill(with objects: [Value], decode: (Value) -> Element?) {
        _ = apply(.reset)
        for object in objects { _ = apply(.listed(Observed(object, decode: decode))) }
        _ = apply(.synced(resourceVersion: ""))
        setHealth(.current)
    }

    /// Forgets an object that nobody asks for any more. Where the watch tells of it again it is kept again.
    func forget(_ key: ObjectKey) { shared.withLock { $0.state.forget(key) } }

    func apply(_ event: WatchEvent<Observed<Element>>) -> [StoreChange<Element>] {
        let (changes, bells) = shared.withLock { shared in
            let changes = shared.state.apply(event)
            return (changes, shared.state.isSynced ? shared.waiting : [])
        }
        for bell in bells { bell.ring() }
        return changes
    }

    func setHealth(_ health: WatchHealth) { shared.withLock { $0.state.health = health } }

    private func isSyncedOrWaiting(_ bell: Doorbell) -> Bool {
        shared.withLock { shared in
            guard !shared.state.isSynced else { return true }
            if !shared.waiting.contains(where: { $0 === bell }) { shared.waiting.append(bell) }
            return false
        }
    }

    private func read<Result: Sendable>(_ body: (borrowing StoreState<Element>) -> Result) -> Result {
        shared.withLock { body($0.state) }
    }
}

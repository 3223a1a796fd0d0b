package import Documents

/// One change of what a store holds. `old` is nil for what is new, `new` for what is gone.
package struct StoreChange<Element: Sendable>: Sendable {
    /// How the change was heard of.
    package enum Cause: Sendable {
        /// Found by comparing a new list with what was known: many may come at once, and they may be old.
        case list
        /// The server just told.
        case watch
    }

    package var key: ObjectKey
    package var old: Element?
    package var new: Element?
    package var cause: Cause
}

/// What a store can say about a key.
package enum StoreLookup<Element: Sendable>: Sendable {
    case found(Element)
    case absent
    /// The store is not in step with the server. Not a base for decisions.
    case outOfDate

    /// The element where one is found and up to date.
    package var element: Element? {
        guard case .found(let element) = self else { return nil }
        return element
    }

    /// Whether it is certain that there is nothing.
    package var isAbsent: Bool {
        guard case .absent = self else { return false }
        return true
    }

    package var isOutOfDate: Bool {
        guard case .outOfDate = self else { return false }
        return true
    }
}

/// An object as a watcher told of it, reduced to what the store keeps.
package struct Observed<Element: Sendable>: Sendable {
    package var key: ObjectKey
    package var resourceVersion: String
    /// Nil for objects that the store does not keep.
    package var element: Element?

    package init(_ object: Value, decode: (Value) -> Element?) {
        key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
        resourceVersion = object.resourceVersion
        element = decode(object)
    }
}

/// A store without its lock.
struct StoreState<Element: Sendable>: Sendable {
    struct Entry: Sendable {
        var resourceVersion: String
        var element: Element
    }

    private(set) var entries: [ObjectKey: Entry] = [:]
    private(set) var isSynced = false
    var health = WatchHealth.listing
    /// The new list while it comes in; swapped in when it is complete.
    private var incoming: [ObjectKey: Entry]?
    /// Whether the new list is of a past that has nothing to do with what was known: then every object is another one.
    private var isRewound = false

    var isCurrent: Bool { isSynced && incoming == nil && health == .current }

    mutating func apply(_ event: WatchEvent<Observed<Element>>) -> [StoreChange<Element>] {
        switch event {
        case .reset:
            incoming = [:]
        case .rewound:
            isRewound = true
        case .listed(let observed):
            incoming?[observed.key] = observed.entry
        case .synced: return swap()
        case .applied(let observed): return set(observed.key, to: observed.entry)
        case .deleted(let observed): return set(observed.key, to: nil)
        case .bookmark: break
        }
        return []
    }

    mutating func forget(_ key: ObjectKey) {
        entries[key] = nil
        incoming?[key] = nil
    }

    func lookup(_ key: ObjectKey) -> StoreLookup<Element> {
        guard isCurrent else { return .outOfDate }
        return entries[key].map { .found($0.element) } ?? .absent
    }

    private mutating func set(_ key: ObjectKey, to entry: Entry?) -> [StoreChange<Element>] {
        let old = entries[key]
        entries[key] = entry
        guard let change = change(key, from: old, to: entry, cause: .watch) else { return [] }
        return [change]
    }

    private mutating func swap() -> [StoreChange<Element>] {
        let before = entries
        entries = incoming ?? [:]
        incoming = nil
        isSynced = true
        defer { isRewound = false }
        let gone = before.filter { entries[$0.key] == nil }
        return entries.compactMap { change($0.key, from: before[$0.key], to: $0.value, cause: .list) }
            + gone.compactMap { change($0.key, from: $0.value, to: nil, cause: .list) }
    }

    private func change(
        _ key: ObjectKey, from old: Entry?, to new: Entry?, cause: StoreChange<Element>.Cause
    ) -> StoreChange<Element>? {
        guard isRewound || old?.resourceVersion != new?.resourceVersion else { return nil }
        return StoreChange(key: key, old: old?.element, new: new?.element, cause: cause)
    }
}

extension Observed {
    fileprivate var entry: StoreState<Element>.Entry? {
        element.map { StoreState.Entry(resourceVersion: resourceVersion, element: $0) }
    }
}

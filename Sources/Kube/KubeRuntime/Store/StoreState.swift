package import Documents

/// One change of what a store holds. `old` is nil for what is new, `new` for what is gone.
package struct StoreChange<Element: Sendable>: Sendable {
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
package enum Lookup<Element: Sendable>: Sendable {
    case found(Element)
    case absent
    /// The store is not in step with the server, or has not yet seen our own last write. Not a base for decisions.
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
    /// Up to which version the watch has told everything.
    private var seen = 0
    /// Versions that we wrote and that the watch has not told yet.
    private var written: [ObjectKey: Int] = [:]

    var isCurrent: Bool { isSynced && incoming == nil && health == .current }

    mutating func apply(_ event: WatchEvent<Observed<Element>>) -> [StoreChange<Element>] {
        switch event {
        case .reset:
            incoming = [:]
        case .rewound:
            isRewound = true
        case .listed(let observed):
            incoming?[observed.key] = observed.entry
        case .synced(let version):
            return swap(version)
        case .applied(let observed):
            advance(to: observed.resourceVersion)
            return set(observed.key, to: observed.entry)
        case .deleted(let observed):
            advance(to: observed.resourceVersion)
            return set(observed.key, to: nil)
        case .bookmark(let version):
            advance(to: version)
        }
        return []
    }

    mutating func noteWritten(_ key: ObjectKey, _ resourceVersion: String) {
        guard let version = Int(resourceVersion), version > seen else { return }
        if let known = entries[key].flatMap({ Int($0.resourceVersion) }), known >= version { return }
        written[key] = max(version, written[key] ?? 0)
    }

    mutating func forget(_ key: ObjectKey) {
        entries[key] = nil
        incoming?[key] = nil
    }

    func lookup(_ key: ObjectKey) -> Lookup<Element> {
        guard isCurrent, written[key] == nil else { return .outOfDate }
        return entries[key].map { .found($0.element) } ?? .absent
    }

    private mutating func set(_ key: ObjectKey, to entry: Entry?) -> [StoreChange<Element>] {
        let old = entries[key]
        entries[key] = entry
        guard let change = change(key, from: old, to: entry, cause: .watch) else { return [] }
        return [change]
    }

    private mutating func swap(_ resourceVersion: String) -> [StoreChange<Element>] {
        let before = entries
        entries = incoming ?? [:]
        incoming = nil
        isSynced = true
        restart(at: resourceVersion)
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

    /// Versions of one kind only grow, and a watch tells them in order: one event vouches for all that came before it.
    private mutating func advance(to resourceVersion: String) {
        guard let version = Int(resourceVersion) else { return written.removeAll() }
        seen = max(seen, version)
        guard !written.isEmpty else { return }
        written = written.filter { $0.value > seen }
    }

    /// A list older than what was seen means that the server's past was exchanged: nothing that we wrote is sure to be
    /// told any more.
    private mutating func restart(at resourceVersion: String) {
        let version = Int(resourceVersion) ?? 0
        written = version < seen ? [:] : written.filter { $0.value > version }
        seen = version
    }
}

extension Observed {
    fileprivate var entry: StoreState<Element>.Entry? {
        element.map { StoreState.Entry(resourceVersion: resourceVersion, element: $0) }
    }
}

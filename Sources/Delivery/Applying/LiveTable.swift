internal import Documents
internal import Health
internal import Planning

/// What the live index keeps of each managed object: no body, only what decisions need.
///
/// A pure value: the watches feed it events and it answers with the applications that have something to look at.
struct LiveTable {
    /// Objects are told apart by the version that they are watched in too: field sets and projections are of a version.
    struct Key: Hashable {
        var id: ObjectID
        var version: String
    }

    struct Row {
        var live: LiveRow
        /// By the object's own word.
        var health: HealthContribution
        /// Where to find the Pods that say why; nil for what is well, or has none.
        var pods: PodSelection?
    }

    /// How far the watch of one kind has come.
    enum Progress {
        /// Nothing is known yet.
        case unknown
        /// A list is being read; rows of before count until it is complete, and nothing is decided on them.
        case listing(seen: Set<ObjectID>)
        case current
        /// The server does not serve the kind. What a list holds after all is gathered, until the list is complete.
        case absent(seen: Set<ObjectID>)
    }

    /// An object that decisions may turn out otherwise about, and who owned it before and owns it now.
    struct Change: Hashable {
        var id: ObjectID
        var owners: Set<String>
    }

    private var rows: [Key: Row] = [:]
    private var progress: [GroupVersionKind: Progress] = [:]
    /// What the Pods of workloads say, as we were last told; of those that are well too, until we are told otherwise.
    private var findings: [Key: PodFinding] = [:]
    private var podChanges: [Key: PodSelection?] = [:]

    subscript(_ id: ObjectID, version: String) -> Row? { rows[Key(id: id, version: version)] }

    var count: Int { rows.count }

    func owners(of ids: Set<ObjectID>) -> Set<String> {
        var owners: Set<String> = []
        for id in ids {
            for kind in progress.keys where kind.groupKind == id.groupKind {
                if let owner = self[id, kind.version]?.live.owner { owners.insert(owner) }
            }
        }
        return owners
    }

    func owners(of kind: GroupVersionKind) -> Set<String> {
        let rows = rows.lazy.filter { $0.key.version == kind.version && $0.key.id.groupKind == kind.groupKind }
        return Set(rows.compactMap(\.value.live.owner))
    }

    func isCurrent(_ kind: GroupVersionKind) -> Bool {
        switch progress[kind] {
        case .current, .absent: true
        case .unknown, .listing, nil: false
        }
    }

    func isAbsent(_ kind: GroupVersionKind) -> Bool {
        if case .absent = progress[kind] { true } else { false }
    }

    /// A list begins. That of an absent kind will most likely fail as it did before, and nobody says so again: it stays
    /// absent until a list comes to its end.
    mutating func beginList(_ kind: GroupVersionKind) {
        progress[kind] = isAbsent(kind) ? .absent(seen: []) : .listing(seen: [])
    }

    /// The list is complete: what it did not hold is gone, but for what we wrote after the moment that the list is of.
    /// Returns what is gone.
    mutating func endList(_ kind: GroupVersionKind, resourceVersion: String) -> [Change] {
        var gone: [Change] = []
        switch progress[kind] {
        case .listing(let seen), .absent(let seen):
            gone = removeAll(kind) { id, row in
                !seen.contains(id) && !LiveTable.isCertainlyNewer(row.live.resourceVersion, than: resourceVersion)
            }
        case .unknown, .current, nil: break
        }
        progress[kind] = .current
        return gone
    }

    /// The server does not serve this kind: there is nothing of it.
    mutating func markAbsent(_ kind: GroupVersionKind) -> [Change] {
        progress[kind] = .absent(seen: [])
        return removeAll(kind) { _, _ in true }
    }

    private mutating func removeAll(_ kind: GroupVersionKind, where isGone: (ObjectID, Row) -> Bool) -> [Change] {
        let gone = rows.filter { key, row in
            key.version == kind.version && key.id.groupKind == kind.groupKind && isGone(key.id, row)
        }
        for key in gone.keys { removeRow(key) }
        return gone.map { key, row in Change(id: key.id, owners: Set([row.live.owner].compactMap(\.self))) }
    }

    /// Whether an event brings something newer than what is known. Tested before the costly projection.
    func isNews(_ id: ObjectID, version: String, resourceVersion: String) -> Bool {
        guard let known = self[id, version] else { return true }
        return LiveTable.isNewer(resourceVersion, than: known.live.resourceVersion)
    }

    mutating func noteListed(_ id: ObjectID, kind: GroupVersionKind) {
        switch progress.updateValue(.unknown, forKey: kind) {
        case .listing(var seen):
            seen.insert(id)
            progress[kind] = .listing(seen: seen)
        case .absent(var seen):
            seen.insert(id)
            progress[kind] = .absent(seen: seen)
        case let other: progress[kind] = other
        }
    }

    /// Stores a row. Returns a change if anything that decisions rest on has changed.
    mutating func store(_ row: Row, id: ObjectID, version: String) -> Change? {
        let key = Key(id: id, version: version)
        let old = rows.updateValue(row, forKey: key)
        notePods(key, from: old?.pods, to: row.pods)
        guard let old else { return Change(id: id, owners: Set([row.live.owner].compactMap(\.self))) }
        var same = old.live
        same.resourceVersion = row.live.resourceVersion
        guard same != row.live || old.health != row.health else { return nil }
        return Change(id: id, owners: Set([old.live.owner, row.live.owner].compactMap(\.self)))
    }

    /// Stores what the server returned for a request of ours, unless something newer is known. The same version counts:
    /// what is to be ignored may have changed since the row was made.
    mutating func storeOwn(_ row: Row, id: ObjectID, kind: GroupVersionKind) -> Change? {
        if let known = self[id, kind.version],
            LiveTable.isCertainlyNewer(known.live.resourceVersion, than: row.live.resourceVersion)
        {
            return nil
        }
        return store(row, id: id, version: kind.version)
    }

    /// Takes a row away unless it is of a later life of the object than the deletion that was seen.
    mutating func remove(_ id: ObjectID, version: String, resourceVersion: String) -> Change? {
        let key = Key(id: id, version: version)
        guard let row = rows[key], !LiveTable.isCertainlyNewer(row.live.resourceVersion, than: resourceVersion) else {
            return nil
        }
        removeRow(key)
        return Change(id: id, owners: Set([row.live.owner].compactMap(\.self)))
    }

    private mutating func removeRow(_ key: Key) {
        let old = rows.removeValue(forKey: key)
        notePods(key, from: old?.pods, to: nil)
    }

    // MARK: Pods

    /// The health of an object with what its Pods say; nil where there is no such object.
    func health(of id: ObjectID, version: String) -> HealthContribution? {
        let key = Key(id: id, version: version)
        return rows[key].map { $0.health.with(findings[key]) }
    }

    /// Stores what the Pods of a workload say. Returns a change if its health reads differently for it.
    mutating func setFinding(_ finding: PodFinding?, of key: Key) -> Change? {
        let before = findings[key]
        findings[key] = finding
        guard let row = rows[key], row.health.with(finding) != row.health.with(before) else { return nil }
        return Change(id: key.id, owners: Set([row.live.owner].compactMap(\.self)))
    }

    var hasPodChanges: Bool { !podChanges.isEmpty }

    /// The workloads whose Pods are to be found otherwise than when this was last called; nil: not any more.
    mutating func takePodChanges() -> [Key: PodSelection?] {
        defer { podChanges = [:] }
        return podChanges
    }

    private mutating func notePods(_ key: Key, from old: PodSelection?, to new: PodSelection?) {
        if old != new { podChanges[key] = .some(new) }
    }

    /// Resource versions are opaque in principle and counters on every server that exists; where they are not, every
    /// event is news, which costs a projection and nothing else.
    private static func isNewer(_ version: String, than other: String) -> Bool {
        guard let version = UInt64(version), let other = UInt64(other) else { return true }
        return version > other
    }

    private static func isCertainlyNewer(_ version: String, than other: String) -> Bool {
        guard let version = UInt64(version), let other = UInt64(other) else { return false }
        return version > other
    }
}

extension HealthContribution {
    fileprivate func with(_ finding: PodFinding?) -> HealthContribution {
        guard case .present(let health?) = self, let finding else { return self }
        return .present(health.with(finding))
    }
}

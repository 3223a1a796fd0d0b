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
        var health: HealthContribution
    }

    /// How far the watch of one kind has come.
    enum Progress {
        /// Nothing is known yet.
        case unknown
        /// A list is being read; rows of before count until it is complete, and nothing is decided on them.
        case listing(seen: Set<ObjectID>)
        case current
    }

    private var rows: [Key: Row] = [:]
    private var progress: [GroupVersionKind: Progress] = [:]

    subscript(_ id: ObjectID, version: String) -> Row? { rows[Key(id: id, version: version)] }

    var count: Int { rows.count }

    func owners(of ids: Set<ObjectID>) -> Set<String> {
        guard !ids.isEmpty else { return [] }
        return Set(rows.compactMap { ids.contains($0.key.id) ? $0.value.live.owner : nil })
    }

    func isCurrent(_ kind: GroupVersionKind) -> Bool {
        if case .current = progress[kind] { true } else { false }
    }

    mutating func beginList(_ kind: GroupVersionKind) { progress[kind] = .listing(seen: []) }

    /// The list is complete: what it did not hold is gone. Returns the owners of what is gone.
    mutating func endList(_ kind: GroupVersionKind) -> Set<String> {
        var owners: Set<String> = []
        if case .listing(let seen) = progress[kind] {
            let gone = rows.keys.filter { $0.id.groupKind == kind.groupKind && $0.version == kind.version }
                .filter { !seen.contains($0.id) }
            for key in gone {
                if let owner = rows.removeValue(forKey: key)?.live.owner { owners.insert(owner) }
            }
        }
        progress[kind] = .current
        return owners
    }

    /// The server does not serve this kind: there is nothing of it, and that is certain.
    mutating func markAbsent(_ kind: GroupVersionKind) -> Set<String> {
        beginList(kind)
        return endList(kind)
    }

    /// Whether an event brings something newer than what is known. Tested before the costly projection.
    func isNews(_ id: ObjectID, version: String, resourceVersion: String) -> Bool {
        guard let known = self[id, version] else { return true }
        return LiveTable.isNewer(resourceVersion, than: known.live.resourceVersion)
    }

    mutating func noteListed(_ id: ObjectID, kind: GroupVersionKind) {
        guard case .listing(var seen) = progress[kind] else { return }
        progress[kind] = .unknown
        seen.insert(id)
        progress[kind] = .listing(seen: seen)
    }

    /// Stores a row. Returns the owners, before and now, if anything that decisions rest on has changed.
    mutating func store(_ row: Row, id: ObjectID, version: String) -> Set<String> {
        let key = Key(id: id, version: version)
        let old = rows.updateValue(row, forKey: key)
        guard let old else { return Set([row.live.owner].compactMap(\.self)) }
        var same = old.live
        same.resourceVersion = row.live.resourceVersion
        guard same != row.live || old.health != row.health else { return [] }
        return Set([old.live.owner, row.live.owner].compactMap(\.self))
    }

    /// Takes a row away unless it is of a later life of the object than the deletion that was seen.
    mutating func remove(_ id: ObjectID, version: String, resourceVersion: String) -> Set<String> {
        let key = Key(id: id, version: version)
        guard let row = rows[key], !LiveTable.isNewer(row.live.resourceVersion, than: resourceVersion) else { return [] }
        rows[key] = nil
        return Set([row.live.owner].compactMap(\.self))
    }

    /// Resource versions are opaque in principle and counters on every server that exists; where they are not, every
    /// event is news, which costs a projection and nothing else.
    private static func isNewer(_ version: String, than other: String) -> Bool {
        guard let version = UInt64(version), let other = UInt64(other) else { return true }
        return version > other
    }
}

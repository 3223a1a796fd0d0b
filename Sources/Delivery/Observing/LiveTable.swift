internal import Documents
internal import Health
internal import KubeModel
internal import Planning

/// What the live index keeps of each managed object: no body, only what decisions need.
///
/// A pure value: the watches feed it events and it answers with the applications that have something to look at. Kinds
/// are told apart as they are watched, by their whole type: what one watch tells says nothing of another's objects.
struct LiveTable {
    /// One object as one watch knows it: field sets and projections are of a version.
    struct Key: Hashable {
        var id: ObjectID
        var type: ResourceType
    }

    struct Row {
        var live: LiveRow
        /// By the object's own word.
        var health: HealthContribution
        /// Where to find the Pods that say why; nil for what is well, or has none.
        var pods: PodSelection?
    }

    /// An object that decisions may turn out otherwise about, and who owned it before and owns it now.
    struct Change: Hashable {
        var id: ObjectID
        var owners: Set<String>
    }

    /// What became of the answer to a request of ours.
    enum Reception: Hashable {
        case stored(Change?)
        /// Something newer is known.
        case outdated
        /// The watch has told meanwhile that the object is gone again.
        case gone
    }

    private var kinds: [ResourceType: LiveKind] = [:]
    /// What the Pods of workloads say, as we were last told; of those that are well too, until we are told otherwise.
    private var findings: [Key: PodFinding] = [:]
    private var podChanges: [Key: PodSelection?] = [:]

    subscript(_ id: ObjectID, type: ResourceType) -> Row? { kinds[type]?.rows[id] }

    var count: Int { kinds.values.reduce(0) { $0 + $1.rows.count } }

    func owners(of ids: Set<ObjectID>) -> Set<String> {
        var owners: Set<String> = []
        for (type, kind) in kinds {
            for id in ids where id.groupKind == type.gvk.groupKind {
                if let owner = kind.rows[id]?.live.owner { owners.insert(owner) }
            }
        }
        return owners
    }

    func owners(of type: ResourceType) -> Set<String> {
        Set((kinds[type]?.rows ?? [:]).values.compactMap(\.live.owner))
    }

    func isCurrent(_ type: ResourceType) -> Bool { kinds[type]?.isCurrent ?? false }

    func isAbsent(_ type: ResourceType) -> Bool { kinds[type]?.progress == .absent }

    var absentKinds: Set<GroupVersionKind> { Set(kinds.lazy.filter { $0.value.progress == .absent }.map(\.key.gvk)) }

    // MARK: Lists

    /// A list begins. That of an absent kind will most likely fail as it did before, and nobody says so again: it stays
    /// absent until a list comes to its end.
    mutating func beginList(_ type: ResourceType) {
        let isAbsent = isAbsent(type)
        kinds[type, default: LiveKind()].progress = isAbsent ? .absent : .listing
        kinds[type]?.seen = []
    }

    /// The list that comes is of an earlier version than what was known: the server's past was exchanged, as by a backup of
    /// its store. Nothing that is known counts any more. Returns what was known.
    mutating func rewind(_ type: ResourceType) -> [Change] {
        let known = removeAll(type) { _, _ in true }
        kinds[type]?.toldVersion = nil
        return known
    }

    /// The list is complete: what it did not hold is gone, but for what we wrote after the moment that the list is of.
    /// Returns what is gone.
    mutating func endList(_ type: ResourceType, resourceVersion: String) -> [Change] {
        var gone: [Change] = []
        let progress = kinds[type]?.progress
        if progress == .listing || progress == .absent {
            let seen = kinds[type]?.seen ?? []
            gone = removeAll(type) { id, row in
                !seen.contains(id) && !isCertainlyNewer(row.live.resourceVersion, than: resourceVersion)
            }
        }
        kinds[type, default: LiveKind()].progress = .current
        kinds[type]?.seen = []
        noteTold(type, resourceVersion: resourceVersion)
        return gone
    }

    /// The server does not serve this kind: there is nothing of it.
    mutating func markAbsent(_ type: ResourceType) -> [Change] {
        kinds[type, default: LiveKind()].progress = .absent
        kinds[type]?.seen = []
        return removeAll(type) { _, _ in true }
    }

    /// Nobody wants to know of this kind any more.
    mutating func forget(_ type: ResourceType) {
        _ = removeAll(type) { _, _ in true }
        findings = findings.filter { $0.key.type != type }
        kinds[type] = nil
    }

    private mutating func removeAll(_ type: ResourceType, where isGone: (ObjectID, Row) -> Bool) -> [Change] {
        let gone = (kinds[type]?.rows ?? [:]).filter { isGone($0.key, $0.value) }
        for id in gone.keys { removeRow(Key(id: id, type: type)) }
        return gone.map { id, row in Change(id: id, owners: Set([row.live.owner].compactMap(\.self))) }
    }

    // MARK: Objects

    /// Whether an event brings something newer than what is known. Tested before the costly projection.
    func isNews(_ id: ObjectID, type: ResourceType, resourceVersion: String) -> Bool {
        guard let known = self[id, type] else { return true }
        return isNewer(resourceVersion, than: known.live.resourceVersion)
    }

    mutating func noteListed(_ id: ObjectID, type: ResourceType) { kinds[type]?.seen.insert(id) }

    /// The watch has told everything up to this version.
    mutating func noteTold(_ type: ResourceType, resourceVersion: String) {
        guard let version = UInt64(resourceVersion) else { return }
        let before = kinds[type]?.toldVersion ?? 0
        kinds[type]?.toldVersion = max(version, before)
    }

    /// Stores a row. Returns a change if anything that decisions rest on has changed.
    mutating func store(_ row: Row, id: ObjectID, type: ResourceType) -> Change? {
        let old = kinds[type, default: LiveKind()].rows.updateValue(row, forKey: id)
        notePods(Key(id: id, type: type), from: old?.pods, to: row.pods)
        guard let old else { return Change(id: id, owners: Set([row.live.owner].compactMap(\.self))) }
        var same = old.live
        same.resourceVersion = row.live.resourceVersion
        guard same != row.live || old.health != row.health else { return nil }
        return Change(id: id, owners: Set([old.live.owner, row.live.owner].compactMap(\.self)))
    }

    /// Stores what the server returned for a request of ours, unless something newer is known. The same version counts:
    /// what is to be ignored may have changed since the row was made.
    ///
    /// A watch tells the changes of its kind in their order. One that has come as far as the answer and holds nothing has
    /// told of the object's end too, however soon that followed.
    mutating func storeOwn(_ row: Row, id: ObjectID, type: ResourceType) -> Reception {
        guard let known = self[id, type] else {
            if let told = kinds[type]?.toldVersion, let version = UInt64(row.live.resourceVersion), version <= told {
                return .gone
            }
            return .stored(store(row, id: id, type: type))
        }
        guard !isCertainlyNewer(known.live.resourceVersion, than: row.live.resourceVersion) else { return .outdated }
        return .stored(store(row, id: id, type: type))
    }

    /// Takes a row away unless it is of a later life of the object than the deletion that was seen.
    mutating func remove(_ id: ObjectID, type: ResourceType, resourceVersion: String) -> Change? {
        guard let row = self[id, type], !isCertainlyNewer(row.live.resourceVersion, than: resourceVersion) else {
            return nil
        }
        removeRow(Key(id: id, type: type))
        return Change(id: id, owners: Set([row.live.owner].compactMap(\.self)))
    }

    private mutating func removeRow(_ key: Key) {
        let old = kinds[key.type]?.rows.removeValue(forKey: key.id)
        notePods(key, from: old?.pods, to: nil)
    }

    // MARK: Pods

    /// The health of an object with what its Pods say; nil where there is no such object.
    func health(of id: ObjectID, type: ResourceType) -> HealthContribution? {
        self[id, type].map { $0.health.with(findings[Key(id: id, type: type)]) }
    }

    /// Stores what the Pods of a workload say. Returns a change if its health reads differently for it.
    mutating func setFinding(_ finding: PodFinding?, of key: Key) -> Change? {
        let before = findings[key]
        findings[key] = finding
        guard let row = self[key.id, key.type], row.health.with(finding) != row.health.with(before) else { return nil }
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
}

/// What one watch has told of its kind.
private struct LiveKind {
    /// How far the watch has come.
    enum Progress {
        /// Nothing is known yet.
        case unknown
        /// A list is being read; rows of before count until it is complete, and nothing is decided on them.
        case listing
        case current
        /// The server does not serve the kind. What a list holds after all is gathered, until the list is complete.
        case absent
    }

    var rows: [ObjectID: LiveTable.Row] = [:]
    var progress = Progress.unknown
    /// What the list that is being read has held so far.
    var seen: Set<ObjectID> = []
    /// Up to where the watch has told everything; nil where versions are no numbers.
    var toldVersion: UInt64?

    var isCurrent: Bool { progress == .current || progress == .absent }
}

/// Resource versions are opaque in principle and counters on every server that exists; where they are not, every event
/// is news, which costs a projection and nothing else.
private func isNewer(_ version: String, than other: String) -> Bool {
    guard let version = UInt64(version), let other = UInt64(other) else { return true }
    return version > other
}

private func isCertainlyNewer(_ version: String, than other: String) -> Bool {
    guard let version = UInt64(version), let other = UInt64(other) else { return false }
    return version > other
}

extension HealthContribution {
    fileprivate func with(_ finding: PodFinding?) -> HealthContribution {
        guard case .present(let health?) = self, let finding else { return self }
        return .present(health.with(finding))
    }
}

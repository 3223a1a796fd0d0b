internal import Documents
internal import Health
internal import KubeModel
internal import KubeRuntime
internal import Planning

/// What the live index keeps of each managed object: no body, only what decisions need.
///
/// A pure value: the watches feed it events and it answers with the applications that have something to look at. Kinds
/// are told apart as they are watched, by their whole type: what one watch tells says nothing of another's objects. Of kinds
/// that nobody requires nothing is taken.
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
        var owners: Set<ObjectKey>
    }

    /// What became of the answer to a request of ours.
    enum Reception: Hashable {
        case stored(Change?)
        /// Something newer is known.
        case outdated
        /// The watch has told meanwhile that the object is gone again.
        case gone
    }

    /// What is known of the kinds that somebody requires, or did until a moment ago.
    private(set) var kinds: [ResourceType: KindState] = [:]
    /// What each application requires: the same read backwards.
    private(set) var required: [ObjectKey: Set<ResourceType>] = [:]
    private var lastTurn = 0
    /// What the Pods of workloads say, as we were last told; of those that are well too, until we are told otherwise.
    private var findings: [Key: PodFinding] = [:]
    private var podChanges: [Key: PodSelection?] = [:]

    subscript(_ id: ObjectID, type: ResourceType) -> Row? { kinds[type]?.rows[id] }

    var count: Int { kinds.values.reduce(0) { $0 + $1.rows.count } }

    func owners(of ids: Set<ObjectID>) -> Set<ObjectKey> {
        marks(on: ids).reduce(into: []) { $0.insert($1.owner) }
    }

    /// Which of these objects carry the mark of an application.
    func objects(_ ids: Set<ObjectID>, of owner: ObjectKey) -> Set<ObjectID> {
        marks(on: ids).reduce(into: []) { if $1.owner == owner { $0.insert($1.id) } }
    }

    /// Looks in every version of a kind that has rows.
    private func marks(on ids: Set<ObjectID>) -> [(id: ObjectID, owner: ObjectKey)] {
        let byKind = Dictionary(grouping: ids, by: \.groupKind)
        return kinds.flatMap { type, kind in
            (byKind[type.gvk.groupKind] ?? []).compactMap { id in kind.rows[id]?.live.owner.map { (id, $0) } }
        }
    }

    /// The objects of an application that some of these checks are about.
    func keys(of owner: ObjectKey, about checks: Set<HealthCheck>) -> [Key] {
        kinds.flatMap { type, kind -> [Key] in
            guard checks.contains(where: { $0.applies(to: type.gvk.groupKind) }) else { return [] }
            return kind.rows.compactMap { id, row in row.live.owner == owner ? Key(id: id, type: type) : nil }
        }
    }

    // MARK: Kinds

    /// Says all the kinds that an application has to do with from now on.
    mutating func require(_ types: Set<ResourceType>, for owner: ObjectKey, now: Duration) {
        let before = required[owner] ?? []
        for type in before.subtracting(types) { kinds[type]?.release(owner, now: now) }
        for type in types.subtracting(before) { engage(type, for: owner) }
        required[owner] = types.isEmpty ? nil : types
    }

    mutating func alsoRequire(_ type: ResourceType, for owner: ObjectKey) {
        engage(type, for: owner)
        required[owner, default: []].insert(type)
    }

    private mutating func engage(_ type: ResourceType, for owner: ObjectKey) {
        if kinds[type] == nil {
            let turn = nextTurn()
            kinds[type] = KindState(turn: turn)
        }
        kinds[type]?.engage(owner)
    }

    private mutating func nextTurn() -> Int {
        lastTurn += 1
        return lastTurn
    }

    /// Whether all of these kinds are in step; where not, `owner` is notified once they are.
    mutating func isInStep(_ types: Set<ResourceType>, for owner: ObjectKey) -> Bool {
        types.reduce(true) { isInStep, type in (kinds[type]?.isInStep(orNotify: owner) ?? false) && isInStep }
    }

    /// What is to be done about watches.
    struct Step {
        /// Those to begin.
        var starts: [(type: ResourceType, turn: Int, end: Doorbell)] = []
        /// What ends those of kinds that nobody has required for a while.
        var ends: [Doorbell] = []
        /// When to step again, if nothing happens before.
        var next: Duration?
    }

    /// Begins what is due, and forgets kinds that nobody has required for a while.
    mutating func step(now: Duration) -> Step {
        var step = Step()
        for type in Array(kinds.keys) {
            guard let kind = kinds[type], let moment = kind.moment else { continue }
            guard moment <= now else {
                step.next = min(moment, step.next ?? moment)
                continue
            }
            if case .leaving = kind.demand {
                step.ends.append(kind.end)
                forget(type)
            } else {
                step.starts.append((type, kind.turn, kind.end))
                kinds[type]?.start()
            }
        }
        return step
    }

    /// Changes what is known of a kind but not of its objects; returns who has to hear of it.
    mutating func update(_ type: ResourceType, _ change: (inout KindState) -> Set<ObjectKey>) -> Set<ObjectKey> {
        guard kinds[type] != nil else { return [] }
        return change(&kinds[type, default: KindState(turn: 0)])
    }

    private mutating func forget(_ type: ResourceType) {
        for (id, row) in kinds[type]?.rows ?? [:] { notePods(Key(id: id, type: type), from: row.pods, to: nil) }
        findings = findings.filter { $0.key.type != type }
        kinds[type] = nil
    }

    // MARK: Lists

    mutating func beginList(_ type: ResourceType) { kinds[type]?.beginList() }

    mutating func noteListed(_ id: ObjectID, type: ResourceType) { kinds[type]?.noteListed(id) }

    /// The list is complete. Returns what is gone.
    mutating func endList(_ type: ResourceType, resourceVersion: String) -> [Change] {
        changes(type, kinds[type]?.endList(resourceVersion: resourceVersion))
    }

    /// The list that comes is of an earlier version than what was known: the server's past was exchanged, as by a backup of
    /// its store. Returns what was known.
    mutating func rewind(_ type: ResourceType) -> [Change] { changes(type, kinds[type]?.rewind()) }

    /// The server does not serve this kind. Returns what was known of it, and what ends the watch.
    mutating func markAbsent(_ type: ResourceType, now: Duration) -> (gone: [Change], end: Doorbell?) {
        let next = nextTurn()
        let marked = kinds[type]?.markAbsent(now: now, next: next)
        return (changes(type, marked?.gone), marked?.end)
    }

    /// The watch has told everything up to this version.
    mutating func noteTold(_ type: ResourceType, resourceVersion: String) { kinds[type]?.noteTold(resourceVersion) }

    private mutating func changes(_ type: ResourceType, _ gone: [ObjectID: Row]?) -> [Change] {
        (gone ?? [:]).map { id, row in
            notePods(Key(id: id, type: type), from: row.pods, to: nil)
            return Change(id: id, owners: Set([row.live.owner].compactMap(\.self)))
        }
    }

    // MARK: Objects

    /// Whether an event brings something newer than what is known. Tested before the costly projection.
    func isNews(_ id: ObjectID, type: ResourceType, resourceVersion: String) -> Bool {
        guard let known = self[id, type] else { return true }
        return resourceVersion.isNewer(than: known.live.resourceVersion)
    }

    /// Stores a row. Returns a change if anything that decisions rest on has changed.
    mutating func store(_ row: Row, id: ObjectID, type: ResourceType) -> Change? {
        guard kinds[type] != nil else { return nil }
        let old = kinds[type]?.store(row, id)
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
        guard !known.live.resourceVersion.isCertainlyNewer(than: row.live.resourceVersion) else { return .outdated }
        return .stored(store(row, id: id, type: type))
    }

    /// Takes a row away unless it is of a later life of the object than the deletion that was seen.
    mutating func remove(_ id: ObjectID, type: ResourceType, resourceVersion: String) -> Change? {
        guard let row = self[id, type], !row.live.resourceVersion.isCertainlyNewer(than: resourceVersion) else {
            return nil
        }
        notePods(Key(id: id, type: type), from: kinds[type]?.remove(id)?.pods, to: nil)
        return Change(id: id, owners: Set([row.live.owner].compactMap(\.self)))
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

extension HealthContribution {
    fileprivate func with(_ finding: PodFinding?) -> HealthContribution {
        guard case .present(let health?) = self, let finding else { return self }
        return .present(health.with(finding))
    }
}

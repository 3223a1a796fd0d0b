internal import Documents
internal import KubeModel

/// Where objects of a type are; the namespace is empty for those that have none.
struct NamedPlace: Hashable, Sendable {
    var type: ResourceType
    var namespace: String

    func reference(_ name: String) -> NamedReference {
        NamedReference(type: type, key: ObjectKey(namespace: namespace, name: name))
    }
}

extension NamedReference {
    var place: NamedPlace { NamedPlace(type: type, namespace: key.namespace) }
}

/// A watch of one named object, or of all that are named in a place.
struct NamedWatch: Hashable, Sendable {
    enum Scope: Hashable, Sendable {
        case one(String)
        case all
    }

    var id: Int
    var place: NamedPlace
    var scope: Scope
}

/// What is to be done about watches.
struct NamedStep: Sendable {
    var starts: [NamedWatch] = []
    /// Those that are over.
    var ends: [Int] = []
    /// Objects that watches know and nobody names any more.
    var dropped: [(id: Int, key: ObjectKey)] = []
    /// When to step again, if nothing happens before.
    var next: Duration?
}

/// Which watches are to be open for the objects that somebody names: one for each, and one for all of a namespace where many are
/// named there and the server allows it. Does nothing itself: it says what to start and to end.
///
/// Guarantees: an object that is known stays known while another watch comes to take it over; of two watches the one that is in
/// step is asked.
struct NamedObjectBoard<Owner: Hashable & Sendable>: Sendable {
    /// So many single watches at most are open in a namespace that may be watched as a whole. Each is a stream on the server
    /// and here.
    static var limit: Int { 16 }
    /// How long a namespace that may not be watched as a whole is not asked for.
    static var pardon: Duration { .seconds(1_800) }
    /// The same after a failure: one object that the server cannot read fails a list of all, and none of the others by name.
    static var pause: Duration { .seconds(60) }
    /// How long the watch of a namespace that has served may fail before others take its place.
    static var patience: Duration { .seconds(30) }

    private struct Wanted {
        var owners: Set<Owner> = []
        /// The version that the owners were last told of; empty where there is no object, nil where they were told nothing.
        var told: String?
        /// Whether somebody has asked in vain.
        var isAsked = false
    }

    /// A watch of all of a namespace, and those of its objects that are looked up there.
    private struct Whole {
        let id: Int
        var names: Set<String>
        /// Since when it has been failing although it has served; nil where it is well.
        var failingSince: Duration?
    }

    private struct Stand {
        var wanted: [String: Wanted] = [:]
        var singles: [String: Int] = [:]
        /// In step, or at least once so.
        var serving: Whole?
        /// It takes over from all others once it is in step.
        var coming: Whole?
        var refusedUntil: Duration?

        func watch(of name: String) -> Int? {
            guard wanted[name] != nil else { return nil }
            if let serving, serving.names.contains(name) { return serving.id }
            if let single = singles[name] { return single }
            return coming.flatMap { $0.names.contains(name) ? $0.id : nil }
        }
    }

    private var stands: [NamedPlace: Stand] = [:]
    private var wants: [Owner: Set<NamedReference>] = [:]
    private var watches: [Int: (place: NamedPlace, scope: NamedWatch.Scope)] = [:]
    private var lastID = 0
    /// Where watches may have to be opened or ended.
    private var changed: Set<NamedPlace> = []
    private var pending = NamedStep()

    // MARK: Who wants what

    var references: Set<NamedReference> {
        Set(stands.flatMap { place, stand in stand.wanted.keys.map(place.reference) })
    }

    /// Says all that an owner wants from now on.
    mutating func want(_ references: Set<NamedReference>, for owner: Owner) {
        let before = wants[owner] ?? []
        wants[owner] = references.isEmpty ? nil : references
        for reference in before.subtracting(references) {
            let (place, name) = (reference.place, reference.key.name)
            stands[place]?.wanted[name]?.owners.remove(owner)
            if stands[place]?.wanted[name]?.owners.isEmpty ?? false { stands[place]?.wanted[name] = nil }
            changed.insert(place)
        }
        for reference in references.subtracting(before) {
            let place = reference.place
            stands[place, default: Stand()].wanted[reference.key.name, default: Wanted()].owners.insert(owner)
            changed.insert(place)
        }
    }

    /// The watch that knows of an object, or will; nil where nobody wants it, or none is open yet.
    func watch(of reference: NamedReference) -> Int? { stands[reference.place]?.watch(of: reference.key.name) }

    func isWanted(_ reference: NamedReference) -> Bool {
        stands[reference.place]?.wanted[reference.key.name] != nil
    }

    /// Somebody has asked for an object while its watch was not in step: its owners hear as soon as it is.
    mutating func noteAsked(_ reference: NamedReference) {
        stands[reference.place]?.wanted[reference.key.name]?.isAsked = true
    }

    /// Whether a watch of a whole namespace is to keep an object.
    func keeps(_ name: String, by id: Int) -> Bool {
        guard let place = watches[id]?.place, let stand = stands[place] else { return false }
        return [stand.serving, stand.coming].contains { $0?.id == id && $0?.names.contains(name) ?? false }
    }

    // MARK: What watches tell

    /// A watch has come into step. Returns what it tells of from now on.
    mutating func synced(_ id: Int) -> [NamedReference] {
        guard let (place, scope) = watches[id], var stand = stands[place] else { return [] }
        defer { stands[place] = stand }
        switch scope {
        case .one(let name):
            if stand.serving?.names.remove(name) != nil { changed.insert(place) }
            return stand.wanted[name] == nil ? [] : [place.reference(name)]
        case .all:
            if let whole = stand.coming, whole.id == id {
                if let former = stand.serving { end(former.id) }
                (stand.serving, stand.coming) = (whole, nil)
                for name in whole.names { if let single = stand.singles.removeValue(forKey: name) { end(single) } }
                changed.insert(place)
            }
            return (stand.serving?.names ?? []).filter { stand.wanted[$0] != nil }.map(place.reference)
        }
    }

    /// A watch has told how an object is. Returns who is to hear of it: nobody where that is no news and nobody has asked.
    mutating func tell(_ reference: NamedReference, version: String, by id: Int) -> Set<Owner> {
        let (place, name) = (reference.place, reference.key.name)
        guard stands[place]?.watch(of: name) == id, let wanted = stands[place]?.wanted[name],
            wanted.told != version || wanted.isAsked
        else { return [] }
        stands[place]?.wanted[name]?.told = version
        stands[place]?.wanted[name]?.isAsked = false
        return wanted.owners
    }

    /// The server's past was exchanged: what a watch tells of is another object, even where it has the same version.
    mutating func rewound(_ id: Int) {
        guard let (place, scope) = watches[id] else { return }
        let names: [String] =
            switch scope {
            case .one(let name): [name]
            case .all: Array((stands[place]?.wanted ?? [:]).keys)
            }
        for name in names { stands[place]?.wanted[name]?.told = nil }
    }

    /// The watch of all of a namespace fails. One that is still coming is given up for single watches, and so is one that has
    /// served, where it may not be or where that lasts. Returns whether it was.
    ///
    /// - Parameter isRefusal: whether the server does not let us.
    mutating func fail(_ id: Int, isRefusal: Bool, now: Duration) -> Bool {
        guard let (place, scope) = watches[id], scope == .all, var stand = stands[place] else { return false }
        defer { stands[place] = stand }
        if let serving = stand.serving, serving.id == id {
            let since = serving.failingSince ?? now
            stand.serving?.failingSince = since
            guard isRefusal || now - since >= Self.patience else { return false }
            stand.serving = nil
        } else {
            stand.coming = nil
        }
        stand.refusedUntil = now + (isRefusal ? Self.pardon : Self.pause)
        end(id)
        changed.insert(place)
        return true
    }

    /// A watch works.
    mutating func recover(_ id: Int) {
        guard let place = watches[id]?.place, stands[place]?.serving?.id == id else { return }
        stands[place]?.serving?.failingSince = nil
    }

    // MARK: Watches

    /// Opens and ends watches as it is needed by now.
    mutating func step(now: Duration) -> NamedStep {
        for (place, stand) in stands { if let moment = stand.refusedUntil, moment <= now { changed.insert(place) } }
        for place in changed { assign(place, now: now) }
        changed = []
        defer { pending = NamedStep() }
        pending.next = stands.values.compactMap(\.refusedUntil).min()
        return pending
    }

    /// All watches have ended; those that are needed are opened anew.
    mutating func restart() {
        for place in stands.keys {
            stands[place]?.serving = nil
            stands[place]?.coming = nil
            stands[place]?.singles = [:]
        }
        (watches, pending) = ([:], NamedStep())
        changed = Set(stands.keys)
    }

    private mutating func assign(_ place: NamedPlace, now: Duration) {
        guard var stand = stands[place] else { return }
        if let moment = stand.refusedUntil, moment <= now { stand.refusedUntil = nil }
        drop(&stand, place)
        let covered = (stand.serving?.names ?? []).union(stand.coming?.names ?? [])
        let single = Set(stand.wanted.keys).subtracting(covered)
        if single.count > Self.limit, stand.coming == nil, stand.refusedUntil == nil, place.type.namespaced {
            stand.coming = Whole(id: start(place, .all), names: Set(stand.wanted.keys))
        } else {
            // Few are watched one by one again, and looked up as before until those watches are in step.
            let few = stand.coming == nil && stand.wanted.count <= Self.limit / 2 ? stand.serving?.names ?? [] : []
            let unwatched = single.union(few).filter { stand.singles[$0] == nil }
            // Many more wait for the whole that comes, and are in the next.
            let room = stand.coming == nil ? unwatched.count : max(0, Self.limit - stand.singles.count)
            for name in unwatched.prefix(room) { stand.singles[name] = start(place, .one(name)) }
        }
        stands[place] = stand.wanted.isEmpty && stand.refusedUntil == nil ? nil : stand
    }

    /// What nobody wants any more.
    private mutating func drop(_ stand: inout Stand, _ place: NamedPlace) {
        for (name, id) in stand.singles where stand.wanted[name] == nil {
            stand.singles[name] = nil
            end(id)
        }
        stand.serving = dropped(stand.serving, stand, place)
        stand.coming = dropped(stand.coming, stand, place)
    }

    private mutating func dropped(_ whole: Whole?, _ stand: Stand, _ place: NamedPlace) -> Whole? {
        guard var whole else { return nil }
        for name in whole.names where stand.wanted[name] == nil {
            whole.names.remove(name)
            pending.dropped.append((whole.id, place.reference(name).key))
        }
        guard whole.names.isEmpty else { return whole }
        end(whole.id)
        return nil
    }

    private mutating func start(_ place: NamedPlace, _ scope: NamedWatch.Scope) -> Int {
        lastID += 1
        watches[lastID] = (place, scope)
        pending.starts.append(NamedWatch(id: lastID, place: place, scope: scope))
        return lastID
    }

    private mutating func end(_ id: Int) {
        watches[id] = nil
        pending.ends.append(id)
    }
}

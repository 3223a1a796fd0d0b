internal import Documents
internal import KubeRuntime
internal import Planning

/// All that is known of one kind, for as long as somebody requires it and a while longer.
///
/// A pure value but for the bell that ends its watch: the watch feeds it, and it answers with whom that concerns.
struct KindState {
    /// How far the watch has come.
    enum Progress: Equatable {
        /// Nothing is known yet.
        case unknown
        /// A list is being read, and has held these so far. Rows of before count until it is complete, and nothing is decided on
        /// them.
        case listing(seen: Set<ObjectID>)
        /// In step with the server. These were notified of it with the list, and the watch has told nothing since: it may be
        /// refused.
        case current(told: Set<ObjectKey>)
        /// The server does not serve the kind. What a list holds after all is gathered, until the list is complete.
        case absent(seen: Set<ObjectID>)
    }

    /// What the watch fails with.
    enum Trouble: Equatable {
        case failure(String)
        /// A missing right: only a person mends those.
        case refusal(String)

        var message: String {
            switch self {
            case .failure(let message), .refusal(let message): message
            }
        }
    }

    enum Watch: Equatable {
        /// To be begun.
        case due
        case running
        /// The server does not serve the kind. Whoever requires it all the same has it asked again then.
        case resting(until: Duration)
    }

    enum Demand: Equatable {
        case required(by: Set<ObjectKey>)
        /// By nobody; it is kept for a while, for those who change their minds.
        case leaving(since: Duration)
    }

    /// How long the watch of a kind goes on that nobody requires any more.
    static let grace = Duration.seconds(60)
    /// Between two looks for a kind that is required although the server does not serve it.
    static let absence = Backoff(initial: .seconds(1), factor: 2, cap: .seconds(300), jitter: 0)

    /// Tells its watch from earlier ones of the kind, of which something may still be on its way.
    private(set) var turn: Int
    private(set) var end = Doorbell()
    private(set) var watch = Watch.due
    private(set) var demand = Demand.required(by: [])
    /// How often in a row the server did not serve it.
    private var absences = 0
    private(set) var rows: [ObjectID: LiveTable.Row] = [:]
    private(set) var progress = Progress.unknown
    private(set) var trouble: Trouble?
    /// Who is to be notified once it is in step.
    private(set) var waiting: Set<ObjectKey> = []
    /// Up to where the watch has told everything; nil where versions are no numbers.
    private(set) var toldVersion: UInt64?

    init(turn: Int) { self.turn = turn }

    /// Whether all is known that the server tells.
    var isCurrent: Bool {
        switch progress {
        case .unknown, .listing: false
        case .current, .absent: true
        }
    }

    var isAbsent: Bool {
        if case .absent = progress { true } else { false }
    }

    var isResting: Bool {
        if case .resting = watch { true } else { false }
    }

    var isRefused: Bool {
        if case .refusal = trouble { true } else { false }
    }

    /// Whether decisions may be made on the rows. What may be listed and not watched is out of date as soon as it is read.
    var isInStep: Bool { isCurrent && !isRefused }

    /// What keeps it from being in step; nil where it is, or just takes its time.
    var hindrance: Trouble? { isInStep ? nil : trouble }

    var owners: Set<ObjectKey> { Set(rows.values.lazy.compactMap(\.live.owner)) }

    // MARK: Who requires it

    /// Where it is not in step, `owner` waits.
    mutating func isInStep(orNotify owner: ObjectKey) -> Bool {
        if !isInStep { waiting.insert(owner) }
        return isInStep
    }

    mutating func engage(_ owner: ObjectKey) {
        guard case .required(var owners) = demand else {
            if isAbsent { askAnew() }
            return demand = .required(by: [owner])
        }
        owners.insert(owner)
        demand = .required(by: owners)
    }

    /// That the server did not serve the kind is of some time ago.
    private mutating func askAnew() {
        progress = .unknown
        if isResting { watch = .due }
    }

    mutating func release(_ owner: ObjectKey, now: Duration) {
        waiting.remove(owner)
        changeTold { $0.remove(owner) }
        guard case .required(var owners) = demand else { return }
        owners.remove(owner)
        demand = owners.isEmpty ? .leaving(since: now) : .required(by: owners)
    }

    /// When there is something to do about the watch; nil where not before something happens.
    var moment: Duration? {
        switch (demand, watch) {
        case (.leaving(let since), _): since + Self.grace
        case (.required, .due): .zero
        case (.required, .resting(let moment)): moment
        case (.required, .running): nil
        }
    }

    mutating func start() { watch = .running }

    // MARK: Lists

    /// A list begins. That of an absent kind will most likely fail as it did before, and nobody says so again: the kind stays
    /// absent until a list comes to its end.
    mutating func beginList() {
        switch progress {
        case .unknown, .listing: progress = .listing(seen: [])
        case .current(let told):
            waiting.formUnion(told)
            progress = .listing(seen: [])
        case .absent: progress = .absent(seen: [])
        }
    }

    mutating func noteListed(_ id: ObjectID) {
        // The set must have no other owner while it is changed, or all of it is copied for each object.
        let before = progress
        switch consume before {
        case .listing(var seen):
            progress = .unknown
            seen.insert(id)
            progress = .listing(seen: seen)
        case .absent(var seen):
            progress = .unknown
            seen.insert(id)
            progress = .absent(seen: seen)
        case .unknown, .current: break
        }
    }

    /// The list is complete: what it did not hold is gone, but for what we wrote after the moment that the list is of.
    /// Returns what is gone.
    mutating func endList(resourceVersion: String) -> [ObjectID: LiveTable.Row] {
        var gone: [ObjectID: LiveTable.Row] = [:]
        switch progress {
        case .listing(let seen), .absent(let seen):
            gone = removeAll { id, row in
                !seen.contains(id) && !row.live.resourceVersion.isCertainlyNewer(than: resourceVersion)
            }
        case .unknown, .current: break
        }
        progress = .current(told: [])
        absences = 0
        noteTold(resourceVersion)
        return gone
    }

    /// Takes out who waits for the list that has just ended. Who waits for a watch that is refused has heard of it.
    mutating func announceList() -> Set<ObjectKey> {
        guard !isRefused else { return [] }
        let waiting = comeIntoStep()
        progress = .current(told: waiting)
        return waiting
    }

    /// Nothing that is known counts any more: the server's past was exchanged. Returns what was known.
    mutating func rewind() -> [ObjectID: LiveTable.Row] {
        toldVersion = nil
        return removeAll { _, _ in true }
    }

    /// The server does not serve this kind: there is nothing of it, nothing to watch, and nobody needs to wait to learn more.
    /// Returns what was known, and what ends the watch.
    ///
    /// - Parameter next: the turn of the watch that may follow.
    mutating func markAbsent(now: Duration, next: Int) -> (gone: [ObjectID: LiveTable.Row], end: Doorbell) {
        progress = .absent(seen: [])
        toldVersion = nil
        absences += 1
        watch = .resting(until: now + Self.absence.delay(failures: absences, random: 0))
        turn = next
        defer { end = Doorbell() }
        return (removeAll { _, _ in true }, end)
    }

    private mutating func removeAll(where isGone: (ObjectID, LiveTable.Row) -> Bool) -> [ObjectID: LiveTable.Row] {
        let gone = rows.filter { isGone($0.key, $0.value) }
        if gone.count == rows.count { rows = [:] } else { for id in gone.keys { rows[id] = nil } }
        return gone
    }

    // MARK: The watch

    /// The watch has told everything up to this version.
    mutating func noteTold(_ resourceVersion: String) {
        guard let version = UInt64(resourceVersion) else { return }
        toldVersion = max(version, toldVersion ?? 0)
    }

    /// The watch goes on: those who heard that the kind is in step have heard right.
    mutating func confirm() { changeTold { $0 = [] } }

    /// The watch works. Takes out who waits, where that puts the kind in step.
    mutating func recover() -> Set<ObjectKey> {
        guard isCurrent else {
            trouble = nil
            return []
        }
        return comeIntoStep()
    }

    mutating func comeIntoStep() -> Set<ObjectKey> {
        trouble = nil
        defer { waiting = [] }
        return waiting
    }

    /// Returns who has to hear of it: who waits, and of a refusal also who believes the kind to be in step.
    mutating func fail(_ trouble: Trouble) -> Set<ObjectKey> {
        self.trouble = trouble
        guard isRefused, case .current(let told) = progress else { return isRefused ? waiting.union(owners) : waiting }
        progress = .current(told: [])
        return waiting.union(told).union(owners)
    }

    private mutating func changeTold(_ change: (inout Set<ObjectKey>) -> Void) {
        guard case .current(var told) = progress else { return }
        change(&told)
        progress = .current(told: told)
    }

    // MARK: Objects

    /// Returns the row that was there before.
    mutating func store(_ row: LiveTable.Row, _ id: ObjectID) -> LiveTable.Row? { rows.updateValue(row, forKey: id) }

    mutating func remove(_ id: ObjectID) -> LiveTable.Row? { rows.removeValue(forKey: id) }
}

/// Resource versions are opaque in principle and counters on every server that exists; where they are not, every event
/// is news, which costs a projection and nothing else.
extension String {
    func isNewer(than other: String) -> Bool {
        guard let version = UInt64(self), let other = UInt64(other) else { return true }
        return version > other
    }

    func isCertainlyNewer(than other: String) -> Bool {
        guard let version = UInt64(self), let other = UInt64(other) else { return false }
        return version > other
    }
}

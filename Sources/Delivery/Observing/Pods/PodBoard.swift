internal import Health
internal import KubeRuntime

/// Which Pods are watched, what they said, and what was told of it. Does nothing itself: it says what to start, to end
/// and to tell.
struct PodBoard: Sendable {
    typealias Key = LiveTable.Key

    /// For so long the ordinary steps of a rollout are not worth a word.
    static let patience = Duration.seconds(30)

    /// A watch to be started.
    struct Start: Sendable, Hashable {
        var key: Key
        var selector: String
        /// Tells it from those of the same workload before.
        var turn: Int
    }

    struct Step: Sendable {
        var starts: [Start] = []
        /// Turns that are over.
        var ends: [Int] = []
        /// Findings that are not what was told last; nil: there is none any more.
        var findings: [Key: PodFinding?] = [:]
        /// When to step again, if nothing happens before.
        var next: Duration?
    }

    private struct Watch {
        var turn: Int
        var reports = PodReports()
    }

    private var roster = PodRoster()
    private var watches: [Key: Watch] = [:]
    private var lastTurn = 0
    private var told: [Key: PodFinding] = [:]
    /// Whose finding may be another.
    private var unread: Set<Key> = []
    /// Whose finding counts no more, though no Pod of theirs was seen again.
    private var void: Set<Key> = []
    /// Who has something to tell that is worth it only later.
    private var hinting: Set<Key> = []

    var count: (watched: Int, waiting: Int) { roster.count }

    /// Takes what a watch tells. Returns whether a step is called for.
    mutating func apply(_ event: WatchEvent<PodReport>, _ start: Start) -> Bool {
        guard watches[start.key]?.turn == start.turn, watches[start.key]?.reports.apply(event) == true else {
            return false
        }
        unread.insert(start.key)
        return true
    }

    /// Whether a watch has to begin anew to find what it could not keep.
    func isExhausted(_ start: Start) -> Bool {
        guard let watch = watches[start.key], watch.turn == start.turn else { return false }
        return watch.reports.isExhausted
    }

    /// The server does not let us read the Pods that a watch asked for. A step is called for.
    mutating func refuse(_ start: Start, now: Duration) {
        guard watches[start.key]?.turn == start.turn else { return }
        roster.refuse(start.key, now: now)
        watches[start.key] = nil
        void.insert(start.key)
        unread.insert(start.key)
    }

    /// Goes on, with the workloads that have changed: how to find their Pods, or nil for those that are well or gone.
    mutating func step(_ changes: [Key: PodSelection?], now: Duration) -> Step {
        var step = Step()
        for (key, selection) in changes {
            if roster[key]?.selection != selection { void.insert(key) }
            if roster.set(key, selection, now: now) { end(key, &step) }
            unread.insert(key)
        }
        // Before places change hands: what a watch has seen is lost with it.
        for key in unread.union(hinting) { tell(key, &step, now: now) }
        (unread, void) = ([], [])
        for change in roster.assign(now: now) {
            switch change {
            case .end(let key): end(key, &step)
            case .start(let key): start(key, &step)
            }
        }
        step.next = [roster.nextMoment(now: now), nextHint].compactMap(\.self).min()
        return step
    }

    private mutating func start(_ key: Key, _ step: inout Step) {
        guard let selection = roster[key]?.selection else { return }
        lastTurn += 1
        watches[key] = Watch(turn: lastTurn)
        step.starts.append(Start(key: key, selector: selection.selector, turn: lastTurn))
    }

    private mutating func end(_ key: Key, _ step: inout Step) {
        hinting.remove(key)
        if let watch = watches.removeValue(forKey: key) { step.ends.append(watch.turn) }
    }

    /// What was told last of one that waits for its turn stands until its Pods are seen again, or others count.
    private mutating func tell(_ key: Key, _ step: inout Step, now: Duration) {
        hinting.remove(key)
        var finding: PodFinding?
        if let (selection, since) = roster[key], let reports = watches[key]?.reports, reports.isSynced {
            finding = reports.finding(of: selection)
            if finding?.weight == .hint {
                if now < since + Self.patience { hinting.insert(key) } else { finding = finding?.ofLateWorkload }
            }
        } else if !void.contains(key) {
            return
        }
        guard told[key] != finding else { return }
        told[key] = finding
        step.findings[key] = .some(finding)
    }

    private var nextHint: Duration? { hinting.compactMap { roster[$0].map { $0.since + Self.patience } }.min() }
}

internal import Documents
internal import Health

/// Decides of which workloads the Pods are watched: of all that are not well, as far as the limit goes. Where there are
/// more they take turns, the one that has waited longest first.
struct PodRoster: Sendable {
    typealias Key = LiveTable.Key

    /// How long a workload is left alone: many are well again before, and then nothing was asked.
    static let delay = Duration.seconds(2)
    /// How many are watched at once. Each is an open stream on the server and here.
    static let limit = 100
    /// How long one is watched at least, while others wait.
    static let turn = Duration.seconds(30)
    /// How long nothing is asked in a namespace whose Pods we may not read.
    static let pardon = Duration.seconds(600)

    enum Change: Hashable {
        case start(Key)
        case end(Key)
    }

    private enum Phase {
        case waiting(from: Duration)
        case watched(from: Duration)
    }

    private struct Entry {
        var selection: PodSelection
        let since: Duration
        var phase: Phase

        var isWatched: Bool {
            if case .watched = phase { true } else { false }
        }
    }

    private var entries: [Key: Entry] = [:]
    /// By namespace, until when nothing is asked there.
    private var refusals: [String: Duration] = [:]

    /// What to look for, and since when the workload has not been well.
    subscript(_ key: Key) -> (selection: PodSelection, since: Duration)? {
        entries[key].map { ($0.selection, $0.since) }
    }

    var count: (watched: Int, waiting: Int) {
        let watched = entries.values.count { $0.isWatched }
        return (watched, entries.count - watched)
    }

    /// Says how a workload is from now on; nil: well, or gone. Returns whether what was known of its Pods is void, and
    /// its watch over.
    mutating func set(_ key: Key, _ selection: PodSelection?, now: Duration) -> Bool {
        guard let selection else { return entries.removeValue(forKey: key) != nil }
        guard let known = entries[key], known.selection.isOfSamePods(as: selection) else {
            let wasKnown = entries[key] != nil
            entries[key] = Entry(selection: selection, since: now, phase: .waiting(from: now + Self.delay))
            return wasKnown
        }
        entries[key]?.selection = selection
        return false
    }

    /// The Pods of a namespace may not be read.
    mutating func refuse(_ key: Key, now: Duration) {
        refusals[key.id.namespace] = now + Self.pardon
        entries[key]?.phase = .waiting(from: now)
    }

    /// Hands out the places. Ends come before starts.
    mutating func assign(now: Duration) -> [Change] {
        refusals = refusals.filter { $0.value > now }
        let due = inOrder { key, entry in
            if case .waiting(let from) = entry.phase, from <= now, refusals[key.id.namespace] == nil {
                from
            } else {
                nil
            }
        }
        guard !due.isEmpty else { return [] }
        let free = max(0, Self.limit - count.watched)
        let leaving = due.count <= free ? [] : served(by: now).prefix(due.count - free)
        let starting = due.prefix(free + leaving.count)
        // Due only a turn later: at once it would displace the next, and that the one after it.
        for key in leaving { entries[key]?.phase = .waiting(from: now + Self.turn) }
        for key in starting { entries[key]?.phase = .watched(from: now) }
        return leaving.map { .end($0) } + starting.map { .start($0) }
    }

    /// When to assign again, after it was done now, if nothing happens before.
    func nextMoment(now: Duration) -> Duration? {
        var moments: [Duration] = []
        var isCrowded = false
        for (key, entry) in entries {
            guard case .waiting(let from) = entry.phase else { continue }
            let earliest = max(from, refusals[key.id.namespace] ?? from)
            if earliest > now { moments.append(earliest) } else { isCrowded = true }
        }
        if isCrowded {
            for case .watched(let from) in entries.values.map(\.phase) { moments.append(from + Self.turn) }
        }
        return moments.min()
    }

    /// Those that have had their turn, the longest watched first.
    private func served(by now: Duration) -> [Key] {
        inOrder { _, entry in
            if case .watched(let from) = entry.phase, from + Self.turn <= now { from } else { nil }
        }
    }

    /// The keys that have a moment, the earliest first. Of one moment the order is any that stays the same.
    private func inOrder(_ moment: (Key, Entry) -> Duration?) -> [Key] {
        entries.compactMap { key, entry in moment(key, entry).map { (key, $0) } }
            .sorted { $0.1 == $1.1 ? $0.0.id.precedes($1.0.id) : $0.1 < $1.1 }
            .map(\.0)
    }
}

extension ObjectID {
    /// Compares the parts, of which the first mostly decide, without making a text of all.
    fileprivate func precedes(_ other: ObjectID) -> Bool {
        (namespace, name, kind, group) < (other.namespace, other.name, other.kind, other.group)
    }
}

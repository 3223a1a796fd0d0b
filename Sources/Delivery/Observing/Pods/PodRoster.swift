internal import Documents
internal import Health
internal import KubeRuntime

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

    private struct Entry {
        var selection: PodSelection
        let since: Duration
        var phase: Phase
    }

    private enum Phase {
        /// It has no Pods to look at yet.
        case idle
        case waiting
        case watched
        /// In a namespace where nothing is asked for now; from when on it waits.
        case refused(from: Duration)
    }

    /// When something began. Of one moment the order is any that stays the same.
    private struct Moment: Comparable {
        var time: Duration
        var id: ObjectID

        static func < (left: Moment, right: Moment) -> Bool {
            left.time == right.time ? left.id.precedes(right.id) : left.time < right.time
        }
    }

    private var entries: [Key: Entry] = [:]
    /// From when on each is due.
    private var waiting = IndexedHeap<Key, Moment>()
    /// Since when each is watched.
    private var watched = IndexedHeap<Key, Moment>()
    /// By namespace, until when nothing is asked there, and who waits for that.
    private var refusals: [String: (until: Duration, keys: Set<Key>)] = [:]

    /// What to look for, and since when the workload has not been well.
    subscript(_ key: Key) -> (selection: PodSelection, since: Duration)? {
        entries[key].map { ($0.selection, $0.since) }
    }

    var count: (watched: Int, waiting: Int) { (watched.count, entries.count - watched.count) }

    /// Says how a workload is from now on; nil: well, or gone. Returns whether what was known of its Pods is void, and
    /// its watch over.
    mutating func set(_ key: Key, _ selection: PodSelection?, now: Duration) -> Bool {
        guard let selection else { return take(key) != nil }
        guard let known = entries[key], known.selection.isOfSamePods(as: selection) else {
            let wasKnown = take(key) != nil
            entries[key] = Entry(selection: selection, since: now, phase: .idle)
            if selection.hasPods { wait(key, from: now + Self.delay) }
            return wasKnown
        }
        entries[key]?.selection = selection
        if case .idle = known.phase, selection.hasPods { wait(key, from: now + Self.delay) }
        return false
    }

    private mutating func take(_ key: Key) -> Entry? {
        leave(key)
        return entries.removeValue(forKey: key)
    }

    private mutating func leave(_ key: Key) {
        waiting.remove(key)
        watched.remove(key)
        refusals[key.id.namespace]?.keys.remove(key)
    }

    private mutating func wait(_ key: Key, from time: Duration) {
        leave(key)
        if refusals[key.id.namespace]?.keys.insert(key) != nil {
            entries[key]?.phase = .refused(from: time)
        } else {
            entries[key]?.phase = .waiting
            waiting.insert(key, rank: Moment(time: time, id: key.id))
        }
    }

    /// The Pods of a namespace may not be read.
    mutating func refuse(_ key: Key, now: Duration) {
        let namespace = key.id.namespace
        refusals[namespace] = (now + Self.pardon, refusals[namespace]?.keys ?? [])
        wait(key, from: now)
    }

    /// Hands out the places. Ends come before starts.
    mutating func assign(now: Duration) -> [Change] {
        for (namespace, refusal) in refusals where refusal.until <= now {
            refusals[namespace] = nil
            for key in refusal.keys {
                if case .refused(let from) = entries[key]?.phase { wait(key, from: from) }
            }
        }
        var (ends, starts): ([Change], [Change]) = ([], [])
        while let next = waiting.first, next.rank.time <= now {
            if refusals[next.key.id.namespace] != nil {
                wait(next.key, from: next.rank.time)
                continue
            }
            if watched.count >= Self.limit {
                guard let served = watched.first, served.rank.time + Self.turn <= now else { break }
                // Due only a turn later: at once it would displace the next, and that the one after it.
                wait(served.key, from: now + Self.turn)
                ends.append(.end(served.key))
            }
            leave(next.key)
            entries[next.key]?.phase = .watched
            watched.insert(next.key, rank: Moment(time: now, id: next.key.id))
            starts.append(.start(next.key))
        }
        return ends + starts
    }

    /// When to assign again, after it was done now, if nothing happens before.
    func nextMoment(now: Duration) -> Duration? {
        var moments = refusals.values.filter { !$0.keys.isEmpty }.map(\.until)
        if let next = waiting.first?.rank.time {
            // Whoever is due and has no place gets one once the longest watched has had its turn.
            moments.append(next > now ? next : (watched.first?.rank.time ?? now) + Self.turn)
        }
        return moments.min()
    }
}

extension ObjectID {
    /// Compares the parts, of which the first mostly decide, without making a text of all.
    fileprivate func precedes(_ other: ObjectID) -> Bool {
        (namespace, name, kind, group) < (other.namespace, other.name, other.kind, other.group)
    }
}

internal import KubeModel

/// Turns what is recorded into the fewest requests: the first of a kind is an Event, what repeats becomes a series of
/// it, and a series is written at most once per `refresh`.
struct EventAggregator: Sendable {
    enum Effect: Sendable, Equatable {
        case create(name: String, EventRecord)
        /// Counts further occurrences on the Event of this name.
        case update(name: String, EventRecord)
    }

    /// What came of an event that was recorded.
    enum Reception: Sendable, Equatable {
        case taken
        /// It was taken, and one of a namespace that has more was dropped for it, unsent.
        case exchanged
        case dropped
        /// It warns of nothing, and its namespace has had many of those.
        case spared
    }

    /// What makes two events the same.
    private struct Identity: Hashable {
        var kind: EventRecord.Kind
        var reason: String
        var action: String
        var note: String
        var regarding: ObjectReference

        init(_ event: EventRecord) {
            kind = event.kind
            reason = event.reason
            action = event.action
            note = event.note
            regarding = event.regarding
            regarding.resourceVersion = nil
        }
    }

    private struct Series {
        var name: String
        /// The later it began, the greater.
        var stamp: Int64
        var event: EventRecord
        var count = 1
        var lastObserved: KubeTime
        var lastSeen: Duration
        var sentCount = 0
        var sentAt: Duration = .zero

        var isSent: Bool { sentCount == count }

        /// The first and the second at once, then at intervals.
        var dueAt: Duration { sentCount < 2 ? lastSeen : sentAt + EventAggregator.refresh }

        var current: EventRecord {
            var event = event
            if count > 1 { event.series = EventRecord.Series(count: count, lastObservedTime: lastObserved) }
            return event
        }
    }

    /// Events that are further apart have nothing to do with each other.
    static let lifetime = Duration.seconds(360)
    /// How often a running series is written.
    static let refresh = Duration.seconds(60)
    /// How many series are remembered, at some hundred bytes each. Beyond them the namespace that has most makes room.
    static let limit = 1_000

    private var series: [Identity: Series] = [:]
    /// Those of which all is sent, by when they were seen last.
    private var sent = IndexedHeap<Identity, Duration>()
    /// The others, by when they are due.
    private var waiting = IndexedHeap<Identity, Duration>()
    private var crowds = EventCrowds<Identity>()
    private var allowance = EventAllowance()
    private var lastStamp: Int64 = 0

    /// Of what warns, drops something only where all that its namespace, or the one that has most, is remembered for still waits to be sent.
    mutating func record(_ event: EventRecord, now: Duration) -> Reception {
        let identity = Identity(event)
        if var known = series[identity], now - known.lastSeen < Self.lifetime {
            known.count += 1
            known.lastObserved = event.eventTime
            known.lastSeen = now
            put(known, identity)
            return .taken
        }
        guard event.kind == .warning || allowance.take(of: event.regarding.namespace, now: now) else { return .spared }
        let reception = series[identity] == nil ? makeRoom(for: event.regarding.namespace) : .taken
        if reception != .dropped {
            lastStamp = max(lastStamp + 1, event.eventTime.microseconds)
            let name = Self.name(for: event, stamp: lastStamp)
            let new = Series(
                name: name, stamp: lastStamp, event: event, lastObserved: event.eventTime, lastSeen: now)
            put(new, identity)
        }
        return reception
    }

    /// What is to be sent now; it counts as sent.
    mutating func due(now: Duration) -> [Effect] {
        while let quietest = sent.first, now - quietest.rank >= Self.lifetime { forget(quietest.key) }
        return sendWaiting(now: now) { $0 <= now }
    }

    /// Everything that has not been sent, due or not: for the end.
    mutating func rest(now: Duration) -> [Effect] { sendWaiting(now: now) { _ in true } }

    /// When something will be due; nil where nothing waits.
    var nextDue: Duration? { waiting.first?.rank }

    private mutating func sendWaiting(now: Duration, _ isDue: (Duration) -> Bool) -> [Effect] {
        var effects: [(order: String, effect: Effect)] = []
        while let next = waiting.first, isDue(next.rank), var entry = series[next.key] {
            let event = entry.current
            effects.append(
                (
                    event.eventTime.microDescription,
                    entry.sentCount == 0 ? .create(name: entry.name, event) : .update(name: entry.name, event)
                ))
            entry.sentCount = entry.count
            entry.sentAt = now
            put(entry, next.key)
        }
        return effects.sorted { $0.order < $1.order }.map(\.effect)
    }

    private mutating func put(_ entry: Series, _ identity: Identity) {
        forget(identity)
        series[identity] = entry
        crowds.insert(
            identity, of: identity.regarding.namespace, isSent: entry.isSent, lastSeen: entry.lastSeen,
            stamp: entry.stamp)
        if entry.isSent {
            sent.insert(identity, rank: entry.lastSeen)
        } else {
            waiting.insert(identity, rank: entry.dueAt)
        }
    }

    private mutating func forget(_ identity: Identity) {
        series[identity] = nil
        sent.remove(identity)
        waiting.remove(identity)
        crowds.remove(identity, of: identity.regarding.namespace)
    }

    /// Where the limit is reached, forgets the series of the largest namespace that has been quiet longest; where all of it
    /// wait, the one that came last, or the new one where that is of the same.
    private mutating func makeRoom(for namespace: String) -> Reception {
        guard series.count >= Self.limit else { return .taken }
        let largest = crowds.largest(with: namespace)
        if let quietest = crowds.quietest(of: largest) {
            forget(quietest)
            return .taken
        }
        guard largest != namespace, let last = crowds.lastUnsent(of: largest) else { return .dropped }
        forget(last)
        return .exchanged
    }

    /// The object's name and a stamp that this process uses once. Names of some kinds hold more than those of Events may.
    private static func name(for event: EventRecord, stamp: Int64) -> String {
        let name = event.regarding.name.lowercased().utf8.prefix(200).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: byte == UInt8(ascii: ".") ? "." : "-")
            }
        }
        return String(decoding: name, as: UTF8.self) + "." + String(stamp, radix: 16)
    }
}

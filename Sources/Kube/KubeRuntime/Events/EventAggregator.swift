internal import KubeModel

/// Turns what is recorded into the fewest requests: the first of a kind is an Event, what repeats becomes a series of
/// it, and a series is written at most once per `refresh`.
struct EventAggregator: Sendable {
    enum Effect: Sendable, Equatable {
        case create(name: String, EventRecord)
        /// Counts further occurrences on the Event of this name.
        case update(name: String, EventRecord)
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
        var event: EventRecord
        var count = 1
        var lastObserved: KubeTime
        var lastSeen: Duration
        var sentCount = 0
        var sentAt: Duration = .zero

        var isSent: Bool { sentCount == count }

        func isDue(at now: Duration) -> Bool { !isSent && now >= dueAt }

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
    /// How many series are remembered; at some hundred bytes each.
    static let limit = 1_000

    private var series: [Identity: Series] = [:]
    private var lastStamp: Int64 = 0

    /// False where the event had to be dropped, because all that are remembered still wait to be sent.
    mutating func record(_ event: EventRecord, now: Duration) -> Bool {
        let identity = Identity(event)
        if var known = series[identity], now - known.lastSeen < Self.lifetime {
            known.count += 1
            known.lastObserved = event.eventTime
            known.lastSeen = now
            series[identity] = known
            return true
        }
        guard series[identity] != nil || makeRoom() else { return false }
        series[identity] = Series(
            name: name(for: event), event: event, lastObserved: event.eventTime, lastSeen: now)
        return true
    }

    /// What is to be sent now; it counts as sent.
    mutating func due(now: Duration) -> [Effect] {
        series = series.filter { !$1.isSent || now - $1.lastSeen < Self.lifetime }
        var effects: [(order: String, effect: Effect)] = []
        for (identity, entry) in series where entry.isDue(at: now) { effects.append(send(identity, entry, now: now)) }
        return effects.sorted { $0.order < $1.order }.map(\.effect)
    }

    /// Everything that has not been sent, due or not: for the end.
    mutating func rest(now: Duration) -> [Effect] {
        series.filter { !$1.isSent }.map { send($0, $1, now: now).effect }
    }

    /// When something will be due; nil where nothing waits.
    var nextDue: Duration? { series.values.lazy.filter { !$0.isSent }.map(\.dueAt).min() }

    private mutating func send(_ identity: Identity, _ entry: Series, now: Duration) -> (order: String, effect: Effect)
    {
        series[identity]?.sentCount = entry.count
        series[identity]?.sentAt = now
        let event = entry.current
        return (
            event.eventTime.microDescription,
            entry.sentCount == 0 ? .create(name: entry.name, event) : .update(name: entry.name, event)
        )
    }

    /// Forgets the series that has been quiet longest, where the limit is reached.
    private mutating func makeRoom() -> Bool {
        guard series.count >= Self.limit else { return true }
        let oldest = series.filter(\.value.isSent).min { $0.value.lastSeen < $1.value.lastSeen }
        guard let oldest else { return false }
        series[oldest.key] = nil
        return true
    }

    /// The object's name and a stamp that this process uses once. Names of some kinds hold more than those of Events may.
    private mutating func name(for event: EventRecord) -> String {
        lastStamp = max(lastStamp + 1, event.eventTime.microseconds)
        let name = event.regarding.name.lowercased().utf8.prefix(200).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: byte == UInt8(ascii: ".") ? "." : "-")
            }
        }
        return String(decoding: name, as: UTF8.self) + "." + String(lastStamp, radix: 16)
    }
}

import KubeModel
import Testing

@testable import KubeRuntime

@Suite struct EventAggregatorTests {
    private var events = EventAggregator()

    private func event(
        _ note: String = "n", at seconds: Int64 = 0, name: String = "app", version: String = "1",
        in namespace: String = "ns", kind: EventRecord.Kind = .warning
    ) -> EventRecord {
        EventRecord(
            kind: kind, reason: "Failed", action: "Apply", note: note,
            regarding: ObjectReference(
                apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: name, uid: "u",
                resourceVersion: version),
            related: nil, eventTime: KubeTime(seconds: seconds), series: nil, reportingController: "c",
            reportingInstance: "i")
    }

    private mutating func record(_ note: String = "n", at seconds: Int64, version: String = "1") -> Bool {
        events.record(event(note, at: seconds, version: version), now: .seconds(seconds)) == .taken
    }

    private func created(_ effect: EventAggregator.Effect?) -> (name: String, event: EventRecord)? {
        guard case .create(let name, let event)? = effect else { return nil }
        return (name, event)
    }

    private func count(_ effect: EventAggregator.Effect?) -> Int? {
        switch effect {
        case .create(_, let event): event.series?.count ?? 1
        case .update(_, let event): event.series?.count
        case nil: nil
        }
    }

    @Test("the first is made, the second makes it a series, further ones are written once in a while")
    mutating func series() throws {
        #expect(record(at: 0))
        let (name, first) = try #require(created(events.due(now: .zero).first))
        #expect(first == event())
        #expect(record(at: 1, version: "2"))
        var both = first
        both.series = EventRecord.Series(count: 2, lastObservedTime: KubeTime(seconds: 1))
        #expect(events.due(now: .seconds(1)) == [.update(name: name, both)])
        for second in 2...30 { #expect(record(at: Int64(second))) }
        #expect(events.due(now: .seconds(30)).isEmpty)
        #expect(events.nextDue == .seconds(61))
        #expect(count(events.due(now: .seconds(61)).first) == 31)
        #expect(events.nextDue == nil)
    }

    @Test("what differs in its note is another event")
    mutating func notes() {
        #expect(record("a", at: 0) && record("b", at: 0))
        #expect(events.due(now: .zero).count == 2)
    }

    @Test("after a quiet time it is a new event")
    mutating func expiry() {
        #expect(record(at: 0))
        _ = events.due(now: .zero)
        #expect(record(at: 400))
        #expect(created(events.due(now: .seconds(400)).first)?.event == event(at: 400))
    }

    @Test("a burst before the first request is one request")
    mutating func burst() {
        for _ in 1...5 { #expect(record(at: 0)) }
        let effects = events.due(now: .zero)
        #expect(effects.count == 1 && count(effects.first) == 5)
    }

    @Test("what waits is bounded, what was sent makes room")
    mutating func bound() {
        for index in 0..<EventAggregator.limit { #expect(record("\(index)", at: 0)) }
        #expect(!record("one more", at: 0))
        #expect(events.due(now: .zero).count == EventAggregator.limit)
        #expect(record("one more", at: 1))
        #expect(events.due(now: .seconds(1)).count == 1)
    }

    @Test("room is made by the one that has been quiet longest")
    mutating func quietest() {
        #expect(record("old", at: 0) && record("busy", at: 0))
        for index in 2..<EventAggregator.limit { #expect(record("\(index)", at: 1)) }
        _ = events.due(now: .seconds(1))
        #expect(record("busy", at: 2))
        _ = events.due(now: .seconds(2))
        #expect(record("one more", at: 3))
        _ = events.due(now: .seconds(3))
        #expect(record("busy", at: 4) && events.due(now: .seconds(4)).isEmpty)
        #expect(record("old", at: 5))
        #expect(created(events.due(now: .seconds(5)).first)?.event == event("old", at: 5))
    }

    @Test("where there is no room, the namespace that has most makes some, and one that has little is always heard")
    mutating func shares() {
        for index in 0..<EventAggregator.limit { #expect(record("\(index)", at: 0)) }
        #expect(events.record(event("quiet", in: "quiet"), now: .zero) == .exchanged)
        #expect(!record("one more", at: 0))
        let notes = events.due(now: .zero).map { effect -> String in
            guard case .create(_, let event) = effect else { return "" }
            return event.note
        }
        #expect(notes.count == EventAggregator.limit && notes.contains("quiet"))
        #expect(!notes.contains("\(EventAggregator.limit - 1)"))
        // What was sent goes before what waits, and of the largest only.
        for index in 0..<2 * EventAggregator.limit {
            #expect(events.record(event("again \(index)", at: 1), now: .seconds(1)) == .taken)
            _ = events.due(now: .seconds(1))
        }
        #expect(events.record(event("quiet", at: 2, in: "quiet"), now: .seconds(2)) == .taken)
        let update = events.due(now: .seconds(2)).first
        let (isNew, times) = (created(update) != nil, count(update))
        #expect(!isNew && times == 2)
    }

    @Test("of what warns of nothing a namespace has a burst and then a little; what warns is heard all the same")
    mutating func allowance() {
        let burst = Int(EventAllowance.burst)
        let first = calm(0..<burst + 1, at: 0)
        #expect(first == Array(repeating: .taken, count: burst) + [.spared])
        // What repeats costs nothing.
        let (again, elsewhere) = (calm(0..<1, at: 0), calm(0..<1, at: 0, in: "other"))
        #expect(again == [.taken] && elsewhere == [.taken])
        #expect(events.record(event("warns", at: 0), now: .zero) == .taken)
        let second = calm(501..<504, at: 1)
        #expect(second == [.taken, .taken, .spared])
        let last = calm(1_000..<1_001 + burst, at: 1_000)
        #expect(last == Array(repeating: .taken, count: burst) + [.spared])
    }

    private mutating func calm(
        _ numbers: Range<Int>, at seconds: Int64, in namespace: String = "ns"
    ) -> [EventAggregator.Reception] {
        numbers.map { number in
            events.record(event("\(number)", at: seconds, in: namespace, kind: .normal), now: .seconds(seconds))
        }
    }

    @Test("however many namespaces there are, each has its allowance")
    func manyNamespaces() {
        var allowance = EventAllowance()
        for number in 0..<10_000 {
            let isTaken = allowance.take(of: "\(number)", now: .zero)
            #expect(isTaken)
        }
    }

    @Test("at the end the rest is handed out, due or not")
    mutating func rest() {
        for second in 0...2 {
            #expect(record(at: Int64(second)))
            if second < 2 { _ = events.due(now: .seconds(second)) }
        }
        #expect(count(events.rest(now: .seconds(3)).first) == 3)
        #expect(events.rest(now: .seconds(3)).isEmpty)
    }

    @Test("names are unique, and valid for any object")
    mutating func names() {
        _ = events.record(event("a", name: "System:Node.x"), now: .zero)
        _ = events.record(event("b", name: "System:Node.x"), now: .zero)
        let names = events.due(now: .zero).compactMap { created($0)?.name }
        #expect(Set(names).count == 2)
        #expect(names.allSatisfy { $0.hasPrefix("system-node.x.") })
    }
}

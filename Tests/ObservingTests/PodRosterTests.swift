import Health
import Testing

@testable import Observing

@Suite struct PodRosterTests {
    private var roster = PodRoster()
    private let key = PodSamples.key("web")
    private let delay = PodRoster.delay

    private mutating func fill(_ count: Int, now: Duration = .zero) {
        for number in 0..<count {
            _ = roster.set(PodSamples.key("web-\(number)"), PodSamples.selection("web"), now: now)
        }
    }

    @Test mutating func `A workload is left alone for a moment, and then watched`() {
        #expect(roster.set(key, PodSamples.selection("web"), now: .zero) == false)
        #expect(roster.assign(now: .zero) == [])
        #expect(roster.nextMoment(now: .zero) == delay)
        #expect(roster.assign(now: delay) == [.start(key)])
        #expect(roster.assign(now: delay) == [])
        #expect(roster.nextMoment(now: delay) == nil)
    }

    @Test mutating func `One that is well in time is not asked for`() {
        _ = roster.set(key, PodSamples.selection("web"), now: .zero)
        #expect(roster.set(key, nil, now: .seconds(1)) == true)
        #expect(roster.assign(now: .seconds(60)) == [])
        #expect(roster.nextMoment(now: .seconds(60)) == nil)
    }

    @Test mutating func `Another life of the workload, or another selector, begins anew; another rollout does not`() {
        _ = roster.set(key, PodSamples.selection("web"), now: .zero)
        _ = roster.assign(now: delay)
        #expect(roster.set(key, PodSamples.selection("web"), now: delay) == false)
        #expect(roster.assign(now: delay) == [])
        #expect(roster.set(key, PodSamples.selection("web", uid: "v"), now: delay) == true)
        #expect(roster.set(key, PodSamples.selection("other", uid: "v"), now: delay) == true)
        #expect(roster.assign(now: delay) == [])
        #expect(roster.assign(now: delay * 2) == [.start(key)])
    }

    @Test mutating func `Beyond the limit they take turns, the one that waits longest first`() {
        fill(PodRoster.limit)
        #expect(roster.assign(now: delay).count == PodRoster.limit)
        _ = roster.set(key, PodSamples.selection("web"), now: delay)
        #expect(roster.assign(now: delay * 2) == [])
        #expect(roster.count == (PodRoster.limit, 1))
        let end = delay + PodRoster.turn
        #expect(roster.nextMoment(now: delay * 2) == end)
        let changes = roster.assign(now: end)
        #expect(changes == [.end(PodSamples.key("web-0")), .start(key)])
        #expect(roster.assign(now: end) == [])
        #expect(roster.nextMoment(now: end) == end + PodRoster.turn)
    }

    @Test mutating func `One too many makes one change per turn, and all of them have theirs`() {
        fill(PodRoster.limit + 1)
        var now = delay
        var watched = Set(roster.assign(now: now))
        for _ in 0..<PodRoster.limit {
            #expect(roster.nextMoment(now: now) == now + PodRoster.turn)
            now += PodRoster.turn
            let changes = roster.assign(now: now)
            #expect(changes.count == 2)
            watched.formUnion(changes.suffix(1))
            #expect(roster.assign(now: now) == [])
        }
        #expect(watched.count == PodRoster.limit + 1)
    }

    @Test mutating func `A place that becomes free is taken at once`() {
        fill(PodRoster.limit)
        _ = roster.assign(now: delay)
        _ = roster.set(key, PodSamples.selection("web"), now: .zero)
        #expect(roster.assign(now: delay) == [])
        _ = roster.set(PodSamples.key("web-7"), nil, now: delay)
        #expect(roster.assign(now: delay) == [.start(key)])
    }

    @Test mutating func `Where we may not read, nothing is asked for a while, in that namespace only`() {
        let other = PodSamples.key("web", in: "other")
        for key in [key, PodSamples.key("db")] { _ = roster.set(key, PodSamples.selection("web"), now: .zero) }
        #expect(roster.assign(now: delay).count == 2)
        roster.refuse(key, now: delay)
        roster.refuse(PodSamples.key("db"), now: delay)
        _ = roster.set(other, PodSamples.selection("web"), now: delay)
        #expect(roster.assign(now: delay * 2) == [.start(other)])
        let end = delay + PodRoster.pardon
        #expect(roster.nextMoment(now: delay * 2) == end)
        #expect(roster.assign(now: end) == [.start(PodSamples.key("db")), .start(key)])
    }
}

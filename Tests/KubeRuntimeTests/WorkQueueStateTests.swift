import TestKit
import Testing

@testable import KubeRuntime

@Suite struct WorkQueueStateTests {
    typealias Queue = WorkQueue<String>

    private var state = Queue.State(
        backoff: Backoff(initial: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0), share: nil)

    private mutating func add(
        _ key: String, at: Duration = .zero, _ priority: Queue.Priority = .normal, now: Duration = .zero
    ) {
        state.add(key, readyAt: at, priority: priority, now: now)
    }

    private mutating func ticket(now: Duration = .zero) -> Queue.State.Ticket? {
        defer { state.leave(1) }
        guard case .lease(let ticket) = state.take(1, now: now) else { return nil }
        return ticket
    }

    private mutating func lease(now: Duration = .zero) -> String? { ticket(now: now)?.key }

    private mutating func leaseAll(now: Duration = .zero) -> [String] {
        var keys: [String] = []
        while let key = lease(now: now) { keys.append(key) }
        return keys
    }

    @Test("a key is queued at most once")
    mutating func dedupe() {
        for _ in 1...3 { add("a") }
        #expect(leaseAll() == ["a"])
    }

    @Test("inside a priority the first to be ready comes first")
    mutating func fifo() {
        add("late", at: .seconds(2))
        for key in ["a", "b", "c"] { add(key, now: .zero) }
        add("b")
        #expect(leaseAll(now: .seconds(2)) == ["a", "b", "c", "late"])
    }

    @Test("the highest priority comes first, and wins on a key that is added twice")
    mutating func priorities() {
        add("low", .low)
        add("normal")
        add("high", .high)
        add("raised", .low)
        add("raised", .high)
        add("raised", .low)
        #expect(leaseAll() == ["high", "raised", "normal", "low"])
    }

    @Test("whoever takes a key gets all that it was added for, and nothing of before")
    mutating func causes() {
        let (first, second, third) = (Causes(rawValue: 1), Causes(rawValue: 2), Causes(rawValue: 4))
        for cause in [first, second] {
            state.add("a", readyAt: .zero, priority: .normal, causes: cause, now: .zero)
        }
        #expect(ticket()?.causes == [first, second])
        state.add("a", readyAt: .zero, priority: .normal, causes: third, now: .zero)
        state.finish("a", .failed, now: .zero, random: 0)
        #expect(ticket()?.causes == third, "what comes while it is worked on is for the next one")
        state.finish("a", .again(after: .seconds(5)), now: .zero, random: 0)
        #expect(ticket(now: .seconds(5))?.causes == [], "time alone is no cause")
    }

    @Test("the earliest time wins")
    mutating func earliest() {
        add("a", at: .seconds(10))
        add("a", at: .seconds(5))
        add("a", at: .seconds(20))
        #expect(lease(now: .seconds(4)) == nil)
        #expect(lease(now: .seconds(5)) == "a")
        #expect(lease(now: .seconds(60)) == nil)
    }

    @Test("a leased key is not leased again, and comes back on completion where it was added meanwhile")
    mutating func addedWhileLeased() {
        add("a")
        #expect(lease() == "a")
        add("a")
        #expect(lease() == nil)
        state.finish("a", .settled, now: .zero, random: 0)
        #expect(leaseAll() == ["a"])
        state.finish("a", .settled, now: .zero, random: 0)
        #expect(lease() == nil)
    }

    @Test("what is asked for later while a key is worked on comes at its time")
    mutating func delayedAddWhileLeased() {
        add("a")
        #expect(lease() == "a")
        add("a", at: .seconds(5))
        state.finish("a", .again(after: .seconds(60)), now: .seconds(4), random: 0)
        #expect(lease(now: .seconds(5)) == "a")
    }

    @Test("failures wait longer each time, and success forgets them")
    mutating func backoff() {
        add("a")
        var now = Duration.zero
        for delay in [1, 2, 4] {
            #expect(lease(now: now) == "a")
            state.finish("a", .failed, now: now, random: 0)
            #expect(lease(now: now + .seconds(delay) - .milliseconds(1)) == nil)
            now += .seconds(delay)
        }
        #expect(ticket(now: now)?.attempt == 4)
        state.finish("a", .settled, now: now, random: 0)
        add("a", now: now)
        #expect(ticket(now: now)?.attempt == 1)
    }

    @Test("what was not tried waits until it is added, and failures before count on")
    mutating func untried() {
        add("a")
        #expect(lease() == "a")
        state.finish("a", .failed, now: .zero, random: 0)
        #expect(lease(now: .seconds(1)) == "a")
        state.finish("a", .untried, now: .seconds(1), random: 0)
        #expect(lease(now: .seconds(100)) == nil)
        add("a", now: .seconds(100))
        #expect(ticket(now: .seconds(100))?.attempt == 2)
        add("a", now: .seconds(101))
        state.finish("a", .untried, now: .seconds(101), random: 0)
        #expect(lease(now: .seconds(101)) == "a")
    }

    @Test("a change brings a key in back-off forward")
    mutating func changeDuringBackoff() {
        add("a")
        #expect(lease() == "a")
        state.finish("a", .failed, now: .zero, random: 0)
        add("a", at: .milliseconds(10), now: .milliseconds(10))
        #expect(lease(now: .milliseconds(10)) == "a")
    }

    @Test("a lower priority is passed over only so often")
    mutating func fairness() {
        add("low", .low)
        add("normal")
        for index in 0..<40 { add("high \(index)", .high) }
        let order = leaseAll()
        let patience = Queue.State.patience
        #expect(order.firstIndex(of: "normal") == patience)
        #expect(order.firstIndex(of: "low") == patience + 1)
    }

    @Test("one waiter is woken for each ready key, and another one keeps the time")
    mutating func waking() {
        for waiter in [1, 2, 3] { #expect(state.take(waiter, now: .zero) == .wait(until: nil)) }
        add("later", at: .seconds(9))
        #expect(state.waiterToWake(now: .zero) == 1)
        #expect(state.take(1, now: .zero) == .wait(until: .seconds(9)))
        #expect(state.waiterToWake(now: .zero) == nil)

        add("sooner", at: .seconds(5))
        #expect(state.waiterToWake(now: .zero) == 1)
        #expect(state.take(1, now: .zero) == .wait(until: .seconds(5)))

        add("now")
        #expect(state.waiterToWake(now: .zero) == 2)
        #expect(lease() == "now")
    }

    @Test("when the keeper leaves, somebody else keeps the time")
    mutating func keeperLeaves() {
        add("later", at: .seconds(9))
        for waiter in [1, 2] { _ = state.take(waiter, now: .zero) }
        state.leave(1)
        #expect(state.waiterToWake(now: .zero) == 2)
        #expect(state.take(2, now: .zero) == .wait(until: .seconds(9)))
    }

    @Test("after the shutdown nothing is handed out and nothing taken in")
    mutating func shutDown() {
        add("a")
        state.shutDown()
        add("b")
        #expect(state.take(1, now: .zero) == .end)
        #expect(state.figures(now: .zero).ready == 1)
    }

    @Test("figures tell what is ready, delayed and leased, and the oldest age")
    mutating func figures() {
        add("a", at: .seconds(1))
        add("b", at: .seconds(2), .high)
        add("c", at: .seconds(30))
        #expect(lease(now: .seconds(3)) == "b")
        let figures = state.figures(now: .seconds(5))
        #expect(figures == Queue.Figures(ready: 1, delayed: 1, leased: 1, oldestAge: .seconds(4)))
    }

    @Test("a group has no more than its share, and its other keys wait without being in the way")
    mutating func shares() {
        state = Queue.State(
            backoff: Backoff(initial: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0),
            share: Queue.Share(count: 2) { String($0.prefix(1)) })
        for key in ["a1", "a2", "a3", "a4", "a5", "b1"] { add(key) }
        #expect(leaseAll() == ["a1", "a2", "b1"])
        #expect(state.figures(now: .zero).ready == 3)
        add("a5", .high)
        state.finish("b1", .settled, now: .zero, random: 0)
        #expect(leaseAll().isEmpty)
        state.finish("a1", .settled, now: .zero, random: 0)
        #expect(leaseAll() == ["a5"])
        state.finish("a2", .again(after: .zero), now: .zero, random: 0)
        #expect(leaseAll() == ["a3"])
        state.finish("a3", .settled, now: .zero, random: 0)
        state.finish("a5", .settled, now: .zero, random: 0)
        #expect(leaseAll() == ["a4", "a2"])
    }

    @Test("who waits is called when a group's turn has come again")
    mutating func sharesWake() {
        state = Queue.State(
            backoff: Backoff(initial: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0),
            share: Queue.Share(count: 1) { _ in "one" })
        add("a")
        add("b")
        #expect(lease() == "a")
        #expect(state.take(7, now: .zero) == .wait(until: nil), "the group has its share")
        #expect(state.waiterToWake(now: .zero) == nil)
        state.finish("a", .settled, now: .zero, random: 0)
        #expect(state.waiterToWake(now: .zero) == 7)
    }

    @Test("random work obeys the rules", arguments: [1, 2, 3] as [UInt64], [false, true])
    func randomWork(seed: UInt64, isShared: Bool) {
        var random = SeededRandom(seed: seed)
        var state = WorkQueue<Int>.State(
            backoff: Backoff(initial: .seconds(1), factor: 2, cap: .seconds(8), jitter: 0.2),
            share: isShared ? WorkQueue<Int>.Share(count: 3) { String($0 % 5) } : nil)
        var leased: Set<Int> = []
        var wanted: Set<Int> = []
        var now = Duration.zero
        for _ in 0..<20_000 {
            now += .milliseconds(Int.random(in: 0..<50, using: &random))
            let key = Int.random(in: 0..<300, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                wanted.insert(key)
                state.add(
                    key, readyAt: now + .milliseconds(Int.random(in: 0..<5_000, using: &random)),
                    priority: .allCases.randomElement(using: &random) ?? .normal, now: now)
            case 1, 2:
                guard case .lease(let ticket) = state.take(1, now: now) else { continue }
                #expect(leased.insert(ticket.key).inserted, "leased twice at once")
                wanted.remove(ticket.key)
            default:
                guard let key = leased.randomElement(using: &random) else { continue }
                leased.remove(key)
                state.finish(key, .settled, now: now, random: 0)
            }
        }
        for key in leased { state.finish(key, .settled, now: now, random: 0) }
        while case .lease(let ticket) = state.take(1, now: now + .seconds(10)) {
            wanted.remove(ticket.key)
            state.finish(ticket.key, .settled, now: now, random: 0)
        }
        #expect(wanted.isEmpty, "keys were lost")
        #expect(state.figures(now: now + .seconds(10)).delayed == 0)
    }
}

extension Array where Element == WorkQueue<Int>.Priority {
    static var allCases: Self { Element.allCases }
}

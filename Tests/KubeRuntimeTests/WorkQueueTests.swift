import KubeRuntime
import Surroundings
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct WorkQueueTests {
    private let clock = ManualClock()
    private let queue: WorkQueue<String>

    init() {
        queue = WorkQueue(
            backoff: Backoff(initial: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0),
            surroundings: Surroundings(clock))
    }

    /// The lease is dropped, and so counts as failed.
    private func nextKey() async -> String? {
        guard let lease = await queue.next() else { return nil }
        return lease.key
    }

    private func lease() async throws -> WorkQueue<String>.Lease {
        struct Ended: Error {}
        guard let lease = await queue.next() else { throw Ended() }
        return lease
    }

    @Test("next waits for a key")
    func waits() async {
        async let key = nextKey()
        queue.add("a")
        #expect(await key == "a")
    }

    @Test("a delayed key is handed out when its time has come")
    func delay() async {
        queue.add("a", after: .seconds(5))
        async let key = nextKey()
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(4))
        await clock.sleepers(atLeast: 1)
        #expect(queue.figures.delayed == 1)
        clock.advance(by: .seconds(1))
        #expect(await key == "a")
    }

    @Test("an earlier key wakes the worker that sleeps for a later one")
    func earlier() async {
        queue.add("late", after: .seconds(50))
        async let key = nextKey()
        await clock.sleepers(atLeast: 1)
        queue.add("soon")
        #expect(await key == "soon")
    }

    @Test("cancellation ends the waiting, and no key is lost by it")
    func cancellation() async {
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { await nextKey() } }
            await Task.yield()
            group.cancelAll()
        }
        queue.add("a")
        #expect(await nextKey() == "a")
    }

    @Test("the shutdown ends all waiting")
    func shutDown() async {
        let ended = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { await nextKey() == nil } }
            await Task.yield()
            queue.shutDown()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(ended == 4)
    }

    @Test("a dropped lease counts as failed")
    func droppedLease() async throws {
        queue.add("a")
        let first = try await lease().attempt
        #expect(first == 1)
        #expect(queue.figures.delayed == 1)
        clock.advance(by: .seconds(1))
        let again = try await lease()
        let second = again.attempt
        #expect(second == 2)
        again.complete(.settled)
        #expect(queue.figures.ready + queue.figures.delayed + queue.figures.leased == 0)
    }

    @Test("a key that is added while it is worked on is queued again")
    func addedAgain() async throws {
        queue.add("a")
        let lease = try await lease()
        queue.add("a")
        lease.complete(.settled)
        #expect(queue.figures.ready == 1)
    }

    @Test("ten thousand keys, sixteen workers: each key once, none twice at once")
    func manyKeys() async {
        let queue = WorkQueue<Int>(backoff: .work(cap: .seconds(60)))
        let books = Books()
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    while let lease = await queue.next() {
                        let key = lease.key
                        #expect(books.begin(key), "leased twice at once")
                        let total = books.end(key)
                        lease.complete(.settled)
                        if total == 10_000 { queue.shutDown() }
                    }
                }
            }
            for key in 0..<10_000 {
                queue.add(key, after: .milliseconds(key % 20), priority: key % 3 == 0 ? .low : .normal)
            }
        }
        #expect(books.isEachOnce)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}

/// What the workers of a test are doing and have done.
private final class Books: Sendable {
    private let state = Mutex<(active: Set<Int>, done: [Int: Int])>(([], [:]))

    func begin(_ key: Int) -> Bool { state.withLock { $0.active.insert(key).inserted } }

    /// How many keys have been worked on.
    func end(_ key: Int) -> Int {
        state.withLock { state in
            state.active.remove(key)
            state.done[key, default: 0] += 1
            return state.done.count
        }
    }

    var isEachOnce: Bool { state.withLock { $0.done.values.allSatisfy { $0 == 1 } } }
}

import Surroundings
import TestKit
import Testing

@Suite struct SurroundingsTests {
    @Test("moments are told from the beginning on, and sleepers wake at theirs")
    func time() async throws {
        let clock = ManualClock()
        clock.advance(by: .seconds(7))
        let surroundings = Surroundings(clock, timeOfDay: { 1_000 }, number: { 0 })
        #expect(surroundings.now == .zero)
        async let woken: Void = surroundings.sleep(for: .seconds(3))
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(3))
        try await woken
        #expect(surroundings.now == .seconds(3))
        #expect(surroundings.secondsSince1970 == 1_000)
    }

    @Test("a deadline is over after its moment, and a part of it is not longer than the whole")
    func deadlines() {
        let clock = ManualClock()
        let surroundings = Surroundings(clock)
        let whole = surroundings.deadline(in: .seconds(10))
        let (short, long) = (whole.atMost(.seconds(2)), whole.atMost(.seconds(99)))
        clock.advance(by: .seconds(2))
        #expect(!short.isOver && !whole.isOver)
        clock.advance(by: .seconds(1))
        #expect(short.isOver && !long.isOver && !whole.isOver)
        clock.advance(by: .seconds(8))
        #expect(long.isOver && whole.isOver)
    }

    @Test("jitter takes away a part by chance")
    func jitter() {
        #expect(Duration.seconds(10).jittered(by: 0.5, random: 0) == .seconds(10))
        #expect(Duration.seconds(10).jittered(by: 0.5, random: 1) == .seconds(5))
        #expect(Surroundings(ManualClock(), number: { 0 }).fraction() == 0)
        #expect((0..<1_000).allSatisfy { _ in (0..<1).contains(Surroundings.system.fraction()) })
    }

    /// What tasks that sleep by chance, children and others, have done in which order.
    private func play(seed: UInt64) throws -> [String] {
        let executor = SeededExecutor(seed: seed)
        let surroundings = executor.surroundings
        return try executor.run(upTo: .seconds(1_000)) {
            await withTaskGroup(of: String.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        for _ in 0..<3 {
                            try? await surroundings.sleep(for: .milliseconds(Int(surroundings.fraction() * 3)))
                        }
                        return await Task(executorPreference: surroundings.executor) {
                            await Task.yield()
                            return "\(number) at \(surroundings.now)"
                        }.value
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
    }

    @Test("a seed determines the order of everything")
    func seeded() throws {
        #expect(try play(seed: 1) == play(seed: 1))
        #expect(try play(seed: 1) != play(seed: 2))
    }

    @Test("a play that cannot go on says so")
    func stuck() {
        #expect(throws: SeededExecutor.Stuck.self) {
            try SeededExecutor(seed: 1).run(upTo: .seconds(1)) {
                for await _ in AsyncStream<Void>(bufferingPolicy: .bufferingNewest(1), { _ in }) {}
            }
        }
    }
}

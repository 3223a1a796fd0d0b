package import Surroundings
internal import Synchronization

/// Runs all tasks of a play on one thread, a piece of one after a piece of another, in an order that a seed determines. Time
/// stands still while there is something to do, and then goes on to where the next sleeper wakes.
///
/// ```swift
/// let executor = SeededExecutor(seed: 1)
/// let result = try executor.run(upTo: .seconds(60)) { try await play(executor.surroundings) }
/// ```
///
/// The same seed gives the same play, as far as what is played takes time, chance and threads from `surroundings`, and hashes
/// are the same: `SWIFT_DETERMINISTIC_HASHING=1` is to be in the process's environment.
package final class SeededExecutor: TaskExecutor {
    package struct Stuck: Error, CustomStringConvertible {
        package var description: String
    }

    private struct State {
        var jobs: [UnownedJob] = []
        var order: SeededRandom
    }

    /// When the first play begins, in seconds since 1970.
    private static let beginning = 1_700_000_000.0

    private let clock = ManualClock()
    private let state: Mutex<State>
    private let chance: Mutex<SeededRandom>

    package init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        state = Mutex(State(order: SeededRandom(seed: random.next())))
        chance = Mutex(SeededRandom(seed: random.next()))
    }

    package var surroundings: Surroundings {
        Surroundings(
            clock, timeOfDay: { [clock] in Self.beginning + clock.now.offset.inSeconds },
            number: { [self] in chance.withLock { $0.next() } },
            // The thread that plays has a deep stack itself.
            startThread: { _, body in
                body()
                return true
            }, executor: self)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Plays on the calling thread until the body has ended. Tasks that it leaves are left as they are.
    ///
    /// - Parameter limit: how far the clock may go.
    package func run<Outcome: Sendable>(
        upTo limit: Duration, _ body: @escaping @Sendable () async throws -> Outcome
    ) throws -> Outcome {
        let outcome = Mutex<Result<Outcome, any Error>?>(nil)
        Task(name: "play", executorPreference: self) {
            do {
                let value = try await body()
                outcome.withLock { $0 = .success(value) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
        }
        while true {
            if let result = outcome.withLock(\.self) { return try result.get() }
            guard clock.now.offset <= limit else { throw Stuck(description: "the play does not end in \(limit)") }
            guard step() else { throw Stuck(description: "the play does not end, and nothing is left to do") }
        }
    }

    private func step() -> Bool {
        let job = state.withLock { state -> UnownedJob? in
            guard !state.jobs.isEmpty else { return nil }
            let place = Int.random(in: state.jobs.indices, using: &state.order)
            state.jobs.swapAt(place, state.jobs.count - 1)
            return state.jobs.removeLast()
        }
        guard let job else { return clock.advanceToNextSleeper() }
        // SAFETY: the runtime enqueues each job to be run exactly once, and it has left the list.
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }
}

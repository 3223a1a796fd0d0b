internal import FoundationEssentials
package import Processes

/// What everything that runs takes from around it, without asking anybody: the time of day, the time that passes, chance, and
/// where work is done that has no place of its own.
///
/// It is made at the edges of the program, and handed down from there. Who has one needs no other clock.
package struct Surroundings: Sendable {
    /// The machine's.
    package static let system = Surroundings(ContinuousClock())

    /// Starts threads for work that recurses deeply.
    package let startThread: DeepThread.Start
    /// Where tasks run that are in no group; nil for the pool.
    package let executor: (any TaskExecutor)?
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let timeOfDay: @Sendable () -> Double
    private let number: @Sendable () -> UInt64

    /// - Parameters:
    ///   - clock: by which time passes. Moments are told as the time since now.
    ///   - timeOfDay: in seconds since 1970.
    ///   - number: a number by chance, of all that there are.
    package init(
        _ clock: some Clock<Duration>, timeOfDay: @escaping @Sendable () -> Double = Surroundings.systemTime,
        number: @escaping @Sendable () -> UInt64 = Surroundings.systemNumber,
        startThread: @escaping DeepThread.Start = DeepThread.start, executor: (any TaskExecutor)? = nil
    ) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
        self.timeOfDay = timeOfDay
        self.number = number
        self.startThread = startThread
        self.executor = executor
    }

    package static let systemTime: @Sendable () -> Double = { Date().timeIntervalSince1970 }

    package static let systemNumber: @Sendable () -> UInt64 = {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    // MARK: Time

    /// The present moment. It never goes back; moments of two surroundings must not be compared.
    package var now: Duration { elapsed() }

    /// The time of day, which may be put back.
    package var secondsSince1970: Double { timeOfDay() }

    /// Returns once the moment has come, or throws as soon as the task is cancelled.
    package func sleep(until moment: Duration) async throws(CancellationError) {
        do { try await sleepUntil(moment) } catch { throw CancellationError() }
    }

    /// Returns after so long, or throws as soon as the task is cancelled.
    package func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: now + duration)
    }

    /// The end of something that may take so long from now on.
    package func deadline(in limit: Duration) -> Deadline { Deadline(self, at: now + limit) }

    // MARK: Chance

    package var generator: Generator { Generator(number: number) }

    /// Where jitter comes from: a number from 0 up to, but not including, 1.
    package func fraction() -> Double {
        var generator = generator
        return Double.random(in: 0..<1, using: &generator)
    }

    /// Numbers by chance, for whatever of Swift's takes a generator.
    package struct Generator: RandomNumberGenerator, Sendable {
        fileprivate let number: @Sendable () -> UInt64

        package mutating func next() -> UInt64 { number() }
    }
}

/// When something is given up.
package struct Deadline: Sendable {
    private let surroundings: Surroundings
    private let moment: Duration

    fileprivate init(_ surroundings: Surroundings, at moment: Duration) {
        self.surroundings = surroundings
        self.moment = moment
    }

    package var isOver: Bool { surroundings.now > moment }

    /// The one of both that comes first.
    package func atMost(_ limit: Duration) -> Deadline {
        Deadline(surroundings, at: min(moment, surroundings.now + limit))
    }
}

extension Duration {
    /// Between (1 − `fraction`) and 1 times this duration, so that what was started together does not stay together.
    package func jittered(by fraction: Double, random: Double) -> Duration {
        self * (1 - fraction * random)
    }

    /// For metrics, which are in seconds.
    package var inSeconds: Double { self / .seconds(1) }
}

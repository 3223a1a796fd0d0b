/// A clock whose instants are told as the time since the source was made.
///
/// Types that keep time hold one of these and need no type parameter for their clock. Moments of two sources must not be
/// compared.
package struct TimeSource: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void

    package init(_ clock: some Clock<Duration>) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// The present moment.
    package var now: Duration { elapsed() }

    /// Returns once the moment has come, or throws as soon as the task is cancelled.
    package func sleep(until moment: Duration) async throws(CancellationError) {
        do { try await sleepUntil(moment) } catch { throw CancellationError() }
    }

    package func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: now + duration)
    }
}

/// Where jitter comes from: a number from 0 up to, but not including, 1.
package typealias RandomSource = @Sendable () -> Double

/// The random source of everything that is not a test.
package let systemRandom: RandomSource = { Double.random(in: 0..<1) }

extension Duration {
    /// Between (1 − `fraction`) and 1 times this duration, so that what was started together does not stay together.
    package func jittered(by fraction: Double, random: Double) -> Duration {
        self * (1 - fraction * random)
    }

    /// For metrics, which are in seconds.
    package var inSeconds: Double { self / .seconds(1) }
}

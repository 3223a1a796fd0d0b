internal import Surroundings

/// How long to wait after the first failure, the second, and so on.
package struct Backoff: Sendable, Hashable {
    package var initial: Duration
    package var factor: Double
    package var cap: Duration
    /// How much of a delay chance may take away: 0.2 makes 80 % to 100 % of it.
    package var jitter: Double

    package init(initial: Duration, factor: Double, cap: Duration, jitter: Double) {
        precondition(factor >= 1 && (0...1).contains(jitter), "a back-off never shrinks, and jitter is a fraction")
        self.initial = initial
        self.factor = factor
        self.cap = cap
        self.jitter = jitter
    }

    /// The delay after so many failures in a row, from 1. `random` is from 0 up to 1. Never more than the cap.
    package func delay(failures: Int, random: Double) -> Duration {
        var delay = min(initial, cap)
        var remaining = failures - 1
        while remaining > 0, delay < cap, factor > 1 {
            delay = min(delay * factor, cap)
            remaining -= 1
        }
        return delay.jittered(by: jitter, random: random)
    }

    /// For work on one key that failed.
    package static func work(cap: Duration) -> Backoff {
        Backoff(initial: .milliseconds(750), factor: 2, cap: cap, jitter: 0.2)
    }

    /// For watches: as kube-rs and client-go do.
    package static let watch = Backoff(initial: .milliseconds(800), factor: 2, cap: .seconds(30), jitter: 0.5)
}

/// Counts failures in a row of something that goes on for long, and forgets them after a time without any.
package struct FailureCount: Sendable, Hashable {
    private let calm: Duration
    private var lastFailure: Duration?
    package private(set) var count = 0

    /// Failures further apart than `calm` have nothing to do with each other.
    package init(calm: Duration) { self.calm = calm }

    /// Counts a failure, the first where the one before is long ago.
    package mutating func fail(at now: Duration) {
        if let lastFailure, now - lastFailure > calm { count = 0 }
        count += 1
        lastFailure = now
    }
}

import Surroundings
import Synchronization

/// Keeps requests to a server below a rate, unless the server protects itself with API priority and fairness.
///
/// Whether it does is asked only once the burst is used up: a quiet client never needs to know.
final class RateLimiter: Sendable {
    private enum Mode {
        case undecided(TokenBucket)
        case on(TokenBucket)
        case off
    }

    private enum Verdict {
        case go
        case wait(Duration)
        /// Out of tokens, and not known whether they count.
        case ask(Duration)
    }

    private let mode: Mutex<Mode>
    private let surroundings: Surroundings

    init(perSecond: Double, burst: Double, surroundings: Surroundings) {
        self.surroundings = surroundings
        mode = Mutex(.undecided(TokenBucket(perSecond: perSecond, burst: burst, now: surroundings.now)))
    }

    /// Returns when a request may be sent. Throws only where the task is cancelled.
    func acquire(unless serverLimits: () async -> Bool) async throws(CancellationError) {
        switch take() {
        case .go: return
        case .wait(let duration): try await pause(duration)
        case .ask(let duration):
            if await serverLimits() {
                mode.withLock { $0 = .off }
            } else {
                decideToLimit()
                try await pause(duration)
            }
        }
    }

    private func take() -> Verdict {
        mode.withLock { mode in
            switch mode {
            case .off: return .go
            case .undecided(var bucket):
                let wait = bucket.take(now: surroundings.now)
                mode = .undecided(bucket)
                return wait == .zero ? .go : .ask(wait)
            case .on(var bucket):
                let wait = bucket.take(now: surroundings.now)
                mode = .on(bucket)
                return wait == .zero ? .go : .wait(wait)
            }
        }
    }

    private func decideToLimit() {
        mode.withLock { mode in
            guard case .undecided(let bucket) = mode else { return }
            mode = .on(bucket)
        }
    }

    private func pause(_ duration: Duration) async throws(CancellationError) {
        try await surroundings.sleep(for: duration)
    }
}

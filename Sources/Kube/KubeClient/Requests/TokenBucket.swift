/// A rate with bursts, as a value: takes the time, gives the wait.
package struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var updated: Duration

    /// A full one.
    package init(perSecond: Double, burst: Double, now: Duration) {
        self.perSecond = perSecond
        self.burst = burst
        tokens = burst
        updated = now
    }

    /// Takes a token, on credit where none is left, and says how long to wait until it is there.
    mutating func take(now: Duration) -> Duration {
        (tokens, updated) = (level(now: now) - 1, now)
        return tokens >= 0 ? .zero : .seconds(-tokens / perSecond)
    }

    /// Takes a token where there is one; false where none is.
    package mutating func takeIfAny(now: Duration) -> Bool {
        (tokens, updated) = (level(now: now), now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Whether nothing would be lost if it were made anew.
    package func isFull(now: Duration) -> Bool { level(now: now) >= burst }

    private func level(now: Duration) -> Double {
        let elapsed = max(0, (now - updated) / .seconds(1))
        return min(burst, tokens + elapsed * perSecond)
    }
}

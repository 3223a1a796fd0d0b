/// A rate with bursts, as a value: takes the time, gives the wait.
struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var updated: Duration

    init(perSecond: Double, burst: Double, now: Duration) {
        self.perSecond = perSecond
        self.burst = burst
        tokens = burst
        updated = now
    }

    /// Takes a token, on credit where none is left, and says how long to wait until it is there.
    mutating func take(now: Duration) -> Duration {
        let elapsed = max(0, (now - updated) / .seconds(1))
        tokens = min(burst, tokens + elapsed * perSecond) - 1
        updated = now
        return tokens >= 0 ? .zero : .seconds(-tokens / perSecond)
    }
}

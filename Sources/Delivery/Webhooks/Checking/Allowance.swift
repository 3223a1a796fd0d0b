/// So many at once, and so many a second from then on: a pure value.
package struct Allowance: Sendable {
    private let rate: Double
    private let burst: Double
    private var left: Double
    private var moment: Duration

    package init(perSecond rate: Double, atOnce burst: Double, now: Duration) {
        self.rate = rate
        self.burst = burst
        left = burst
        moment = now
    }

    /// Takes one; false where there is none left.
    package mutating func take(now: Duration) -> Bool {
        if now > moment { left = min(burst, left + (now - moment) / .seconds(1) * rate) }
        moment = max(moment, now)
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}

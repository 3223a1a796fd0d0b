/// How long a transfer may stay silent, and how little it may bring. Stands still while the transfer waits for its own
/// consumer.
struct IdleClock {
    private let limit: Duration?
    private let least: Int
    private var lastActivity: ContinuousClock.Instant
    /// Since when the least is owed, and what came since then.
    private var stretch: (start: ContinuousClock.Instant, bytes: Int)
    private var isPaused = false
    private var uploaded: Int64 = 0

    init(limit: Duration?, least: Int, now: ContinuousClock.Instant) {
        self.limit = limit
        self.least = least
        lastActivity = now
        stretch = (now, 0)
    }

    /// When the transfer has been silent or slow for too long; `nil` where nothing is measured now.
    var deadline: ContinuousClock.Instant? {
        guard let limit, !isPaused else { return nil }
        return (least > 0 ? min(stretch.start, lastActivity) : lastActivity) + limit
    }

    mutating func received(_ count: Int, at now: ContinuousClock.Instant) {
        lastActivity = now
        isPaused = false
        stretch.bytes += count
        if stretch.bytes >= least { stretch = (now, 0) }
    }

    mutating func pause() {
        isPaused = true
    }

    mutating func resume(at now: ContinuousClock.Instant) {
        isPaused = false
        lastActivity = now
        stretch = (now, 0)
    }

    /// Uploads are activity too; libcurl only counts them, so they are looked at when the deadline has come.
    mutating func uploaded(_ total: Int64, at now: ContinuousClock.Instant) {
        guard total > uploaded else { return }
        received(Int(total - uploaded), at: now)
        uploaded = total
    }

    /// What a transfer is told that ends at the deadline.
    func complaint(at now: ContinuousClock.Instant) -> String {
        let milliseconds = limit?.milliseconds ?? 0
        if let limit, lastActivity + limit <= now { return "silent for \(milliseconds) ms" }
        return "fewer than \(least) bytes in \(milliseconds) ms"
    }
}

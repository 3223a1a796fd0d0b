/// How long a transfer may stay silent. Stands still while the transfer waits for its own consumer.
struct IdleClock {
    private let limit: Duration?
    private var lastActivity: ContinuousClock.Instant
    private var isPaused = false
    private var uploaded: Int64 = 0

    init(limit: Duration?, now: ContinuousClock.Instant) {
        self.limit = limit
        lastActivity = now
    }

    /// When the transfer has been silent for too long; `nil` where nothing is measured now.
    var deadline: ContinuousClock.Instant? {
        guard let limit, !isPaused else { return nil }
        return lastActivity + limit
    }

    mutating func receivedBytes(at now: ContinuousClock.Instant) {
        lastActivity = now
        isPaused = false
    }

    mutating func pause() {
        isPaused = true
    }

    /// Uploads are activity too; libcurl only counts them, so they are looked at when the deadline has come.
    mutating func uploaded(_ total: Int64, at now: ContinuousClock.Instant) {
        guard total > uploaded else { return }
        uploaded = total
        lastActivity = now
    }
}

internal import KubeClient

/// How many events that warn of nothing may still be sent about a namespace: as much of them as people read. A thousand objects
/// that all do well at once are told by their status; a thousand Events more would cost the server as much as the work itself.
struct EventAllowance: Sendable {
    /// At once, after a time of quiet.
    static let burst = 100.0
    /// In each second.
    static let rate = 2.0
    /// Namespaces that are remembered; what is forgotten has been quiet for long.
    private static let limit = 1_000

    private var buckets: [String: TokenBucket] = [:]

    /// Whether one more may be sent about a namespace; counts it.
    mutating func take(of namespace: String, now: Duration) -> Bool {
        if buckets[namespace] == nil, buckets.count >= Self.limit {
            buckets = buckets.filter { !$0.value.isFull(now: now) }
            // With that many busy at once, whoever is new begins with what the others have lost.
            if buckets.count >= Self.limit { buckets = [:] }
        }
        let full = TokenBucket(perSecond: Self.rate, burst: Self.burst, now: now)
        return buckets[namespace, default: full].takeIfAny(now: now)
    }
}

internal import Surroundings

/// How many events that warn of nothing may still be sent about a namespace: as much of them as people read. A thousand objects
/// that all do well at once are told by their status; a thousand Events more would cost the server as much as the work itself.
struct EventAllowance: Sendable {
    /// At once, after a time of quiet.
    static let burst = 100.0
    /// In each second.
    static let rate = 2.0
    /// Namespaces that are remembered; what is forgotten has been quiet for long.
    private static let limit = 1_000

    private struct Balance {
        var left: Double
        var at: Duration

        func grown(to now: Duration) -> Double { min(burst, left + (now - at).inSeconds * rate) }
    }

    private var balances: [String: Balance] = [:]

    /// Whether one more may be sent about a namespace; counts it.
    mutating func take(of namespace: String, now: Duration) -> Bool {
        if balances[namespace] == nil, balances.count >= Self.limit {
            balances = balances.filter { $0.value.grown(to: now) < Self.burst }
            // With that many busy at once, whoever is new begins with what the others have lost.
            if balances.count >= Self.limit { balances = [:] }
        }
        let left = balances[namespace]?.grown(to: now) ?? Self.burst
        balances[namespace] = Balance(left: left < 1 ? left : left - 1, at: now)
        return left >= 1
    }
}

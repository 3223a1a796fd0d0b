import Transport

/// Whether a request that did not succeed is sent again, and when.
///
/// 429 means that the server did nothing, so every verb may be repeated; a broken connection or a gateway's 5xx may have
/// been carried out, so only what does no harm is. libcurl repeats by itself, a few times, what an HTTP/2 server has refused
/// as not processed; before 8.4 it does not tell that from a broken connection where the server says so by GOAWAY.
enum RetryRule {
    enum Outcome: Sendable {
        case answered(status: Int, retryAfter: Duration?)
        case failed(TransportError.Code)
    }

    static let attempts = 4
    /// Longer wishes are the caller's business: its work queue waits cheaper than a task does.
    static let longestRetryAfter = Duration.seconds(10)
    private static let firstDelay = Duration.milliseconds(100)

    /// Nil: give up. `fraction` is random, from 0 to 1.
    static func delay(after outcome: Outcome, attempt: Int, isRepeatable: Bool, fraction: Double) -> Duration? {
        guard attempt < attempts, mayRepeat(outcome, isRepeatable: isRepeatable) else { return nil }
        let backOff = firstDelay * (1 << (2 * (attempt - 1))) * (0.5 + 0.5 * fraction)
        guard case .answered(_, let retryAfter?) = outcome else { return backOff }
        return retryAfter <= longestRetryAfter ? max(retryAfter, backOff) : nil
    }

    private static func mayRepeat(_ outcome: Outcome, isRepeatable: Bool) -> Bool {
        switch outcome {
        case .answered(429, _): true
        case .answered(502...504, _): isRepeatable
        case .answered(500..., let retryAfter): isRepeatable && retryAfter != nil
        case .answered: false
        case .failed(.resolve), .failed(.connect): true
        case .failed(.interrupted): isRepeatable
        case .failed: false
        }
    }
}

/// Whether a request is tried again after a failed connection, or after 429 or 503.
package struct RetryPolicy: Sendable, Hashable {
    /// All attempts, with the first; at least 1.
    package let attempts: Int
    /// The caller vouches that repeating does no harm, whatever the method.
    package let anyMethod: Bool

    private init(attempts: Int, anyMethod: Bool) {
        self.attempts = max(1, attempts)
        self.anyMethod = anyMethod
    }

    package static let none = RetryPolicy(attempts: 1, anyMethod: false)

    /// Repeats GET, HEAD, PUT, DELETE and OPTIONS.
    package static func idempotent(attempts: Int) -> RetryPolicy {
        RetryPolicy(attempts: attempts, anyMethod: false)
    }

    /// Repeats any method: the caller knows that this request is idempotent.
    package static func always(attempts: Int) -> RetryPolicy {
        RetryPolicy(attempts: attempts, anyMethod: true)
    }

    func allows(_ method: String, attempt: Int) -> Bool {
        attempt < attempts && (anyMethod || Self.idempotentMethods.contains(method))
    }

    private static let idempotentMethods: Set<String> = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]
}

/// Waiting times between attempts.
enum RetryDelay {
    /// Longer wishes of a server are the caller's business: it gets the response instead.
    static let longestRetryAfter = Duration.seconds(30)
    static let first = Duration.milliseconds(100)
    static let longest = Duration.seconds(5)

    /// Exponential, spread over its upper half so that many clients do not come back at once.
    /// `fraction` is random, from 0 to 1.
    static func backOff(attempt: Int, fraction: Double) -> Duration {
        let doublings = min(max(0, attempt - 1), 10)
        let full = min(longest, first * (1 << doublings))
        return full * (0.5 + 0.5 * fraction)
    }

    /// `Retry-After` in seconds. Dates are not read: a client's clock may be wrong, and back-off serves as well.
    static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers["Retry-After"], let seconds = Int64(text), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }
}

/// A request with its retries and redirects: decides, after each attempt, how to go on. Pure; the clients' loops act.
struct Exchange {
    enum Step {
        /// The attempt's outcome is the exchange's.
        case settle
        case repeated(after: Duration)
        case fail(TransportError)
    }

    private let deadline: ContinuousClock.Instant?
    private var attempt = 1
    private var redirects = 0
    private var current: HTTPRequest

    init(_ request: HTTPRequest, now: ContinuousClock.Instant) {
        current = request
        deadline = request.timeouts.total.map { now + $0 }
    }

    /// What to send now, with the time that is left.
    func request(now: ContinuousClock.Instant) -> HTTPRequest {
        var request = current
        // libcurl takes 0 for "no limit".
        request.timeouts.total = deadline.map { max($0 - now, .milliseconds(1)) }
        return request
    }

    mutating func step(
        after outcome: Result<ResponseHead, TransportError>, now: ContinuousClock.Instant, fraction: Double
    ) -> Step {
        switch outcome {
        case .failure(let error):
            return error.isRetriable ? retry(wait: nil, now: now, fraction: fraction) : .settle
        case .success(let head) where head.status == 429 || head.status == 503:
            return retry(wait: RetryDelay.retryAfter(head.headers), now: now, fraction: fraction)
        case .success(let head):
            return redirect(head)
        }
    }

    private mutating func retry(wait: Duration?, now: ContinuousClock.Instant, fraction: Double) -> Step {
        guard current.retry.allows(current.method, attempt: attempt) else { return .settle }
        let delay = max(wait ?? .zero, RetryDelay.backOff(attempt: attempt, fraction: fraction))
        guard delay <= RetryDelay.longestRetryAfter else { return .settle }
        if let deadline, now + delay >= deadline { return .settle }
        attempt += 1
        return .repeated(after: delay)
    }

    private mutating func redirect(_ head: ResponseHead) -> Step {
        guard current.followRedirects > 0 else { return .settle }
        do throws(TransportError) {
            guard let next = try current.redirected(by: head) else { return .settle }
            guard redirects < current.followRedirects else {
                let text = "\(current): more than \(current.followRedirects) redirects"
                return .fail(TransportError(.protocolViolation, text))
            }
            redirects += 1
            current = next
            return .repeated(after: .zero)
        } catch {
            return .fail(error)
        }
    }
}

internal import KubeModel

/// What a watcher does next, without doing it: list, then watch from the list's resource version; resume where a stream
/// ends, once the server is known not to be behind that; list again where it is, or has forgotten the version.
struct WatchMachine: Sendable {
    enum Step: Sendable, Equatable {
        case list
        /// Ask which version the server is at.
        case check
        case open(resourceVersion: String)
        case receive
        case pause(Duration)
    }

    enum Input: Sendable {
        /// A list has begun to come.
        case listing(resourceVersion: String)
        /// All of it has come.
        case listed(resourceVersion: String)
        case checked(resourceVersion: String)
        case opened
        /// A change or a bookmark came.
        case received(resourceVersion: String)
        /// The server ended the stream, as it does every few minutes.
        case closed
        /// What the step was about did not work.
        case failed(KubeError)
        case paused
    }

    /// Why a watch begins anew, for the metric.
    enum Restart: String, Sendable {
        case closed
        case silent
        case gone
        case refused
        case lost
        case rewound
    }

    private enum Resumption { case list, open }

    /// The first failure after so long without one counts as the first.
    static let calm = Duration.seconds(120)
    /// A stream that ends sooner than this, and empty, is a failure: opened again at once it would spin.
    static let shortestStream = Duration.seconds(1)
    /// After so many refusals in a row the version itself may be what the server dislikes, for instance after etcd was
    /// restored from a backup.
    static let refusalsBeforeList = 3

    private(set) var step = Step.list
    private(set) var health = WatchHealth.listing
    /// Whether the last list was, or the one that comes is, older than what was known before it.
    private(set) var isRewound = false
    private var resourceVersion = ""
    private var resumption = Resumption.list
    private var failures = FailureCount(calm: calm)
    private var refusals = 0
    /// That what may be listed may not be watched. Then no list makes it current: of what follows it nothing is told.
    private var watchRefusal: KubeError?
    private var openedAt: Duration = .zero
    private var isEmpty = true

    /// Takes what came of the last step. Returns why the watch begins anew, where it does.
    mutating func handle(_ input: Input, now: Duration, random: Double) -> Restart? {
        switch (step, input) {
        case (.list, .listing(let version)):
            isRewound = isOlder(version)
        case (.list, .listed(let version)):
            isRewound = isOlder(version)
            resourceVersion = version
            health = watchRefusal.map(WatchHealth.failing) ?? .current
            step = .open(resourceVersion: version)
        case (.check, .checked(let version)):
            guard !isOlder(version) else { return rewound(random) }
            step = .open(resourceVersion: resourceVersion)
        case (.open, .opened):
            openedAt = now
            isEmpty = true
            refusals = 0
            watchRefusal = nil
            health = .current
            step = .receive
        case (.receive, .received(let version)):
            isEmpty = false
            guard !isOlder(version) else {
                failures.fail(at: now)
                return rewound(random)
            }
            if !version.isEmpty { resourceVersion = version }
        case (.receive, .closed):
            return closed(now: now, random: random)
        case (.receive, .failed(let error)) where error.code == .timeout && error.status == nil:
            // Where nothing changes, some servers never say a word. Whether this one is still there, and where it is, shows
            // when the watch is opened again.
            step = .check
            return .silent
        case (_, .failed(let error)):
            return failed(error, now: now, random: random)
        case (.pause, .paused):
            step = resumption == .list ? .list : .check
        default:
            break
        }
        return nil
    }

    private mutating func closed(now: Duration, random: Double) -> Restart {
        if isEmpty, now - openedAt < Self.shortestStream {
            failures.fail(at: now)
            pause(backoff(random), then: .open)
        } else {
            step = .check
        }
        return .closed
    }

    /// A server that was put back to an earlier state keeps quiet on a watch from a version that it has yet to reach, and
    /// what it tells after that is not what follows from what we know.
    private mutating func rewound(_ random: Double) -> Restart {
        health = .listing
        pause(failures.count <= 1 ? .zero : backoff(random), then: .list)
        return .rewound
    }

    /// Versions that are no numbers cannot be compared.
    private func isOlder(_ version: String) -> Bool {
        guard let version = UInt64(version), let known = UInt64(resourceVersion) else { return false }
        return version < known
    }

    private mutating func failed(_ error: KubeError, now: Duration, random: Double) -> Restart? {
        failures.fail(at: now)
        let isListing = step == .list
        if error.code == .gone, !isListing {
            health = .listing
            pause(failures.count == 1 ? .zero : backoff(random), then: .list)
            return .gone
        }
        health = .failing(error)
        if case .open = step, error.code == .forbidden { watchRefusal = error }
        let isRefusal = error.status != nil
        if isRefusal { refusals += 1 }
        let mustList = isListing || refusals >= Self.refusalsBeforeList
        pause(max(backoff(random), min(error.retryAfter ?? .zero, Backoff.watch.cap)), then: mustList ? .list : .open)
        return isListing ? nil : isRefusal ? .refused : .lost
    }

    private func backoff(_ random: Double) -> Duration { Backoff.watch.delay(failures: failures.count, random: random) }

    private mutating func pause(_ duration: Duration, then resumption: Resumption) {
        if resumption == .list { refusals = 0 }
        self.resumption = resumption
        step = .pause(duration)
    }
}

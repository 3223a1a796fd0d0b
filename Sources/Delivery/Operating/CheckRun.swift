package import Directives
internal import Documents
package import KubeModel

extension Operation {
    /// One check of an operation, and how it stands. Pure: what was found goes in, and time; what follows is in the value.
    ///
    /// A check begins with its phase and is looked at again and again, until enough looks in a row have gone one way. A look that
    /// decides nothing breaks no row. Whatever has not passed in time has failed.
    package struct CheckRun: Sendable, Hashable {
        /// What is known of it.
        package enum Result: String, Sendable, Hashable, CaseIterable {
            /// Nothing yet.
            case pending = "Pending"
            /// What was seen decides nothing so far.
            case inconclusive = "Inconclusive"
            case passed = "Passed"
            case failed = "Failed"
        }

        package var phase: SyncPhase
        package var name: String
        package var result: Result
        package var message: String
        package var startedAt: KubeTime
        /// Since when it stands so.
        package var at: KubeTime
        /// Looks in a row that were as wished.
        package var successes = 0
        /// Looks in a row that were not.
        package var failures = 0
        /// A digest of what was asked for: asked for otherwise, it is another check.
        package var definition: String

        /// In bytes.
        package static let longestMessage = 512

        /// Begins.
        package init(phase: SyncPhase, name: String, definition: String, now: KubeTime) {
            self.phase = phase
            self.name = name
            self.definition = definition
            result = .pending
            message = ""
            startedAt = now.wholeSeconds
            at = startedAt
        }
    }

    /// What one look has shown.
    package enum CheckFinding: Sendable, Hashable {
        case asWished
        /// It is not as wished; why.
        case otherwise(String)
        /// It decides nothing; why.
        case open(String)
        /// Looking again would show the same; why.
        case hopeless(String)
    }

    /// How often a check is looked at, and for how long.
    package struct CheckPace: Sendable, Hashable {
        package var interval: Duration
        package var timeout: Duration
        package var initialDelay: Duration
        /// Looks in a row that it takes to pass.
        package var successes: Int
        /// Looks in a row that it takes to fail.
        package var failures: Int

        package init(
            interval: Duration, timeout: Duration, initialDelay: Duration, successes: Int, failures: Int
        ) {
            self.interval = interval
            self.timeout = timeout
            self.initialDelay = initialDelay
            self.successes = successes
            self.failures = failures
        }
    }
}

extension Operation.CheckRun {
    package var isOver: Bool { result == .passed || result == .failed }

    /// When the first look is due.
    package func firstLook(_ pace: Operation.CheckPace) -> KubeTime { startedAt + pace.initialDelay }

    /// When the next look is due.
    ///
    /// - Parameter last: when it was looked at; nil where nobody knows of any look.
    package func nextLook(after last: KubeTime?, _ pace: Operation.CheckPace) -> KubeTime {
        max(firstLook(pace), last.map { $0 + pace.interval } ?? firstLook(pace))
    }

    /// When it has failed unless it has passed.
    package func deadline(_ pace: Operation.CheckPace) -> KubeTime { firstLook(pace) + pace.timeout }

    /// Takes one look in.
    package mutating func note(_ finding: Operation.CheckFinding, _ pace: Operation.CheckPace, now: KubeTime) {
        guard !isOver else { return }
        switch finding {
        case .asWished:
            (successes, failures) = (successes + 1, 0)
            let isDone = successes >= pace.successes
            turn(isDone ? .passed : .inconclusive, isDone ? "" : "passed \(successes) of \(pace.successes) times", now)
        case .otherwise(let why):
            (successes, failures) = (0, failures + 1)
            turn(failures >= pace.failures ? .failed : .inconclusive, why, now)
        case .open(let why): turn(.inconclusive, why, now)
        case .hopeless(let why): turn(.failed, why, now)
        }
    }

    /// Takes in that time has passed.
    ///
    /// - Parameter limit: the timeout in words.
    package mutating func expire(_ pace: Operation.CheckPace, limit: String, now: KubeTime) {
        guard !isOver, deadline(pace) <= now else { return }
        turn(.failed, "did not pass in \(limit)" + (message.isEmpty ? "" : ": \(message)"), now)
    }

    private mutating func turn(_ next: Result, _ why: String, _ now: KubeTime) {
        if next != result { at = now.wholeSeconds }
        result = next
        message = why.cut(to: Self.longestMessage)
    }
}

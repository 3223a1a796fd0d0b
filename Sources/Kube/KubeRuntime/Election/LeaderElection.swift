internal import KubeModel
internal import Logging
internal import Surroundings
internal import Synchronization

/// Sees to it that of all candidates for one Lease at most one works at a time.
///
/// Guarantees: the work is cancelled, and `isLeader` is false, before anybody else may take the Lease, provided that
/// clocks run equally fast; the Lease is given away when the work ends, so that another candidate need not wait.
/// Caveats: work that does not heed its cancellation goes on; whoever writes looks at `isLeader` just before. When
/// the task of `run` is cancelled the Lease is no longer renewed: the work has `remaining` to come to its end.
package final class LeaderElection: Sendable {
    /// The times of a Lease, each longer than the next.
    package struct Timing: Sendable, Hashable {
        /// How long others leave the Lease alone after they saw it renewed.
        package var leaseDuration: Duration
        /// How long the holder goes on without having been able to renew.
        package var renewDeadline: Duration
        /// How often the holder renews and the others look; each time somewhat less, by chance.
        package var retryPeriod: Duration

        package init(leaseDuration: Duration, renewDeadline: Duration, retryPeriod: Duration) {
            precondition(
                leaseDuration > renewDeadline && renewDeadline > retryPeriod && leaseDuration >= .seconds(1),
                "a holder gives up before others take over, and tries more than once before")
            self.leaseDuration = leaseDuration
            self.renewDeadline = renewDeadline
            self.retryPeriod = retryPeriod
        }

        package static let standard = Timing(
            leaseDuration: .seconds(15), renewDeadline: .seconds(10), retryPeriod: .seconds(2))

        var leaseDurationSeconds: Int { Int(leaseDuration.components.seconds) }
        /// No request may use up the time in which others could be tried.
        var requestLimit: Duration { renewDeadline / 2 }
    }

    private enum Ending: Sendable {
        case workEnded
        case lapsed
    }

    /// How long giving the Lease away may hold up the end of the process.
    private static let releaseLimit = Duration.seconds(3)

    private let lease: any LeaseAccess
    private let name: String
    private let identity: String
    private let state: Mutex<ElectionState>
    private let timing: Timing
    private let time: Surroundings
    private let logger: Logger

    init(
        lease: any LeaseAccess, name: String, identity: String, timing: Timing, logger: Logger,
        surroundings: Surroundings
    ) {
        precondition(!identity.isEmpty, "a candidate has an identity")
        self.lease = lease
        self.name = name
        self.identity = identity
        self.timing = timing
        state = Mutex(ElectionState(identity: identity, timing: timing))
        time = surroundings
        self.logger = logger
    }

    package var isLeader: Bool { remaining > .zero }

    /// For how long leadership lasts if it cannot be renewed; zero where there is none. By the local monotonic clock.
    package var remaining: Duration {
        let now = time.now
        return state.withLock { $0.heldUntil(now: now) }.map { $0 - now } ?? .zero
    }

    /// Waits for leadership, works, and gives leadership away when the work has ended.
    ///
    /// - Parameter mayRelease: asked when the work has ended. Where something that it sent may still be carried out, the
    ///   Lease is left to lapse instead, so that the next leader does not begin before that is over.
    ///
    /// Throws what the work throws; `RuntimeError.Code.leadershipLost` where leadership was lost while it worked; and
    /// `CancellationError` where the task was cancelled before there was leadership.
    package func run(
        mayRelease: @Sendable () -> Bool, whileLeading work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await acquire()
        logger.info("leadership won", metadata: ["lease": "\(name)"])
        let ending: Ending
        do {
            ending = try await lead(work)
        } catch {
            await leave(mayRelease())
            throw error
        }
        switch ending {
        case .workEnded:
            await leave(mayRelease())
        case .lapsed:
            state.withLock { $0.giveUp() }
            logger.error("leadership lost", metadata: ["lease": "\(name)"])
            throw RuntimeError(.leadershipLost, "leadership of Lease \(name) could not be renewed in time")
        }
    }

    private func acquire() async throws {
        while true {
            let next = await attempt()
            if isLeader { return }
            let retry = time.now + timing.retryPeriod.jittered(by: 0.25, random: time.fraction())
            try await time.sleep(until: min(retry, max(next ?? retry, time.now + .milliseconds(50))))
        }
    }

    private func lead(_ work: @escaping @Sendable () async throws -> Void) async throws -> Ending {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask(name: "work of the leader") {
                try await work()
                return .workEnded
            }
            group.addTask(name: "renew Lease") {
                await self.renew()
                return .lapsed
            }
            group.addTask(name: "watch over Lease") {
                await self.waitForLapse()
                return .lapsed
            }
            defer { group.cancelAll() }
            while let ending = try await group.next() {
                // Cancelled from outside, renewing ends at once; only the work's own end counts then.
                if ending == .lapsed, Task.isCancelled { continue }
                return ending
            }
            return .workEnded
        }
    }

    /// Returns when somebody else holds the Lease, or when cancelled.
    private func renew() async {
        while isLeader {
            let pause = timing.retryPeriod.jittered(by: 0.25, random: time.fraction())
            guard (try? await time.sleep(for: pause)) != nil else { return }
            _ = await attempt()
        }
    }

    private func waitForLapse() async {
        while let moment = state.withLock({ $0.heldUntil(now: time.now) }) {
            guard (try? await time.sleep(until: moment)) != nil else { return }
        }
    }

    /// Looks at the Lease and writes it where it is ours to write. Returns when to look again at the latest, if known.
    private func attempt() async -> Duration? {
        let outcome = await limited(to: timing.requestLimit, by: time) { () -> Result<Duration?, KubeError> in
            do throws(KubeError) { return .success(try await self.renewOrClaim()) } catch { return .failure(error) }
        }
        switch outcome {
        case .success(let moment): return moment
        case .failure(let error) where error.code == .conflict || error.code == .alreadyExists:
            logger.debug("Lease was written by another candidate", metadata: ["lease": "\(name)"])
        case .failure(let error) where error.code != .cancelled:
            logger.warning("cannot read or renew the Lease", metadata: ["lease": "\(name)", "error": "\(error)"])
        default: break
        }
        return nil
    }

    private func renewOrClaim() async throws(KubeError) -> Duration? {
        let start = time.now
        let (version, renewal) = state.withLock { state in
            (state.takeOwnVersion(now: start), state.claim(wallClock: KubeTime(time)))
        }
        if let version {
            try await write(renewal, replacing: version, start: start)
            return nil
        }
        let held = try await lease.read()
        let (decision, claim) = state.withLock { state in
            (state.observe(held?.record, now: time.now), state.claim(wallClock: KubeTime(time)))
        }
        if case .wait(let moment) = decision { return moment }
        try await write(claim, replacing: held?.resourceVersion, start: start)
        return nil
    }

    private func write(_ record: LeaseRecord, replacing version: String?, start: Duration) async throws(KubeError) {
        let version = try await lease.write(record, replacing: version)
        state.withLock { $0.wrote(record, version: version, start: start, now: time.now) }
    }

    private func leave(_ mayRelease: Bool) async {
        guard !mayRelease else { return await release() }
        state.withLock { $0.giveUp() }
        logger.warning(
            "leadership is left to lapse: what was sent last may still be carried out", metadata: ["lease": "\(name)"])
    }

    /// Gives the Lease away, if it is still ours; also where the task is cancelled.
    private func release() async {
        guard isLeader else { return }
        let record = state.withLock { state in
            state.giveUp()
            return state.release(wallClock: KubeTime(time))
        }
        let released = await shielded(for: Self.releaseLimit, by: time) { [lease, identity] in
            guard let held = try? await lease.read(), held.record.holderIdentity == identity else {
                return false
            }
            return (try? await lease.write(record, replacing: held.resourceVersion)) != nil
        }
        logger.info("leadership released", metadata: ["lease": "\(name)", "done": "\(released ?? false)"])
    }
}

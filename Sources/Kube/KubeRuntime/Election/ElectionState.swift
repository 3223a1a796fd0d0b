internal import KubeModel

/// One candidate's view of a Lease, without requests and clocks.
///
/// Clocks of different machines are never compared: a foreign holder is given the Lease's duration from the moment, on
/// our own clock, at which we saw it change, as client-go does. Our own hold lapses `renewDeadline` after the *start* of
/// the last request that renewed it, which is before anybody else may take it.
struct ElectionState: Sendable {
    enum Decision: Sendable, Equatable {
        /// Ours to write: there is none, nobody holds it, we do, or its holder let it lapse.
        case write
        /// Somebody else's until at least this moment.
        case wait(until: Duration)
    }

    let identity: String
    let timing: LeaderElection.Timing
    private var observed: LeaseRecord?
    private var observedAt: Duration = .zero
    private var heldUntil: Duration?
    /// The version of our own last write, until anything else is heard.
    private var ownVersion: String?

    init(identity: String, timing: LeaderElection.Timing) {
        self.identity = identity
        self.timing = timing
    }

    /// Looks at the Lease as the server has it now; nil where there is none.
    mutating func observe(_ record: LeaseRecord?, now: Duration) -> Decision {
        ownVersion = nil
        if record != observed {
            observed = record
            observedAt = now
        }
        guard let record, let holder = record.holderIdentity, !holder.isEmpty, holder != identity else { return .write }
        heldUntil = nil
        let duration = record.leaseDurationSeconds.map { Duration.seconds($0) } ?? timing.leaseDuration
        let lapse = observedAt + duration
        return now >= lapse ? .write : .wait(until: lapse)
    }

    /// The record that makes us the holder, or keeps us so.
    func claim(wallClock: KubeTime) -> LeaseRecord {
        let isRenewal = observed?.holderIdentity == identity
        let transitions = observed?.leaseTransitions ?? 0
        return LeaseRecord(
            holderIdentity: identity, leaseDurationSeconds: timing.leaseDurationSeconds,
            acquireTime: isRenewal ? observed?.acquireTime ?? wallClock : wallClock, renewTime: wallClock,
            leaseTransitions: isRenewal || observed == nil ? transitions : transitions + 1)
    }

    /// The record that gives the Lease away. A second is enough for those who only look at the duration.
    func release(wallClock: KubeTime) -> LeaseRecord {
        LeaseRecord(
            holderIdentity: "", leaseDurationSeconds: 1, acquireTime: wallClock, renewTime: wallClock,
            leaseTransitions: observed?.leaseTransitions ?? 0)
    }

    /// The server took our record; the request began at `start`.
    mutating func wrote(_ record: LeaseRecord, version: String, start: Duration, now: Duration) {
        ownVersion = version
        observed = record
        observedAt = now
        heldUntil = start + timing.renewDeadline
    }

    /// The version to replace without looking first: a holder that renews has no need to. Only once: where the write
    /// does not work, it is looked at.
    mutating func takeOwnVersion(now: Duration) -> String? {
        defer { ownVersion = nil }
        return heldUntil(now: now) == nil ? nil : ownVersion
    }

    mutating func giveUp() { heldUntil = nil }

    /// When our leadership lapses; nil where we do not lead.
    func heldUntil(now: Duration) -> Duration? {
        guard let heldUntil, now < heldUntil else { return nil }
        return heldUntil
    }
}

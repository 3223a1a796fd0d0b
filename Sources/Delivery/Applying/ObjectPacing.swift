package import Documents

/// When an object may be written again.
///
/// An object that the server refused is tried again after growing waits; one that is repaired over and over (somebody
/// else keeps changing it) likewise, so that two controllers that disagree do not burn the API server. Others are not
/// held up: pacing is for each object. A pure value; times are seconds on any monotonic clock.
package struct ObjectPacing: Sendable {
    /// How an application wants failures retried (`sync.retry`).
    package struct Retry: Sendable, Hashable {
        /// How often; negative: for ever.
        package var limit: Int
        package var initial: Double
        package var factor: Double
        package var longest: Double

        /// Whatever was asked for, no object is tried in a spin.
        static let shortest = 0.5

        package init(limit: Int, initial: Double, factor: Double, longest: Double) {
            self.limit = limit
            self.initial = initial
            self.factor = factor
            self.longest = longest
        }

        /// How long to wait after so many attempts have failed, in seconds.
        package func wait(attempt: Int) -> Double {
            var wait = max(initial, Retry.shortest)
            for _ in 1..<max(attempt, 1) where wait < longest { wait *= max(factor, 1) }
            return max(min(wait, longest), Retry.shortest)
        }
    }

    /// Who sets a field to something else than we do.
    package struct Opponent: Sendable, Hashable {
        /// As the server names it, `.spec.replicas`.
        package var field: String
        package var manager: String

        package init(field: String, manager: String) {
            self.field = field
            self.manager = manager
        }
    }

    private struct Failure {
        var digest: UInt64
        /// The uid of the object that it was about; nil where there was none.
        var premise: String?
        var attempts: Int
        var at: Double
        var notBefore: Double
    }

    private struct Repairs {
        var count: Int
        var last: Double
    }

    private struct Fight {
        var opponents: Set<Opponent>
        /// How often in a row it was the same ones.
        var count: Int
        var last: Double
    }

    /// Repairs that happen at once before waits begin, and the calm after which they are forgotten.
    private static let freeRepairs = 5
    private static let calm = 60.0
    /// How long a repair is remembered for the question who makes it necessary, and how often it is the same one before
    /// that is called a fight.
    private static let memory = 3_600.0
    private static let rounds = 2
    private static let healRetry = Retry(limit: -1, initial: 1, factor: 3, longest: 300)

    private var failures: [ObjectID: Failure] = [:]
    private var repairs: [ObjectID: Repairs] = [:]
    private var fights: [ObjectID: Fight] = [:]

    package init() {}

    /// The time before which this object is not to be written; nil: now is fine.
    ///
    /// - Parameter premise: the uid of the object that is there. A refusal speaks of that one only: whoever deletes it, for
    ///   a field that cannot change, is not to wait.
    package func notBefore(
        _ id: ObjectID, digest: UInt64, premise: String?, isRepair: Bool, now: Double
    ) -> Double? {
        if let failure = failures[id], failure.digest == digest {
            let time = failure.premise == premise ? failure.notBefore : failure.at + Retry.shortest
            if time > now { return time }
        }
        guard isRepair, let repairs = repairs[id] else { return nil }
        let time = repairs.last + ObjectPacing.healWait(repairs: repairs.count)
        return time > now ? time : nil
    }

    /// Notes a refusal. Returns how often this manifest has failed now. Past the retry limit, an error that is not
    /// transient waits without end: for a change, a request, or the next resync, which forget.
    @discardableResult
    package mutating func noteFailure(
        _ id: ObjectID, digest: UInt64, premise: String?, isTransient: Bool, retry: Retry, now: Double
    ) -> Int {
        let before = failures[id].flatMap { $0.digest == digest && $0.premise == premise ? $0.attempts : nil } ?? 0
        let attempts = before + 1
        let isSpent = !isTransient && retry.limit >= 0 && attempts > retry.limit
        let notBefore = isSpent ? Double.infinity : now + retry.wait(attempt: attempts)
        failures[id] = Failure(
            digest: digest, premise: premise, attempts: attempts, at: now, notBefore: notBefore)
        return attempts
    }

    /// Forgets the object's failures. A repair counts towards a fight with whoever undoes it.
    ///
    /// - Parameter now: in seconds, by the same clock as all other calls.
    package mutating func noteSuccess(_ id: ObjectID, wasRepair: Bool, now: Double) {
        failures[id] = nil
        guard wasRepair else { return }
        var counted = repairs[id] ?? Repairs(count: 0, last: now)
        if now - counted.last > max(ObjectPacing.calm, 2 * ObjectPacing.healWait(repairs: counted.count)) {
            counted.count = 0
        }
        repairs[id] = Repairs(count: counted.count + 1, last: now)
    }

    private static func healWait(repairs: Int) -> Double {
        repairs < freeRepairs ? 0 : healRetry.wait(attempt: repairs - freeRepairs + 1)
    }

    // MARK: Fights

    /// Whether an object was repaired not long ago: then it is worth asking who makes that necessary.
    package func isSuspect(_ id: ObjectID, now: Double) -> Bool {
        repairs[id].map { now - $0.last < ObjectPacing.memory } ?? false
    }

    /// Notes whom a repair undid.
    package mutating func noteOpponents(_ opponents: [Opponent], of id: ObjectID, now: Double) {
        guard !opponents.isEmpty else { return }
        let seen = Set(opponents)
        let before = fights[id].flatMap { now - $0.last < ObjectPacing.memory ? $0 : nil }
        let same = before.map { $0.opponents.intersection(seen) } ?? []
        fights[id] =
            same.isEmpty
            ? Fight(opponents: seen, count: 1, last: now)
            : Fight(opponents: same, count: (before?.count ?? 0) + 1, last: now)
    }

    /// Who sets the same fields again and again, by object, and for how long that counts from now on.
    package func fights(now: Double) -> [ObjectID: (opponents: [Opponent], wait: Double)] {
        fights.compactMapValues { fight in
            let left = fight.last + ObjectPacing.memory - now
            guard fight.count >= ObjectPacing.rounds, left > 0 else { return nil }
            return (fight.opponents.sorted { ($0.manager, $0.field) < ($1.manager, $1.field) }, left)
        }
    }

    /// A request, a changed specification or a resync starts afresh.
    package mutating func forgetFailures() { failures = [:] }

    /// Forgets the objects that are no longer desired, so that what is remembered does not grow.
    package mutating func keepOnly(_ ids: Set<ObjectID>) {
        failures = failures.filter { ids.contains($0.key) }
        repairs = repairs.filter { ids.contains($0.key) }
        fights = fights.filter { ids.contains($0.key) }
    }
}

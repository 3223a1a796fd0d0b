internal import Directives
package import KubeModel

/// Says how an operation goes on: from what was found and done to the operation as it is then, and what has to be done about
/// it. It is the only one that changes an operation, and it starts from the one that status has, whoever wrote it.
///
/// Waiting costs nothing: between two inputs the operation is a value in status.
package struct OperationMachine: Sendable, Hashable {
    package private(set) var operation: Operation?

    /// - Parameter operation: the one in status; nil before the first.
    package init(_ operation: Operation?) { self.operation = operation }

    /// What an operation goes on by.
    package enum Input: Sendable, Hashable {
        /// Something of a plan may be written now.
        case begin(Beginning)
        /// It was written, as far as that goes, or failed.
        case wrote(Work, Remainder)
        /// Nothing was written that is worth telling.
        case compared(Remainder)
        /// Time has passed; nothing was compared.
        case time
        /// It has come to a step.
        case reached(Operation.Place)
        /// An attempt has failed; the hooks for that come first.
        case breaking(why: String)
        /// How hooks stand.
        case hooks([Operation.HookRun])
        /// How all checks stand.
        case checks([Operation.CheckRun])
        /// A person has stopped it.
        case terminated
        /// A step has failed, and with it the attempt.
        ///
        /// - Parameter retryIn: when the next attempt is due; nil: not before something changes.
        case broke(why: String, retryIn: Duration?)
        /// The objects did not become healthy in time, and the application wants that to count; not ready since then.
        case unhealthy(why: String, since: KubeTime)
    }

    /// What has to be done because it went on.
    package enum Effect: Sendable, Hashable {
        /// To be written down before anything else is.
        case persist(Operation)
    }

    /// What is about to be written.
    package struct Beginning: Sendable, Hashable {
        package var target: Operation.Target
        /// Why, in one word.
        package var trigger: String
        /// For an operation that is not one yet.
        package var id: String
        /// How long an operation may take; nil for as long as it takes.
        package var timeout: Duration?
        /// Whether objects may come to be that status does not speak of. What only puts right what is known already needs no
        /// record beforehand.
        package var needsRecord: Bool
        /// The step that it is for; nil where all is done at once.
        package var step: Operation.Place?
        /// Whether nothing of the application has been applied successfully yet.
        package var isInstall: Bool?
        /// Whether a person asks for it: that is why it goes on, whatever it began for.
        package var isAsked = false

        package init(
            target: Operation.Target, trigger: String, id: String, timeout: Duration?, needsRecord: Bool
        ) {
            self.target = target
            self.trigger = trigger
            self.id = id
            self.timeout = timeout
            self.needsRecord = needsRecord
        }
    }

    /// What writing came to.
    package struct Work: Sendable, Hashable {
        package var counts: Operation.Counts
        package var message: String
        /// When what failed is due again; nil: not before something changes.
        package var retryIn: Duration?

        package init(counts: Operation.Counts, message: String, retryIn: Duration?) {
            self.counts = counts
            self.message = message
            self.retryIn = retryIn
        }
    }

    /// What is left to do for a revision.
    package struct Remainder: Sendable, Hashable {
        package var revision: String
        /// Objects on their way out, and those that go after them.
        package var deletions: Int
        /// Whether every object is as it should be, or will be once the deletions are done.
        package var isSynced: Bool
        /// Whether steps are still to come that do not wait for another attempt.
        package var isUnderWay = false
        /// Whether one has failed, whatever became of the objects.
        package var isBroken = false
        /// It in words.
        package var message: String

        package init(revision: String, deletions: Int, isSynced: Bool, message: String) {
            self.revision = revision
            self.deletions = deletions
            self.isSynced = isSynced
            self.message = message
        }
    }

    /// Takes one input in. The effects are to be carried out in their order.
    package mutating func handle(_ input: Input, now: KubeTime) -> [Effect] {
        switch input {
        case .begin(let beginning): return begin(beginning, now: now)
        case .wrote(let work, let remainder): note(work, remainder, now: now)
        case .compared(let remainder): settle(remainder, now: now)
        case .time: expire(nil, now: now)
        case .reached(let place): operation?.reach(place, now: now)
        case .breaking(let why): operation?.message = why
        case .hooks(let runs): for run in runs { operation?.note(run) }
        case .checks(let runs): operation?.checks = runs
        case .terminated: terminate(now: now)
        case .broke(let why, let wait): abort(why, retryIn: wait, now: now)
        case .unhealthy(let why, let since): fail(why, since: since)
        }
        return []
    }

    private mutating func begin(_ beginning: Beginning, now: KubeTime) -> [Effect] {
        var next = Operation(
            id: beginning.id, target: beginning.target, trigger: beginning.trigger, startedAt: now.wholeSeconds,
            message: "in progress")
        next.isInstall = beginning.isInstall
        if let operation, operation.isContinued(by: beginning.target) {
            next.id = operation.id
            // What is left of it is another plan, and part of that which it was begun for.
            next.target.planDigest = operation.target.planDigest
            next.attempt = operation.attempt + (operation.phase == .failed ? 1 : 0)
            if operation.phase == .running { next.startedAt = operation.startedAt }
            next.takeSteps(of: operation)
            if beginning.isAsked { next.trigger = beginning.trigger }
        }
        if let place = beginning.step { next.reach(place, now: now) }
        next.deadline = beginning.timeout.map { (next.startedAt + $0).wholeSeconds }
        operation = next
        return beginning.needsRecord ? [.persist(next)] : []
    }

    private mutating func note(_ work: Work, _ remainder: Remainder, now: KubeTime) {
        guard var operation else { return }
        operation.counts = operation.step == nil ? work.counts : operation.counts.adding(work.counts)
        // Why an attempt has failed says more than what was written before.
        if remainder.isBroken || operation.step?.place.phase == .syncFail {
            self.operation = operation
            return
        }
        operation.message = work.message
        operation.retryAt = work.retryIn.map { (now + $0).wholeSeconds }
        let isWaiting = (remainder.deletions > 0 || remainder.isUnderWay) && work.counts.failed == 0
        operation.phase = work.counts.failed > 0 ? .failed : isWaiting ? .running : .succeeded
        operation.finishedAt = isWaiting ? nil : now.wholeSeconds
        self.operation = operation
        expire(remainder.message, now: now)
    }

    /// What takes longer than it may has failed. What it waits for is waited for all the same.
    ///
    /// - Parameter why: what it waits for, as far as that is known.
    private mutating func expire(_ why: String?, now: KubeTime) {
        guard let deadline = operation?.runningUntil, deadline <= now else { return }
        operation?.phase = .failed
        operation?.finishedAt = now.wholeSeconds
        operation?.message = "did not end in time" + (why.map { ": \($0)" } ?? "")
    }

    /// What was running when a process ended, or waited for deletions, is over once nothing is left; and what failed has
    /// succeeded after all where everything is as it should be.
    private mutating func settle(_ remainder: Remainder, now: KubeTime) {
        guard var operation, remainder.deletions == 0, !remainder.isUnderWay else {
            return expire(remainder.message, now: now)
        }
        let isUndone =
            operation.phase == .failed && (operation.counts.failed > 0 || operation.step != nil) && remainder.isSynced
            && !remainder.isBroken && operation.target.revision == remainder.revision
        guard operation.phase == .running || isUndone else { return }
        // What was done tells more than that all is well.
        let isTold = !isUndone && remainder.isSynced && operation.counts != Operation.Counts()
        operation.phase = remainder.isSynced ? .succeeded : .failed
        operation.finishedAt = now.wholeSeconds
        operation.retryAt = nil
        if remainder.isSynced { operation.counts.failed = 0 }
        if !isTold { operation.message = remainder.message }
        self.operation = operation
    }

    private mutating func terminate(now: KubeTime) {
        guard operation?.phase == .running else { return }
        let message = "was stopped by a person"
        operation?.phase = .terminated
        operation?.finishedAt = now.wholeSeconds
        operation?.message = message
        operation?.endHooks(message, now: now)
    }

    /// What one step could not do keeps the others from being done.
    private mutating func abort(_ why: String, retryIn wait: Duration?, now: KubeTime) {
        guard operation?.phase != .failed else { return }
        operation?.phase = .failed
        operation?.finishedAt = now.wholeSeconds
        operation?.message = why
        operation?.retryAt = wait.map { (now + $0).wholeSeconds }
        operation?.endHooks("was still running when the attempt failed", now: now)
    }

    /// An operation whose objects were well once has succeeded, whatever befalls them later.
    private mutating func fail(_ why: String, since: KubeTime) {
        guard let operation, operation.phase == .succeeded, let end = operation.finishedAt, since <= end else { return }
        self.operation?.phase = .failed
        self.operation?.message = "not healthy in time: \(why)"
    }
}

extension Operation {
    /// Whether work on a target goes on with it. One of several steps goes on with them where nothing that it applies is another.
    fileprivate func isContinued(by next: Target) -> Bool {
        switch phase {
        case .succeeded, .terminated: false
        case .failed, .running: target.isSame(as: next) || (step != nil && target.digest == next.digest)
        }
    }

    /// Hooks that have done their work are not run again for another attempt, nor are checks that have passed; those that failed are.
    fileprivate mutating func takeSteps(of earlier: Operation) {
        isInstall = earlier.isInstall
        guard earlier.phase == .running else {
            hooks = earlier.hooks.filter { $0.status == .succeeded && $0.phase != .syncFail }
            checks = earlier.checks.filter { $0.result == .passed }
            return
        }
        guard earlier.step != nil else { return }
        (step, hooks, checks) = (earlier.step, earlier.hooks, earlier.checks)
        (counts, trigger) = (earlier.counts, earlier.trigger)
        message = earlier.message
    }

    fileprivate mutating func reach(_ place: Place, now: KubeTime) {
        if step?.place != place { step = Step(place: place, since: now.wholeSeconds) }
    }

    /// Nothing that runs on counts any more.
    fileprivate mutating func endHooks(_ message: String, now: KubeTime) {
        for index in hooks.indices where hooks[index].status == .running {
            (hooks[index].status, hooks[index].message) = (.failed, message)
            hooks[index].finishedAt = now.wholeSeconds
        }
    }

    fileprivate mutating func note(_ run: HookRun) {
        if let index = hooks.firstIndex(where: { $0.phase == run.phase && $0.object == run.object }) {
            hooks[index] = run
        } else {
            hooks.append(run)
        }
    }
}

extension Operation.Counts {
    /// What is unchanged and what failed is so now; the rest was done.
    fileprivate func adding(_ more: Operation.Counts) -> Operation.Counts {
        var sum = more
        sum.created += created
        sum.updated += updated
        sum.deleted += deleted
        return sum
    }
}

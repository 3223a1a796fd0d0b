package import Directives
package import KubeModel

/// One way from causes to a result: what is written to a cluster to bring it to a target. Status keeps it, so that whoever
/// comes next goes on with it.
package struct Operation: Sendable, Hashable {
    /// How far it is.
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        case running = "Running"
        case succeeded = "Succeeded"
        case failed = "Failed"
        /// A person has stopped it.
        case terminated = "Terminated"
    }

    /// What an operation brings the cluster to.
    package struct Target: Sendable, Hashable {
        package var revision: String
        /// Of the rendered objects.
        package var digest: String
        /// Of what is to be done with them.
        package var planDigest: String
        /// The objects that it is limited to, as they were asked for; empty for all. Then the digest is of these.
        package var objects: [String] = []

        package init(revision: String, digest: String, planDigest: String) {
            self.revision = revision
            self.digest = digest
            self.planDigest = planDigest
        }

        /// Whether both are attempts at the same: what is left to do differs from one attempt to the next.
        func isSame(as other: Target) -> Bool { revision == other.revision && digest == other.digest }
    }

    /// Objects, by what was done with them.
    package struct Counts: Sendable, Hashable {
        package var created = 0
        package var updated = 0
        package var deleted = 0
        package var unchanged = 0
        package var failed = 0

        package init() {}
    }

    /// One of several steps.
    package struct Place: Sendable, Hashable {
        package var phase: SyncPhase
        package var wave: Int32

        package init(phase: SyncPhase, wave: Int32) {
            self.phase = phase
            self.wave = wave
        }
    }

    /// Where an operation of several steps stands.
    package struct Step: Sendable, Hashable {
        package var place: Place
        package var since: KubeTime

        package init(place: Place, since: KubeTime) {
            self.place = place
            self.since = since
        }
    }

    /// One run of a hook.
    package struct HookRun: Sendable, Hashable {
        /// How it stands.
        package enum Status: String, Sendable, Hashable, CaseIterable {
            /// It is about to be made, or is there.
            case running = "Running"
            case succeeded = "Succeeded"
            case failed = "Failed"
        }

        package var phase: SyncPhase
        /// As the object's identity is written.
        package var object: String
        package var status: Status
        package var message: String
        package var startedAt: KubeTime
        package var finishedAt: KubeTime?

        package init(
            phase: SyncPhase, object: String, status: Status, message: String = "", startedAt: KubeTime,
            finishedAt: KubeTime? = nil
        ) {
            self.phase = phase
            self.object = object
            self.status = status
            self.message = message
            self.startedAt = startedAt
            self.finishedAt = finishedAt
        }
    }

    /// Tells it from every other of its application. Attempts in a row at one target have the same.
    package var id: String
    package var target: Target
    /// Why it began, in one word.
    package var trigger: String
    /// When this attempt began.
    package var startedAt: KubeTime
    package var finishedAt: KubeTime?
    /// When this attempt has failed if it is still running; nil for never.
    package var deadline: KubeTime?
    /// From 1; more than 1 where earlier attempts at the same target failed.
    package var attempt: Int
    /// When the next attempt is due; nil where none is.
    package var retryAt: KubeTime?
    package var phase: Phase
    package var message: String
    package var counts: Counts
    /// Nil where all is done at once.
    package var step: Step?
    package var hooks: [HookRun] = []
    package var checks: [CheckRun] = []
    /// Whether nothing of the application had been applied successfully when it began.
    /// Nil for one that has no steps.
    package var isInstall: Bool?

    package init(
        id: String, target: Target, trigger: String, startedAt: KubeTime, finishedAt: KubeTime? = nil,
        deadline: KubeTime? = nil, attempt: Int = 1, retryAt: KubeTime? = nil, phase: Phase = .running,
        message: String = "", counts: Counts = Counts()
    ) {
        self.id = id
        self.target = target
        self.trigger = trigger
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.deadline = deadline
        self.attempt = attempt
        self.retryAt = retryAt
        self.phase = phase
        self.message = message
        self.counts = counts
    }

    /// Tells this attempt from every other of every operation of its application; hooks carry it.
    package var run: String { "\(id).\(attempt)" }

    /// Tells a hook's run in a phase of this attempt from every other.
    package func run(in phase: SyncPhase) -> String { "\(run).\(phase.rawValue)" }

    /// What is known of a hook in a phase; nil before it was made.
    package func hookRun(of object: String, in phase: SyncPhase) -> HookRun? {
        hooks.first { $0.phase == phase && $0.object == object }
    }

    /// Until when it may go on running; nil where it is not running, or may for ever.
    package var runningUntil: KubeTime? { phase == .running ? deadline : nil }
}

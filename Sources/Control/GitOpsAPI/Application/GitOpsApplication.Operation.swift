package import Directives
package import KubeModel
package import Operating

extension GitOpsApplication {
    /// What was applied, and when.
    package struct HistoryEntry: Sendable, Hashable {
        /// How the operation that applied it ended.
        package enum Outcome: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case succeeded = "Succeeded"
            case failed = "Failed"
        }

        package var revision: String
        package var appliedAt: KubeTime
        /// Of the rendered objects: equal digests mean that the same was applied.
        package var digest: String
        package var result: Outcome
        /// When all its objects were well for the first time; nil where they never were.
        package var healthyAt: KubeTime?
        /// Why the application went back to it; nil where it did not.
        package var reason: String?

        package init(revision: String, appliedAt: KubeTime, digest: String, result: Outcome) {
            self.revision = revision
            self.appliedAt = appliedAt
            self.digest = digest
            self.result = result
        }
    }

    /// What is wrong with one object.
    package struct ObjectProblem: Sendable, Hashable {
        /// Kind and group, for instance `Deployment.apps`.
        package var kind: String
        /// Empty for objects that have none.
        package var namespace: String
        package var name: String
        /// One word in CamelCase.
        package var reason: String
        package var message: String

        package init(kind: String, namespace: String, name: String, reason: String, message: String) {
            self.kind = kind
            self.namespace = namespace
            self.name = name
            self.reason = reason
            self.message = message
        }
    }
}

extension Operation.Phase: FieldChoice {}
extension Operation.HookRun.Status: FieldChoice {}
extension Operation.CheckRun.Result: FieldChoice {}
extension SyncPhase: FieldChoice {}

extension Operation.Step: Recorded {
    static let record = Record(
        Self(place: Operation.Place(phase: .sync, wave: 0), since: KubeTime(seconds: 0)),
        "Where an operation stands that has several steps.",
        [
            .required("phase", \.place.phase, "The phase."),
            .written("wave", \.place.wave.number, "The wave."),
            .required("since", \.since, "Since when."),
        ])
}

extension Int32 {
    fileprivate var number: Int {
        get { Int(self) }
        set { self = Int32(clamping: newValue) }
    }
}

extension Operation.HookRun: Recorded {
    static let record = Record(
        Self(phase: .preSync, object: "", status: .failed, startedAt: KubeTime(seconds: 0)), "One run of a hook.",
        [
            .required("phase", \.phase, "The phase it belongs to."),
            .required("object", \.object, "What it is; of one whose name is generated, with the beginning of that."),
            .required("status", \.status, "How it stands."),
            .optional("message", \.message, "What there is to say about it."),
            .required("startedAt", \.startedAt, "When it was made."),
            .optional("finishedAt", \.finishedAt, "When it was seen to have ended."),
        ])
}

extension Operation.CheckRun: Recorded {
    static let record = Record(
        Self(phase: .before, name: "", definition: "", now: KubeTime(seconds: 0)), "One check of the operation.",
        [
            .required("phase", \.phase, "Whether it comes before everything or after it."),
            .required("name", \.name, "Its name."),
            .required("result", \.result, "What is known of it."),
            .optional("message", \.message, "What there is to say about it."),
            .required("startedAt", \.startedAt, "When it began."),
            .required("at", \.at, "Since when it stands so."),
            .written("successes", \.successes, "Looks in a row that were as wished.", .number(from: 0)),
            .written("failures", \.failures, "Looks in a row that were not.", .number(from: 0)),
            .optional("definition", \.definition, "A digest of what was asked for."),
        ])
}

extension Operation: Recorded {
    /// Whoever may write status may write any number there, and one is added to it with the next attempt.
    static let mostAttempts = 1_000_000_000
    /// To how many objects an operation is limited; of more, all are meant.
    package static let mostObjects = 50

    static let record = Record(
        Self(
            id: "", target: Target(revision: "", digest: "", planDigest: ""), trigger: "",
            startedAt: KubeTime(seconds: 0)),
        "The last operation, or the running one.",
        [
            .optional("id", \.id, "Tells it from every other; attempts in a row at one target have the same."),
            .required("revision", \.target.revision, "What was to be applied."),
            .optional("digest", \.target.digest, "The digest of the rendered objects; the same for the same objects."),
            .optional(
                "planDigest", \.target.planDigest,
                "The digest of what was to be done with them when it began: that of `status.plan`, where it was shown there."
            ),
            .optional(
                "objects", \.target.objects,
                "The objects that it was limited to, as they were asked for; without any it was for all.",
                .count(atMost: mostObjects), .elements("One of them, as KIND/NAME or KIND/NAMESPACE/NAME.")),
            .written("trigger", \.trigger, "Why it began, in one word."),
            .required("startedAt", \.startedAt, "When it began."),
            .optional("finishedAt", \.finishedAt, "When it ended."),
            .optional("deadline", \.deadline, "When it has failed if it is still running, by `sync.timeout`."),
            .written("attempt", \.attempt, "Which attempt at this target it is, from 1.", .number(from: 0)),
            .optional("retryAt", \.retryAt, "When the next attempt is due."),
            .required("phase", \.phase, "How it stands."),
            .written("message", \.message, "What there is to say about it."),
            .optional("step", \.step),
            .optional("hooks", \.hooks, "The hooks that it has run, and the Jobs of its checks."),
            .optional("checks", \.checks, "Its checks."),
            .optional(
                "install", \.isInstall,
                "Whether nothing of the application had been applied successfully when it began: then a chart's "
                    + "`install` hooks run, else its `upgrade` hooks."),
            .written("created", \.counts.created, "Objects that were not there before.", .number(from: 0)),
            .written("updated", \.counts.updated, "Objects that were changed.", .number(from: 0)),
            .written("deleted", \.counts.deleted, "Objects that were deleted.", .number(from: 0)),
            .written("unchanged", \.counts.unchanged, "Objects that were right already.", .number(from: 0)),
            .written("failed", \.counts.failed, "Objects with which something went wrong.", .number(from: 0)),
        ])
}

extension GitOpsApplication.HistoryEntry: Recorded {
    static let record = Record(
        Self(revision: "", appliedAt: KubeTime(seconds: 0), digest: "", result: .failed),
        "One operation that has ended.",
        [
            .required("revision", \.revision, "What was applied."),
            .required("appliedAt", \.appliedAt, "When it ended."),
            .written("digest", \.digest, "The digest of the rendered objects; the same for the same objects."),
            .required("result", \.result, "How it ended."),
            .optional("healthyAt", \.healthyAt, "When all its objects were healthy for the first time."),
            .optional("reason", \.reason, "Why the application went back to it, where it did."),
        ])
}

extension GitOpsApplication.ObjectProblem: Recorded {
    static let record = Record(
        Self(kind: "", namespace: "", name: "", reason: "", message: ""), "What is wrong with one object.",
        [
            .required("kind", \.kind, "Its kind and API group, for instance `Deployment.apps`."),
            .optional("namespace", \.namespace, "Its namespace, where it has one."),
            .required("name", \.name, "Its name."),
            .written("reason", \.reason, "Why, in one word for programs."),
            .written("message", \.message, "Why, in a sentence for people."),
        ])
}

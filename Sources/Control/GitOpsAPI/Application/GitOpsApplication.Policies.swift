extension GitOpsApplication {
    /// When and how far the cluster follows the source.
    package struct SyncPolicy: Sendable, Hashable {
        /// Whether a new revision is applied without being asked for.
        package var automatic = true
        /// Whether objects that are no longer in the source are deleted.
        package var prune = true
        /// Whether objects that others changed are put right.
        package var selfHeal = true
        /// Whether a source without objects may delete all that there are.
        package var allowEmpty = false
        /// How often everything is applied again, whatever was seen; zero for never.
        package var interval = APIDuration.hours(1)
        package var retry = RetryPolicy()
        /// Zero for as long as it takes.
        package var timeout = APIDuration.seconds(0)
        package var validation = Validation.strict
        /// Whether everything is tried out before anything is written.
        package var dryRun = false
        package var onImmutable = OnImmutable.fail
        package var propagation = Propagation.background
        package var pruneLast = false
        package var keepDeleted = KeepDeleted.bestEffort

        /// What is done about fields that the server does not know, or that are there twice.
        package enum Validation: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// The object is refused.
            case strict = "Strict"
            /// They are dropped, and `status.problems` says so.
            case warn = "Warn"
            case ignore = "Ignore"
        }

        /// What is done about an object that the server refuses to change.
        package enum OnImmutable: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case fail = "Fail"
            /// It is deleted and made anew.
            case recreate = "Recreate"
        }

        /// Whether what deployments delete or replace is kept for a time.
        package enum KeepDeleted: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case off = "Off"
            /// What cannot be kept goes all the same.
            case bestEffort = "BestEffort"
            /// What cannot be kept stays.
            case required = "Required"
        }

        /// What happens to what pruned objects own.
        package enum Propagation: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case background = "Background"
            case foreground = "Foreground"
            case orphan = "Orphan"
        }
    }

    /// What happens after a failed operation.
    package struct RetryPolicy: Sendable, Hashable {
        /// How many times it is tried again.
        package var limit = 5
        package var backoff = RetryBackoff()
    }

    /// How long to wait before trying again.
    package struct RetryBackoff: Sendable, Hashable {
        /// Before the first retry.
        package var duration = APIDuration.seconds(5)
        /// How many times longer each further wait is.
        package var factor = 2
        package var maxDuration = APIDuration.minutes(3)
    }

    /// What is expected of objects once they are applied.
    package struct HealthPolicy: Sendable, Hashable {
        /// What it means for the operation when an object does not become healthy.
        package enum OnFailure: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// The operation counts as done; health is shown as it is.
            case ignore = "Ignore"
            /// The operation fails.
            case fail = "Fail"
            /// The operation fails, and the application goes back to the last revision that was healthy.
            case rollback = "Rollback"
        }

        /// How long objects may take to become healthy.
        package var timeout = APIDuration.minutes(10)
        package var onFailure = OnFailure.ignore
        package var checks: [HealthCheck] = []
    }

    /// How objects of a kind are judged in place of what Martlet knows of it: by expressions in CEL over an object's own fields.
    package struct HealthCheck: Sendable, Hashable {
        /// Its group counts, its version does not.
        package var apiVersion = ""
        /// Nil for all kinds of the group.
        package var kind: String?
        package var current = ""
        /// Empty for none, as is the next.
        package var inProgress = ""
        package var failed = ""
    }
}

extension GitOpsApplication.SyncPolicy: Recorded {
    static let record = Record(
        Self(), "When and how far the cluster follows the source.",
        [
            .defaulted("automatic", \.automatic, "Whether a new revision is applied without being asked for."),
            .defaulted("prune", \.prune, "Whether objects that are no longer in the source are deleted."),
            .defaulted("selfHeal", \.selfHeal, "Whether objects that others changed or deleted are put right."),
            .defaulted("allowEmpty", \.allowEmpty, "Whether a source that has become empty may delete all objects."),
            .defaulted(
                "interval", \.interval, "How often everything is applied again, whatever was seen; `0s` for never."),
            .defaulted("retry", \.retry),
            .defaulted(
                "timeout", \.timeout,
                """
                How long an operation may take, its deletions included, before it counts as failed; `0s` for as long as it \
                takes. What it waits for is waited for all the same. It counts for operations that begin from then on.
                """),
            .defaulted(
                "validation", \.validation,
                """
                What is done about fields that the server does not know, or that are there twice: with `Strict` the object \
                is refused, with `Warn` they are dropped with a word in `status.problems`, with `Ignore` without. Servers \
                before 1.25 refuse unknown fields always.
                """),
            .defaulted(
                "dryRun", \.dryRun,
                """
                Whether all that an operation is about to apply, hooks among it, is sent as a dry run first, one more request an object: \
                where the server would refuse one of them, none is applied.
                """),
            .defaulted(
                "onImmutable", \.onImmutable,
                """
                What is done about an object that the server refuses to change, as the selector of a Deployment: with \
                `Recreate` it is deleted and made anew, its data with it; never a Namespace or a CustomResourceDefinition.
                """),
            .defaulted(
                "propagation", \.propagation,
                "What happens to what a deleted object owns: it goes after it, before it, or stays."),
            .defaulted(
                "pruneLast", \.pruneLast,
                "Whether what is no longer in the source is deleted only once all the rest is applied and healthy."),
            .defaulted(
                "keepDeleted", \.keepDeleted,
                """
                Whether the live objects that a deployment deletes or replaces are kept for a time, encrypted, so that `kubectl martlet \
                restore` brings them back: with `BestEffort` what cannot be kept goes all the same, with `Required` it stays.
                """),
        ])
}

extension GitOpsApplication.RetryPolicy: Recorded {
    static let record = Record(
        Self(), "What happens after a failed operation.",
        [
            .defaulted(
                "limit", \.limit, "How many times an operation is tried again for the same revision.",
                .number(from: 0, to: 1_000)),
            .defaulted("backoff", \.backoff),
        ])
}

extension GitOpsApplication.RetryBackoff: Recorded {
    static let record = Record(
        Self(), "How long to wait before trying again.",
        [
            .defaulted("duration", \.duration, "Before the first retry."),
            .defaulted("factor", \.factor, "How many times longer each further wait is.", .number(from: 1, to: 10)),
            .defaulted("maxDuration", \.maxDuration, "The longest wait."),
        ])
}

extension GitOpsApplication.HealthPolicy: Recorded {
    static let record = Record(
        Self(), "What is expected of objects once they are applied.",
        [
            .defaulted("timeout", \.timeout, "How long objects may take to become healthy."),
            .defaulted(
                "onFailure", \.onFailure,
                """
                What follows when they do not: with `Ignore` the operation counts as done and health is shown as it \
                is, with `Fail` the operation fails, and with `Rollback` the application then goes back to the last \
                revision that was healthy, and stays there until a newer commit changes what it renders to.
                """),
            .optional(
                "checks", \.checks,
                "How objects of some kinds are judged, in place of what is known of these; the first that applies counts.",
                .count(atMost: 50)),
        ])
}

extension GitOpsApplication.HealthCheck: Recorded {
    static let record = Record(
        Self(),
        """
        Expressions in CEL over the fields of an object, such as `status.phase == 'Ready'`. Of `inProgress`, `failed` and `current` the \
        first that is true decides; where none is the object is in progress.
        """,
        [
            .required(
                "apiVersion", \.apiVersion, "The API of the objects, in whatever version.", .length(atLeast: 1)),
            .optional("kind", \.kind, "The kind of the objects; without it, all of the group.", .emptyIsNone),
            .required("current", \.current, "Whether an object is as it should be.", .length(atLeast: 1)),
            .optional("inProgress", \.inProgress, "Whether an object is on its way."),
            .optional("failed", \.failed, "Whether an object has failed."),
        ])
}

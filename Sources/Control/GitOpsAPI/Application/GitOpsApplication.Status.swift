package import Documents
package import KubeModel
package import Operating

extension GitOpsApplication {
    /// What the controller reports, and what it goes on from after a restart.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        package var sync: SyncStatus?
        package var health: HealthSummary?
        package var summary: Summary?
        /// The last operation, or the running one.
        package var operation: Operation?
        /// The last deployment, or the running one; nil before the first.
        package var deployment: DeploymentMark?
        /// Nil where the application follows its source.
        package var pin: Pin?
        /// Newest first.
        package var history: [HistoryEntry] = []
        /// What of other repositories the last that was applied was rendered with; at most `baseLimit` are written.
        package var bases: [Base] = []
        /// How many hooks are to run at the application's end; nil for none.
        package var endHooks: Int?
        /// The environments that bind it.
        package var environments: [String] = []
        /// What of them asks to be approved.
        package var approvals: [PendingApproval] = []
        /// Newest first; kept where environments bind the application.
        package var stays: [Stay] = []
        /// All that holds a change back now.
        package var gates: [Gate] = []
        /// What would be done, where it is held; nil where nothing is.
        package var plan: PendingPlan?
        /// What is wrong with which object; at most `problemLimit` are written.
        package var problems: [ObjectProblem] = []
        /// `{entries: […]}` as the planning stage wrote it. Kept as it is: only that stage judges it, and it must never be
        /// lost on the way.
        package var inventory: Value?
        /// The value of the annotation `requestedAt` that was last acted on.
        package var lastHandledRequest: String?
        /// The value of the annotation `sync` that was last acted on.
        package var lastHandledSync: String?
        /// The value of the annotation `syncObjects` that was last acted on.
        package var lastHandledSyncObjects: String?
        /// The request to go back that was last acted on.
        package var lastHandledRollback: String?
        package var conditions = Conditions()

        /// A person reads the first few; the number of all is in the operation's message.
        package static let problemLimit = 10
        /// Bases beyond these are not kept in repair while they cannot be had.
        package static let baseLimit = 50
        /// There are fewer.
        package static let gateLimit = 20
        /// Of a name that is written.
        package static let environmentLimit = 20

        package init() {}
    }

    /// Whether the cluster is as the source says.
    package struct SyncStatus: Sendable, Hashable {
        /// How what is there compares with what is desired.
        package enum Code: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case synced = "Synced"
            case outOfSync = "OutOfSync"
            case syncing = "Syncing"
            case unknown = "Unknown"
        }

        package var status: Code
        /// The revision that was applied last; before there is any, the one that waits to be.
        package var revision: String?
        package var lastSyncedAt: KubeTime?

        package init(status: Code, revision: String?, lastSyncedAt: KubeTime?) {
            self.status = status
            self.revision = revision
            self.lastSyncedAt = lastSyncedAt
        }
    }

    /// How the objects are, together.
    package struct HealthSummary: Sendable, Hashable {
        /// The words of Argo CD, so that dashboards need no others.
        package enum Code: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case healthy = "Healthy"
            case progressing = "Progressing"
            case degraded = "Degraded"
            case suspended = "Suspended"
            case missing = "Missing"
            case unknown = "Unknown"
        }

        package var status: Code
        /// The cause, where the status is not `Healthy`.
        package var message: String

        package init(status: Code, message: String) {
            self.status = status
            self.message = message
        }
    }

    /// How many objects there are, for `kubectl get`.
    package struct Summary: Sendable, Hashable {
        package var objects: Int
        package var outOfSync: Int
        package var unhealthy: Int

        package init(objects: Int, outOfSync: Int, unhealthy: Int) {
            self.objects = objects
            self.outOfSync = outOfSync
            self.unhealthy = unhealthy
        }
    }
}

extension GitOpsApplication.Status: Recorded {
    static let record = Record(
        Self(), "What was done and found.",
        [
            .observedGeneration(\.observedGeneration),
            .optional("sync", \.sync),
            .shortRevision { $0.sync?.revision },
            .optional("health", \.health),
            .optional("summary", \.summary),
            .optional("operation", \.operation),
            .optional("deployment", \.deployment),
            .optional("pin", \.pin),
            .optional("history", \.history, "What was applied, newest first."),
            .optional(
                "bases", \.bases, "What of other repositories the last that was applied was rendered with.",
                .count(atMost: baseLimit)),
            .optional(
                "environments", \.environments, "The GitOpsEnvironments that bind the application.",
                .count(atMost: environmentLimit), .elements("The name of one.")),
            .optional(
                "approvals", \.approvals, "What has to be approved before the plan is applied.",
                .count(atMost: GitOpsApplication.PendingApproval.limit)),
            .optional(
                "stays", \.stays,
                "For how long the application was completed and healthy with what, newest first: by that other environments let "
                    + "revisions pass.", .count(atMost: GitOpsApplication.Stay.limit)),
            .optional(
                "gates", \.gates, "All that holds a change back now: the gates that do not let it pass.",
                .count(atMost: gateLimit)),
            .optional("plan", \.plan),
            .optional(
                "problems", \.problems, "What is wrong with which object: the first few.", .count(atMost: problemLimit)),
            .verbatim("inventory", \.inventory, inventorySchema),
            .optional(
                "endHooks", \.endHooks, "How many hooks are to run when the application is deleted.", .number(from: 0)),
            .lastHandledRequest(\.lastHandledRequest),
            .optional(
                "lastHandledSync", \.lastHandledSync,
                "The value of the annotation `\(Annotations.sync)` that was last acted on."),
            .optional(
                "lastHandledSyncObjects", \.lastHandledSyncObjects,
                "The value of the annotation `\(Annotations.syncObjects)` that was last acted on, or its beginning."),
            .optional(
                "lastHandledRollback", \.lastHandledRollback,
                "The value of the annotation `\(Annotations.rollback)` that was last acted on, with its reason."),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) {
        self = Self.record.readWhatCanBeRead(value)
        if let attempt = operation?.attempt {
            operation?.attempt = min(attempt, Operation.mostAttempts)
        }
    }

    package var value: Value { fieldValue }

    private static let inventorySchema = Schema.object(
        "The objects that the application has in the cluster, or is about to have. For the controller.",
        [
            .optional(
                "entries",
                .list(
                    "One entry for each object; of many objects a single one, which holds all in packed form.",
                    of: .object(
                        "An object.",
                        [
                            .required("id", .string("Its identity, `namespace_name_group_kind`; or `packed`.")),
                            .required("v", .string("The version of its API; of packed entries, `gzip`.")),
                            .optional(
                                "h",
                                .string(
                                    "Digests of what was applied and of what then was there; of packed entries, JSON "
                                        + "like `status.inventory`, compressed, as base64.")),
                        ])))
        ])
}

extension GitOpsApplication.SyncStatus: Recorded {
    static let record = Record(
        Self(status: .unknown, revision: nil, lastSyncedAt: nil), "Whether the cluster is as the source says.",
        [
            .required("status", \.status, "In one word."),
            .optional(
                "revision", \.revision,
                "The revision that was applied last, `main@sha1:…`; before there is any, the one that waits to be."),
            .optional("lastSyncedAt", \.lastSyncedAt, "When the last successful operation ended."),
        ])
}

extension GitOpsApplication.HealthSummary: Recorded {
    static let record = Record(
        Self(status: .unknown, message: ""), "How the objects are, together: as the worst of them.",
        [
            .required("status", \.status, "In one word."),
            .optional("message", \.message, "The cause, where there is one."),
        ])
}

extension GitOpsApplication.Summary: Recorded {
    static let record = Record(
        Self(objects: 0, outOfSync: 0, unhealthy: 0), "The objects in numbers.",
        [
            .written("objects", \.objects, "How many there are.", .number(from: 0)),
            .written("outOfSync", \.outOfSync, "How many of them are not as the source says.", .number(from: 0)),
            .written("unhealthy", \.unhealthy, "How many of them are not healthy.", .number(from: 0)),
        ])
}

package import Documents
package import KubeModel

extension GitOpsApplication {
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        package var sync: SyncStatus?
        package var health: HealthSummary?
        package var summary: Summary?
        /// The last operation, or the running one.
        package var operation: Operation?
        /// Newest first.
        package var history: [HistoryEntry]
        /// What of other repositories the last that was applied was rendered with; at most `baseLimit` are written.
        package var bases: [Base]
        /// What is wrong with which object; at most `problemLimit` are written.
        package var problems: [ObjectProblem]
        /// `{entries: […]}` as the planning stage wrote it. Kept as it is: only that stage judges it, and it must never be
        /// lost on the way.
        package var inventory: Value?
        /// The value of the annotation `requestedAt` that was last acted on.
        package var lastHandledRequest: String?
        /// The value of the annotation `sync` that was last acted on.
        package var lastHandledSync: String?
        package var conditions: Conditions

        /// A person reads the first few; the number of all is in the operation's message.
        package static let problemLimit = 10
        /// Bases beyond these are not kept in repair while they cannot be had.
        package static let baseLimit = 50

        package init() {
            history = []
            bases = []
            problems = []
            conditions = Conditions()
        }

        /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
        package init(_ value: Value?) {
            self.init()
            guard let fields = try? Fields(value, at: "status") else { return }
            observedGeneration = try? fields.integer("observedGeneration")
            sync = try? fields.optional("sync")
            health = try? fields.optional("health")
            summary = try? fields.optional("summary")
            operation = try? fields.optional("operation")
            history = (try? fields.list("history")) ?? []
            bases = (try? fields.list("bases")) ?? []
            problems = (try? fields.list("problems")) ?? []
            inventory = value?["inventory"]
            lastHandledRequest = try? fields.string("lastHandledRequest")
            lastHandledSync = try? fields.string("lastHandledSync")
            conditions = fields.conditions("conditions")
        }

        package var value: Value {
            let problems = problems.prefix(Status.problemLimit)
            let bases = bases.prefix(Status.baseLimit)
            return .fields([
                "observedGeneration": observedGeneration.map(Value.integer),
                "sync": sync?.value,
                "shortRevision": sync?.revision.map { .string(RevisionText.short($0)) },
                "health": health?.value,
                "summary": summary?.value,
                "operation": operation?.value,
                "history": history.isEmpty ? nil : .array(history.map(\.value)),
                "bases": bases.isEmpty ? nil : .array(bases.map(\.value)),
                "problems": problems.isEmpty ? nil : .array(problems.map(\.value)),
                "inventory": inventory,
                "lastHandledRequest": lastHandledRequest.map(Value.string),
                "lastHandledSync": lastHandledSync.map(Value.string),
                "conditions": conditions.value,
            ])
        }
    }

    /// Whether the cluster is as the source says.
    package struct SyncStatus: Sendable, Hashable {
        package enum Code: String, Sendable, Hashable, CaseIterable {
            case synced = "Synced"
            case outOfSync = "OutOfSync"
            case syncing = "Syncing"
            case unknown = "Unknown"
        }

        package var status: Code
        /// The revision that `status` speaks of.
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
        package enum Code: String, Sendable, Hashable, CaseIterable {
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

extension GitOpsApplication.SyncStatus: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        status = try fields.choice("status") ?? .unknown
        revision = try fields.string("revision")
        lastSyncedAt = try fields.time("lastSyncedAt")
    }

    package var value: Value {
        .fields([
            "status": .string(status), "revision": revision.map(Value.string),
            "lastSyncedAt": lastSyncedAt.map(Value.string),
        ])
    }
}

extension GitOpsApplication.HealthSummary: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        status = try fields.choice("status") ?? .unknown
        message = try fields.string("message") ?? ""
    }

    package var value: Value {
        .fields(["status": .string(status), "message": message.nonEmpty.map(Value.string)])
    }
}

extension GitOpsApplication.Summary: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        objects = try fields.integer("objects") ?? 0
        outOfSync = try fields.integer("outOfSync") ?? 0
        unhealthy = try fields.integer("unhealthy") ?? 0
    }

    package var value: Value {
        .fields(["objects": .integer(objects), "outOfSync": .integer(outOfSync), "unhealthy": .integer(unhealthy)])
    }
}

package import Documents
package import KubeModel

extension GitOpsApplication {
    /// One way from a trigger to a result.
    package struct Operation: Sendable, Hashable {
        package enum Phase: String, Sendable, Hashable, CaseIterable {
            case running = "Running"
            case succeeded = "Succeeded"
            case failed = "Failed"
        }

        package var revision: String
        /// Why it began, in one word.
        package var trigger: String
        package var startedAt: KubeTime
        package var finishedAt: KubeTime?
        /// From 1; more than 1 where earlier attempts at the same revision failed.
        package var attempt: Int
        /// When the next attempt is due; nil where none is.
        package var retryAt: KubeTime?
        package var phase: Phase
        package var message: String
        package var counts: Counts

        package init(
            revision: String, trigger: String, startedAt: KubeTime, finishedAt: KubeTime?, attempt: Int,
            retryAt: KubeTime?, phase: Phase, message: String, counts: Counts
        ) {
            self.revision = revision
            self.trigger = trigger
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.attempt = attempt
            self.retryAt = retryAt
            self.phase = phase
            self.message = message
            self.counts = counts
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
    }

    /// What was applied, and when.
    package struct HistoryEntry: Sendable, Hashable {
        package enum Outcome: String, Sendable, Hashable, CaseIterable {
            case succeeded = "Succeeded"
            case failed = "Failed"
        }

        package var revision: String
        package var appliedAt: KubeTime
        /// Of the rendered objects: equal digests mean that the same was applied.
        package var digest: String
        package var result: Outcome

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

extension GitOpsApplication.Operation: FieldDecodable {
    /// Whoever may write status may write any number there, and one is added to it with the next attempt.
    private static let mostAttempts = 1_000_000_000

    init(_ fields: Fields) throws(APIError) {
        revision = try fields.required("revision")
        trigger = try fields.string("trigger") ?? ""
        guard let startedAt = try fields.time("startedAt") else {
            throw APIError(.missing, fields.path("startedAt"), "is missing")
        }
        self.startedAt = startedAt
        finishedAt = try fields.time("finishedAt")
        attempt = min(try fields.integer("attempt") ?? 1, Self.mostAttempts)
        retryAt = try fields.time("retryAt")
        guard let phase = try fields.choice("phase", Phase.self) else {
            throw APIError(.missing, fields.path("phase"), "is missing")
        }
        self.phase = phase
        message = try fields.string("message") ?? ""
        counts = Counts()
        counts.created = try fields.integer("created") ?? 0
        counts.updated = try fields.integer("updated") ?? 0
        counts.deleted = try fields.integer("deleted") ?? 0
        counts.unchanged = try fields.integer("unchanged") ?? 0
        counts.failed = try fields.integer("failed") ?? 0
    }

    package var value: Value {
        .fields([
            "revision": .string(revision),
            "trigger": .string(trigger),
            "startedAt": .string(startedAt),
            "finishedAt": finishedAt.map(Value.string),
            "attempt": .integer(attempt),
            "retryAt": retryAt.map(Value.string),
            "phase": .string(phase),
            "message": .string(message),
            "created": .integer(counts.created),
            "updated": .integer(counts.updated),
            "deleted": .integer(counts.deleted),
            "unchanged": .integer(counts.unchanged),
            "failed": .integer(counts.failed),
        ])
    }
}

extension GitOpsApplication.HistoryEntry: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        revision = try fields.required("revision")
        guard let appliedAt = try fields.time("appliedAt") else {
            throw APIError(.missing, fields.path("appliedAt"), "is missing")
        }
        self.appliedAt = appliedAt
        digest = try fields.string("digest") ?? ""
        guard let result = try fields.choice("result", Outcome.self) else {
            throw APIError(.missing, fields.path("result"), "is missing")
        }
        self.result = result
    }

    package var value: Value {
        .fields([
            "revision": .string(revision), "appliedAt": .string(appliedAt), "digest": .string(digest),
            "result": .string(result),
        ])
    }
}

extension GitOpsApplication.ObjectProblem: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        kind = try fields.required("kind")
        namespace = try fields.string("namespace") ?? ""
        name = try fields.required("name")
        reason = try fields.string("reason") ?? ""
        message = try fields.string("message") ?? ""
    }

    package var value: Value {
        .fields([
            "kind": .string(kind), "namespace": namespace.nonEmpty.map(Value.string), "name": .string(name),
            "reason": .string(reason), "message": .string(message),
        ])
    }
}

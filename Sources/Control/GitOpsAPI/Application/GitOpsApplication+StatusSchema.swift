extension GitOpsApplication.Status {
    static let schema = Schema.object(
        "What was done and found.",
        [
            .optional("observedGeneration", .observedGeneration),
            .optional("sync", GitOpsApplication.SyncStatus.schema),
            .optional("shortRevision", .shortRevision),
            .optional("health", GitOpsApplication.HealthSummary.schema),
            .optional("summary", GitOpsApplication.Summary.schema),
            .optional("operation", GitOpsApplication.Operation.schema),
            .optional("history", .list("What was applied, newest first.", of: GitOpsApplication.HistoryEntry.schema)),
            .optional(
                "bases",
                .list(
                    "What of other repositories the last that was applied was rendered with.",
                    of: GitOpsApplication.Base.schema, maximum: baseLimit)),
            .optional(
                "problems",
                .list(
                    "What is wrong with which object: the first few.", of: GitOpsApplication.ObjectProblem.schema,
                    maximum: problemLimit)),
            .optional("inventory", inventory),
            .optional("lastHandledRequest", .lastHandledRequest),
            .optional(
                "lastHandledSync",
                .string("The value of the annotation `\(Annotations.sync)` that was last acted on.")),
            .optional("conditions", .conditions),
        ])

    private static let inventory = Schema.object(
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

extension GitOpsApplication.SyncStatus {
    fileprivate static let schema = Schema.object(
        "Whether the cluster is as the source says.",
        [
            .required("status", .choice("In one word.", Code.self)),
            .optional("revision", .string("The revision that this speaks of, `main@sha1:…`.")),
            .optional("lastSyncedAt", .time("When the last successful operation ended.")),
        ])
}

extension GitOpsApplication.HealthSummary {
    fileprivate static let schema = Schema.object(
        "How the objects are, together: as the worst of them.",
        [
            .required("status", .choice("In one word.", Code.self)),
            .optional("message", .string("The cause, where there is one.")),
        ])
}

extension GitOpsApplication.Summary {
    fileprivate static let schema = Schema.object(
        "The objects in numbers.",
        [
            .optional("objects", .count("How many there are.")),
            .optional("outOfSync", .count("How many of them are not as the source says.")),
            .optional("unhealthy", .count("How many of them are not healthy.")),
        ])
}

extension GitOpsApplication.Operation {
    fileprivate static let schema = Schema.object(
        "The last operation, or the running one.",
        [
            .required("revision", .string("What was to be applied.")),
            .optional("trigger", .string("Why it began, in one word.")),
            .required("startedAt", .time("When it began.")),
            .optional("finishedAt", .time("When it ended.")),
            .optional("attempt", .count("Which attempt at this revision it is, from 1.")),
            .optional("retryAt", .time("When the next attempt is due.")),
            .required("phase", .choice("How it stands.", Phase.self)),
            .optional("message", .string("What there is to say about it.")),
            .optional("created", .count("Objects that were not there before.")),
            .optional("updated", .count("Objects that were changed.")),
            .optional("deleted", .count("Objects that were deleted.")),
            .optional("unchanged", .count("Objects that were right already.")),
            .optional("failed", .count("Objects with which something went wrong.")),
        ])
}

extension GitOpsApplication.HistoryEntry {
    fileprivate static let schema = Schema.object(
        "One operation that has ended.",
        [
            .required("revision", .string("What was applied.")),
            .required("appliedAt", .time("When it ended.")),
            .optional("digest", .string("The digest of the rendered objects; the same for the same objects.")),
            .required("result", .choice("How it ended.", Outcome.self)),
        ])
}

extension GitOpsApplication.Base {
    fileprivate static let schema = Schema.object(
        "A commit that kustomizations have used.",
        [
            .required("repository", .string("The GitOpsRepository, in the application's namespace.")),
            .optional("reference", .string("As a kustomization names it; none for the repository's default.")),
            .required("revision", .string("What that was, `main@sha1:…`.")),
        ])
}

extension GitOpsApplication.ObjectProblem {
    fileprivate static let schema = Schema.object(
        "What is wrong with one object.",
        [
            .required("kind", .string("Its kind and API group, for instance `Deployment.apps`.")),
            .optional("namespace", .string("Its namespace, where it has one.")),
            .required("name", .string("Its name.")),
            .optional("reason", .string("Why, in one word for programs.")),
            .optional("message", .string("Why, in a sentence for people.")),
        ])
}

package import Documents

extension GitOpsEnvironment.Spec: Recorded {
    static let record = Record(
        Self(), "What belongs to the environment, and what holds there.",
        [
            .required("destinations", \.destinations),
            .defaulted(
                "promotionKey", \.promotionKey,
                "The label by which applications of different environments are the same one. An application without it is known "
                    + "by its name, without the name of an environment at its end.", .length(atLeast: 1, atMost: 317)),
            .embedded(\.rules),
        ])
}

extension GitOpsEnvironment.Destinations: Recorded {
    static let record = Record(
        Self(),
        "What belongs to the environment. Every application of which an object goes there is bound by it, wherever the application is.",
        [
            .optional("namespaces", \.namespaces),
            .defaulted(
                "clusterScoped", \.clusterScoped,
                "Whether objects that are in no namespace belong to it, too. Without it those count for the environments of the "
                    + "application's other objects."),
        ])
}

extension GitOpsEnvironment.Rules: Recorded {
    static let record = Record(
        Self(), "What holds in one environment.",
        [
            .optional(
                "after", \.after,
                "Environments where a revision has to have been first, of the same application: completed there, and healthy.",
                .count(atMost: 20),
                .elements("The name of a GitOpsEnvironment.", [.length(atLeast: 1, atMost: 253)])),
            .optional("soak", \.soak, "For how long it has to have been there."),
            .optional("approval", \.approval),
            .optional("checks", \.checks),
            .optional("backup", \.backup),
            .defaulted(
                "onFailure", \.onFailure,
                "What becomes of a revision that does not become healthy in time, where the application says less: `Ignore`, `Fail`, or "
                    + "`Rollback`."),
            .optional(
                "maxConcurrent", \.maxConcurrent,
                "How many applications may be deployed at the same time; 0 for any number.",
                .number(from: 0, to: 1_000_000)),
        ])
}

extension GitOpsEnvironment.Approval: Recorded {
    static let record = Record(
        Self(), "Who has to approve of what is about to be applied. Without rules nobody has to.",
        [
            .optional(
                "rules", \.rules, "All that are about a plan have to be met.", .count(atMost: ruleLimit))
        ])
}

extension GitOpsEnvironment.Rule: Recorded {
    static let record = Record(
        Self(), "What it takes for a plan to pass.",
        [
            .defaulted("impactAtLeast", \.impactAtLeast, "Which plans it is about: from this impact on."),
            .defaulted(
                "count", \.count, "By how many different users it has to be approved.", .number(from: 1, to: 100)),
            .optional(
                "groups", \.groups, "Of which groups they have to be, one of these; without any, of whichever.",
                .count(atMost: 50),
                .elements("A group, as the API server knows it.", [.length(atLeast: 1, atMost: 253)])),
            .defaulted(
                "preventSelfApproval", \.preventSelfApproval,
                "Whether an approval by an author of the commits does not count. Commits name their authors themselves: a "
                    + "help against mistakes, and no protection."),
            .defaulted("expires", \.expires, "For how long an approval counts, and for how long one is waited for."),
        ])
}

extension GitOpsEnvironment.Backup: Recorded {
    static let record = Record(
        Self(), "A Job that has to complete before anything of a deployment is applied.",
        [
            .defaulted("impactAtLeast", \.impactAtLeast, "Before which plans: from this impact on."),
            .required("job", \.job),
            .defaulted("timeout", \.timeout, "How long it may take."),
        ])
}

extension GitOpsEnvironment.Status: Recorded {
    static let record = Record(
        Self(), "What was found.",
        [
            .observedGeneration(\.observedGeneration),
            .optional("applications", \.applications, "How many applications it binds.", .number(from: 0)),
            .optional(
                "waiting", \.waiting, "How many of them wait for something that it asks for.", .number(from: 0)),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) { self = Self.record.readWhatCanBeRead(value) }

    package var value: Value { fieldValue }
}

extension CustomResource {
    static let environment = CustomResource(
        resource: GitOpsEnvironment.resource, shortName: "goenv",
        description:
            "A part of the cluster with rules of its own: who has to approve, what comes first, what is checked.",
        spec: GitOpsEnvironment.Spec.record.schema, status: GitOpsEnvironment.Status.record.schema,
        columns: [
            .text("After", ".spec.after", "Where a revision has to have been first."),
            .number("Applications", ".status.applications", "How many it binds."),
            .number("Waiting", ".status.waiting", "How many of them wait."),
            .text("Ready", CustomResource.Column.conditionPath("status"), "Whether it is in force."), .age,
        ])
}

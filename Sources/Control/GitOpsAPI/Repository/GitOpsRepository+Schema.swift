extension CustomResource {
    package static let repository = CustomResource(
        resource: GitOpsRepository.resource, singular: "gitopsrepository",
        shortName: "gorepo",
        description: "A git repository to read from: where it is, which revision counts, and how often to look.",
        spec: GitOpsRepository.Spec.schema, status: GitOpsRepository.Status.schema,
        columns: [
            .text("URL", ".spec.url", "Where the repository is."),
            .text("Revision", ".status.shortRevision", "The commit in use."),
            .ready,
            .text("Status", Column.conditionPath("message"), "What there is to say about it."),
            .age,
        ])
}

extension GitOpsRepository.Spec {
    static let schema = Schema.object(
        "What is wanted.",
        [
            .required(
                "url",
                .string(
                    """
                    Where the repository is: an https, http or ssh URL, or `user@host:path`; file URLs only where the \
                    controller allows them. Credentials do not belong here but into the Secret of `secretRef`.
                    """, Schema.Text(pattern: RepositoryURL.pattern, maximumLength: RepositoryURL.lengthLimit))),
            .optional("reference", GitOpsRepository.Reference.schema),
            .optional(
                "interval",
                .duration(
                    "How often to look for new commits, give or take a little; `0s` for webhooks and requests only.",
                    default: GitOpsRepository.Defaults.interval)),
            .optional(
                "timeout",
                .duration("How long one fetch may take, at most 10m.", default: GitOpsRepository.Defaults.timeout)),
            .optional(
                "secretRef",
                .object(
                    """
                    A Secret in the same namespace with credentials. Its keys: `username` and `password`, or `token`, or \
                    `ssh-privatekey` with `known_hosts` and, where it has one, `passphrase`; and `ca.crt` with the \
                    certificates to trust instead of the system's.
                    """, [.required("name", .name("The name of the Secret."))])),
            .optional("suspend", .suspend),
        ])
}

extension GitOpsRepository.Reference {
    fileprivate static let schema = Schema.object(
        "Which revision counts: at most one of these. Without any, the branch that the remote calls its own.",
        [
            .optional("branch", .string("A branch; its newest commit.", Schema.Text(maximumLength: 255))),
            .optional("tag", .string("A tag.", Schema.Text(maximumLength: 255))),
            .optional(
                "semver",
                .string(
                    "A range of semantic versions such as `>=1.2.0 <2.0.0`; the highest tag in it.",
                    Schema.Text(maximumLength: 255))),
            .optional(
                "commit", .string("A full commit id.", Schema.Text(pattern: "^([0-9a-fA-F]{40})?$"))),
        ])
}

extension GitOpsRepository.Status {
    static let schema = Schema.object(
        "What was found.",
        [
            .optional("observedGeneration", .observedGeneration),
            .optional("revision", .string("The reference and the full commit id, `main@sha1:…`.")),
            .optional("shortRevision", .shortRevision),
            .optional(
                "commit",
                .object(
                    "The commit of the revision.",
                    [
                        .required("sha", .string("Its id.")),
                        .optional("author", .string("Its author's name.")),
                        .optional("email", .string("Its author's address.")),
                        .optional("message", .string("The first line of its message.")),
                        .optional("time", .time("When it was committed.")),
                    ])),
            .optional(
                "lastFetchTime",
                .time("When commits were last fetched; a look that found nothing new does not count.")),
            .optional("size", .count("The bytes that the copy of the repository takes on the controller's disk.")),
            .optional("lastHandledRequest", .lastHandledRequest),
            .optional("conditions", .conditions),
        ])
}

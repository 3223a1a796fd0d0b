extension CustomResource {
    package static let application = CustomResource(
        resource: GitOpsApplication.resource, shortName: "goapp",
        description: "What is to be in the cluster: a folder of a repository, and how it gets and stays there.",
        spec: GitOpsApplication.Spec.schema, status: GitOpsApplication.Status.schema,
        columns: [
            .text("Sync", ".status.sync.status", "Whether the cluster is as the source says."),
            .text("Health", ".status.health.status", "How the objects are, together."),
            .text("Revision", ".status.shortRevision", "The revision that the sync status speaks of."),
            .ready,
            .age,
            .text("Repository", ".spec.source.repositoryRef.name", "Where the source is.", wide: true),
            .text("Path", ".spec.source.path", "Which folder it is.", wide: true),
            .text("Chart", ".spec.source.helm.chart", "Which chart of a chart repository it is.", wide: true),
            .text("Message", Column.conditionPath("message"), "What there is to say about it.", wide: true),
        ])
}

extension GitOpsApplication.Spec {
    static let schema = Schema.object(
        "What is wanted.",
        [
            .optional("source", GitOpsApplication.Source.schema),
            .optional("sources", GitOpsApplication.Source.listSchema),
            .optional("destination", GitOpsApplication.Destination.schema.defaultingToEmpty),
            .optional("sync", GitOpsApplication.SyncPolicy.schema.defaultingToEmpty),
            .optional("health", GitOpsApplication.HealthPolicy.schema.defaultingToEmpty),
            .optional("dependsOn", dependencies),
            .optional(
                "ignoreDifferences",
                .list(
                    "Fields that others may change, and that are then neither reported nor put right.",
                    of: GitOpsApplication.IgnoredDifference.schema)),
            .optional(
                "deletionPolicy",
                .choice(
                    "What happens to the objects when the application is deleted.",
                    GitOpsApplication.DeletionPolicy.self, default: GitOpsApplication.Defaults.deletionPolicy)),
            .optional(
                "historyLimit",
                .integer(
                    "How many entries `status.history` keeps.", default: GitOpsApplication.Defaults.historyLimit,
                    minimum: 0, maximum: 100)),
            .optional(
                "suspend",
                .boolean(
                    "Whether the controller leaves this resource, and all that belongs to it, as it is. The objects stay, "
                        + "too, where it is deleted meanwhile.", default: false)),
        ]
    ).exactlyOne(of: ["source", "sources"])

    private static let dependencies = Schema.list(
        "Applications that have to be ready before this one is synced.",
        of: .reference("One of them.", to: "application"))
}

extension GitOpsApplication.Source {
    fileprivate static let schema = Schema.object(
        "Which files, and how they become objects. Either this or `sources` has to be there.", properties
    ).needingOne(of: places)

    fileprivate static let listSchema = Schema.list(
        "Several sources, whose objects are applied together. Either this or `source` has to be there.",
        of: .object(
            """
            A source as in `source`, with a name. Without a `path` (`.` is the root) it has no objects, and gives files to \
            other sources.
            """, [.required("name", name)] + properties
        ).needingOne(of: places), keys: ["name"], maximum: 20)

    private static let name = Schema.string(
        "The source's name: `$name/…` in the `helm` block of any of the sources is a file of this one.",
        Schema.Text(pattern: Names.sourcePattern, minimumLength: 1, maximumLength: 63))

    private static let places = [["repositoryRef"], ["helm.chart", "helm.repoURL"]]

    private static let properties: [Schema.Property] =
        [
            .optional(
                "repositoryRef",
                .reference(
                    "The \(GitOpsRepository.kind) to read from; needed unless `helm` names a chart from elsewhere.",
                    to: "\(GitOpsRepository.kind)")),
            .optional(
                "revision",
                .string(
                    "A branch, tag, range of semantic versions or commit to use instead of the repository's reference.",
                    Schema.Text(maximumLength: 255))),
            .optional(
                "path",
                .string("The folder, from the root of the repository.", Schema.Text(maximumLength: 4_096))),
            .optional(
                "type",
                .choice(
                    "How the files become objects; `Auto` tells by the files that are there.", RendererType.self,
                    default: .auto)),
            .optional("directory", GitOpsApplication.Directory.schema.defaultingToEmpty),
            .optional("helm", GitOpsApplication.Helm.schema),
            .optional("kustomize", GitOpsApplication.Kustomize.schema),
            .optional("substitute", GitOpsApplication.Substitution.schema),
        ]
}

extension GitOpsApplication.Directory {
    fileprivate static let schema = Schema.object(
        "Which YAML and JSON files of a plain folder count. What is set on anything else is an error.",
        [
            .optional("recurse", .boolean("Whether files in folders below it count too.", default: true)),
            .optional("include", .string("A pattern that files have to match, such as `*.yaml`; empty for all.")),
            .optional("exclude", .string("A pattern of files to leave out; it wins over `include`.")),
        ])
}

extension GitOpsApplication.Substitution {
    fileprivate static let schema = Schema.object(
        "Values for variables such as `${NAME}` in the files. Without this, nothing is substituted.",
        [
            .optional("variables", .stringMap("Values by name; they win over those of `from`.")),
            .optional(
                "from",
                .list(
                    "Objects in the application's namespace whose data are values by name; later ones win.",
                    of: .object(
                        "One of them.",
                        [
                            .required(
                                "kind", .choice("Its kind.", GitOpsApplication.VariableSource.Kind.self)),
                            .required("name", .name("Its name.")),
                            .optional(
                                "optional",
                                .boolean("Whether it is no error that the object does not exist.", default: false)),
                        ]),
                    keys: ["kind", "name"])),
        ])
}

extension GitOpsApplication.Destination {
    fileprivate static let schema = Schema.object(
        "Where objects go, and as whom.",
        [
            .optional(
                "namespace",
                .string(
                    "The namespace of namespaced objects that name none; without it, the application's own.",
                    Schema.Text(maximumLength: 63))),
            .optional(
                "createNamespace", .boolean("Whether to make that namespace where it is not there.", default: false)),
            .optional(
                "serviceAccountName",
                .string(
                    """
                    The service account in the application's namespace as which everything is applied and deleted; \
                    without it, the account that the controller has for such applications.
                    """, Schema.Text(maximumLength: 253))),
        ])
}

extension GitOpsApplication.IgnoredDifference {
    fileprivate static let schema = Schema.object(
        "Some fields of some objects. At least one of `jsonPointers` and `managers` is needed.",
        [
            .optional(
                "group", .string("The API group of the objects; empty for the core group, `*` for every group.")),
            .required("kind", .string("The kind of the objects; `*` for every kind.", Schema.Text(minimumLength: 1))),
            .optional("name", .string("The name of the object; without it, all of the kind.")),
            .optional("namespace", .string("The namespace of the objects; without it, all.")),
            .optional(
                "jsonPointers",
                .list("The fields, as JSON pointers.", of: .string("A JSON pointer such as `/spec/replicas`."))),
            .optional(
                "managers",
                .list(
                    """
                    Field managers; the fields that one of them owns are left alone, also those that it writes \
                    through `scale`, which servers before 1.22 do not record.
                    """,
                    of: .string("The name of a field manager, as `metadata.managedFields` has it."))),
        ])
}

extension GitOpsApplication.SyncPolicy {
    fileprivate static let schema = Schema.object(
        "When and how far the cluster follows the source.",
        [
            .optional(
                "automatic", .boolean("Whether a new revision is applied without being asked for.", default: true)),
            .optional(
                "prune", .boolean("Whether objects that are no longer in the source are deleted.", default: true)),
            .optional(
                "selfHeal", .boolean("Whether objects that others changed or deleted are put right.", default: true)),
            .optional(
                "allowEmpty",
                .boolean("Whether a source that has become empty may delete all objects.", default: false)),
            .optional(
                "interval",
                .duration(
                    "How often everything is applied again, whatever was seen; `0s` for never.",
                    default: GitOpsApplication.Defaults.resync)),
            .optional("retry", GitOpsApplication.RetryPolicy.schema.defaultingToEmpty),
        ])
}

extension GitOpsApplication.RetryPolicy {
    private typealias Defaults = GitOpsApplication.Defaults

    fileprivate static let schema = Schema.object(
        "What happens after a failed operation.",
        [
            .optional(
                "limit",
                .integer(
                    "How many times an operation is tried again for the same revision.", default: Defaults.retryLimit,
                    minimum: 0, maximum: 1_000)),
            .optional("backoff", backoff.defaultingToEmpty),
        ])

    private static let backoff = Schema.object(
        "How long to wait before trying again.",
        [
            .optional("duration", .duration("Before the first retry.", default: Defaults.backoffInitial)),
            .optional(
                "factor",
                .integer(
                    "How many times longer each further wait is.", default: Defaults.backoffFactor, minimum: 1,
                    maximum: 10)),
            .optional("maxDuration", .duration("The longest wait.", default: Defaults.backoffMaximum)),
        ])
}

extension GitOpsApplication.HealthPolicy {
    fileprivate static let schema = Schema.object(
        "What is expected of objects once they are applied.",
        [
            .optional(
                "timeout",
                .duration(
                    "How long objects may take to become healthy.", default: GitOpsApplication.Defaults.healthTimeout)),
            .optional(
                "onFailure",
                .choice(
                    """
                    What follows when they do not: with `Ignore` the operation counts as done and health is shown as it \
                    is, with `Fail` the operation fails.
                    """, OnFailure.self, default: GitOpsApplication.Defaults.healthOnFailure)),
        ])
}

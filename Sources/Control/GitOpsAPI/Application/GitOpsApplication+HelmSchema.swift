extension GitOpsApplication.Helm {
    static let schema = Schema.object(
        """
        How a Helm chart is rendered, the one at the path or the one that `chart` names. On anything else these fields are an \
        error, but for `randomness` on kustomizations.
        """,
        [
            .optional(
                "chart",
                .string(
                    "The name of a chart of `repoURL`; without it, the chart is the one at `path`.",
                    Schema.Text(maximumLength: 250))),
            .optional("repoURL", repoURL),
            .optional(
                "version",
                .string(
                    """
                    The chart's version, or a range of versions such as `^1.2`, which stands for the newest in it; without it, \
                    the newest release.
                    """, Schema.Text(maximumLength: 255))),
            .optional("secretRef", secretRef),
            .optional(
                "passCredentials",
                .boolean(
                    "Whether other hosts that the chart repository's index names get the credentials too.",
                    default: false)),
            .optional(
                "interval",
                .duration(
                    "How often `repoURL` is asked what it has, at least `30s` apart; `0s` for on request only.",
                    default: GitOpsApplication.Defaults.chartInterval)),
            .optional(
                "releaseName",
                .string("The name of the release; without it, the application's.", Schema.Text(maximumLength: 53))),
            .optional("valueFiles", valueFiles),
            .optional(
                "ignoreMissingValueFiles",
                .boolean("Whether it is no error that one of `valueFiles` does not exist.", default: false)),
            .optional("valuesFrom", valuesFrom),
            .optional(
                "values",
                .anyMapping("Values, as a values file has them; they win over `valueFiles` and `valuesFrom`.")),
            .optional("parameters", parameters),
            .optional("fileParameters", fileParameters),
            .optional("skipCRDs", .boolean("Whether the chart's `crds/` are left out.", default: false)),
            .optional(
                "skipTests",
                .boolean("Whether the chart's tests are passed over without a word in status.", default: false)),
            .optional(
                "skipSchemaValidation",
                .boolean("Whether values are not checked against the chart's `values.schema.json`.", default: false)),
            .optional(
                "kubeVersion",
                .string("The version of Kubernetes that the chart is told; without it, the cluster's.")),
            .optional(
                "apiVersions",
                .list(
                    "API versions that the chart is told besides those that Helm knows; without it, what the cluster serves.",
                    of: .string("One, such as `monitoring.coreos.com/v1` or `apps/v1/Deployment`."))),
            .optional("randomness", randomness),
        ])

    private static let repoURL = Schema.string(
        "Where the chart is: a chart repository (`https://…`, `http://…`), or the path in a registry above it (`oci://…`).",
        Schema.Text(maximumLength: ChartRepositoryURL.lengthLimit))

    private static let secretRef = Schema.object(
        """
        A Secret in the application's namespace with credentials for `repoURL`: `username` and `password`, `token`, or \
        `.dockerconfigjson`; `ca.crt` with authorities to trust; `tls.crt` and `tls.key` for a client certificate.
        """, [.required("name", .name("The name of the Secret."))])

    private static let valueFiles = Schema.list(
        "Files of values; later ones win.",
        of: .string(
            """
            A path or pattern, relative to the chart's folder or, with a slash ahead, to the repository's root; `$name/…` \
            is in the source of that name. The files that a pattern matches count in the order of their paths.
            """))

    private static let valuesFrom = Schema.list(
        "Values that ConfigMaps and Secrets in the application's namespace hold; later ones win, and all over `valueFiles`.",
        of: .object(
            "One of them.",
            [
                .required("kind", .choice("Its kind.", GitOpsApplication.VariableSource.Kind.self)),
                .required("name", .name("Its name.")),
                .optional(
                    "valuesKey",
                    .string(
                        "The entry of its data that is meant.", default: GitOpsApplication.HelmValuesSource.defaultKey,
                        Schema.Text(minimumLength: 1, maximumLength: 253))),
                .optional(
                    "targetPath",
                    .string(
                        """
                        The path of a value, such as `database.password`: the entry is this one value then, read as `--set` \
                        reads it, or a text where it stands in quotes. Without it, the entry is a file of values.
                        """, Schema.Text(maximumLength: 250))),
                .optional(
                    "literal",
                    .boolean("Whether the value at `targetPath` is a text, character for character.", default: false)),
                .optional(
                    "optional", .boolean("Whether it is no error that the object does not exist.", default: false)),
            ]))

    private static let parameters = Schema.list(
        "Single values, as `--set` and `--set-string` take them; they win over `values`.",
        of: .object(
            "One of them.",
            [
                .required("name", .string("The value's path, such as `image.tag`.", Schema.Text(minimumLength: 1))),
                .optional("value", .string("The value.")),
                .optional(
                    "forceString", .boolean("Whether the value is a text whatever it looks like.", default: false)),
            ]))

    private static let fileParameters = Schema.list(
        "Values that are the contents of files, as `--set-file` takes them; they win over `parameters`.",
        of: .object(
            "One of them.",
            [
                .required("name", .string("The value's path.", Schema.Text(minimumLength: 1))),
                .required(
                    "path",
                    .string(
                        """
                        The file, relative to the chart's folder or, with a slash ahead, to the repository's root; `$name/…` \
                        is in the source of that name.
                        """,
                        Schema.Text(minimumLength: 1))),
            ]))

    private static let randomness = Schema.choice(
        """
        What functions such as `randAlphaNum` and `now` give: with `Stable` the same in each render, with `Native` something \
        else each time, as in Helm; with `Refuse` charts that call them are an error.
        """, Randomness.self, default: .stable)
}

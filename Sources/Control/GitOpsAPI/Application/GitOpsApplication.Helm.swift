package import Documents

extension GitOpsApplication {
    /// How the chart at the source's path is rendered.
    package struct Helm: Sendable, Hashable {
        /// What charts get that draw random numbers, make keys or ask for the time.
        package enum Randomness: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// Every render draws the same.
            case stable = "Stable"
            /// Every render draws anew, as Helm does.
            case native = "Native"
            /// A chart that draws is an error.
            case refuse = "Refuse"
        }

        /// The name of a chart of `repoURL`; empty for the chart at the source's path.
        package var chart = ""
        /// A chart repository, or a registry as `oci://…`.
        package var repoURL = ""
        /// A version or a range of versions; empty for the newest release.
        package var version = ""
        package var secretRef: LocalReference?
        /// Whether other hosts that the repository's index names get the credentials too.
        package var passCredentials = false
        /// How often the repository is asked what it has; zero for on request only.
        package var interval = APIDuration.minutes(10)
        /// Empty for the application's name.
        package var releaseName = ""
        package var valueFiles: [String] = []
        package var ignoreMissingValueFiles = false
        /// Objects that hold values; they win over the files.
        package var valuesFrom: [HelmValuesSource] = []
        /// A mapping; wins over the files and over `valuesFrom`.
        package var values: Value?
        /// Win over `values`.
        package var parameters: [HelmParameter] = []
        package var fileParameters: [HelmFileParameter] = []
        package var skipCRDs = false
        package var skipTests = false
        package var skipSchemaValidation = false
        /// Empty for the cluster's own.
        package var kubeVersion = ""
        /// Empty for what the cluster serves.
        package var apiVersions: [String] = []
        package var randomness = Randomness.stable

        package init() {}

        /// Whether the chart comes from a repository or registry.
        package var isRemote: Bool { !chart.isEmpty && !repoURL.isEmpty }
    }

    /// A value by its path, as `--set` and `--set-string` take it.
    package struct HelmParameter: Sendable, Hashable {
        package var name = ""
        package var value = ""
        package var forceString = false
    }

    /// A value that is the content of a file, as `--set-file` takes it.
    package struct HelmFileParameter: Sendable, Hashable {
        package var name = ""
        package var path = ""
    }
}

extension GitOpsApplication.Helm: Recorded {
    static let record = Record(
        Self(),
        """
        How a Helm chart is rendered, the one at the path or the one that `chart` names. On anything else these fields are an \
        error, but for `randomness` on kustomizations.
        """,
        [
            .optional(
                "chart", \.chart, "The name of a chart of `repoURL`; without it, the chart is the one at `path`.",
                .length(atMost: 250)),
            .optional(
                "repoURL", \.repoURL,
                """
                Where the chart is: a chart repository (`https://…`, `http://…`), or the path in a registry above it \
                (`oci://…`).
                """, .length(atMost: ChartRepositoryURL.lengthLimit)),
            .optional(
                "version", \.version,
                """
                The chart's version, or a range of versions such as `^1.2`, which stands for the newest in it; without it, \
                the newest release.
                """, .length(atMost: 255)),
            .optional(
                "secretRef", \.secretRef,
                """
                A Secret in the application's namespace with credentials for `repoURL`: `username` and `password`, \
                `token`, or `.dockerconfigjson`; `ca.crt` with authorities to trust; `tls.crt` and `tls.key` for a client \
                certificate.
                """),
            .defaulted(
                "passCredentials", \.passCredentials,
                "Whether other hosts that the chart repository's index names get the credentials too."),
            .defaulted(
                "interval", \.interval,
                "How often `repoURL` is asked what it has, at least `30s` apart; `0s` for on request only."),
            .optional(
                "releaseName", \.releaseName, "The name of the release; without it, the application's.",
                .length(atMost: 53)),
            .optional(
                "valueFiles", \.valueFiles, "Files of values; later ones win.",
                .elements(
                    """
                    A path or pattern, relative to the chart's folder or, with a slash ahead, to the repository's root; \
                    `$name/…` is in the source of that name. The files that a pattern matches count in the order of their \
                    paths.
                    """)),
            .defaulted(
                "ignoreMissingValueFiles", \.ignoreMissingValueFiles,
                "Whether it is no error that one of `valueFiles` does not exist."),
        ] + values + [
            .defaulted("skipCRDs", \.skipCRDs, "Whether the chart's `crds/` are left out."),
            .defaulted(
                "skipTests", \.skipTests, "Whether the chart's tests are passed over without a word in status."),
            .defaulted(
                "skipSchemaValidation", \.skipSchemaValidation,
                "Whether values are not checked against the chart's `values.schema.json`."),
            .optional(
                "kubeVersion", \.kubeVersion,
                "The version of Kubernetes that the chart is told; without it, the cluster's."),
            .optional(
                "apiVersions", \.apiVersions,
                "API versions that the chart is told besides those that Helm knows; without it, what the cluster serves.",
                .elements("One, such as `monitoring.coreos.com/v1` or `apps/v1/Deployment`.")),
            .defaulted(
                "randomness", \.randomness,
                """
                What functions such as `randAlphaNum` and `now` give: with `Stable` the same in each render, with `Native` \
                something else each time, as in Helm; with `Refuse` charts that call them are an error.
                """),
        ])

    private static let values: [Field<Self>] = [
        .optional(
            "valuesFrom", \.valuesFrom,
            """
            Values that ConfigMaps and Secrets in the application's namespace hold; later ones win, and all over \
            `valueFiles`.
            """),
        .optional(
            "values", \.values, "Values, as a values file has them; they win over `valueFiles` and `valuesFrom`."),
        .optional(
            "parameters", \.parameters,
            "Single values, as `--set` and `--set-string` take them; they win over `values`."),
        .optional(
            "fileParameters", \.fileParameters,
            "Values that are the contents of files, as `--set-file` takes them; they win over `parameters`."),
    ]
}

extension GitOpsApplication.HelmParameter: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("name", \.name, "The value's path, such as `image.tag`.", .length(atLeast: 1)),
            .written("value", \.value, "The value."),
            .defaulted("forceString", \.forceString, "Whether the value is a text whatever it looks like."),
        ])
}

extension GitOpsApplication.HelmFileParameter: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("name", \.name, "The value's path.", .length(atLeast: 1)),
            .required(
                "path", \.path,
                """
                The file, relative to the chart's folder or, with a slash ahead, to the repository's root; `$name/…` \
                is in the source of that name.
                """, .length(atLeast: 1)),
        ])
}

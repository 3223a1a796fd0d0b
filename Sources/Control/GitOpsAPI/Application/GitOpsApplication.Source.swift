extension GitOpsApplication {
    /// Which files, and how they become objects.
    package struct Source: Sendable, Hashable {
        /// What makes objects of the files.
        package enum RendererType: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// Told by the files that are there.
            case auto = "Auto"
            case directory = "Directory"
            case kustomize = "Kustomize"
            case helm = "Helm"
        }

        /// Of a source in a list; empty for the only one.
        package var name = ""
        /// Nil for a chart of a chart repository or registry that needs no files of git.
        package var repositoryRef: NamespacedReference?
        /// A branch, tag, semver range or commit instead of the repository's reference; empty for that one.
        package var revision = ""
        /// From the repository's root; empty for the root itself.
        package var path = ""
        package var type = RendererType.auto
        package var directory = Directory()
        package var helm = Helm()
        package var kustomize = Kustomize()
        package var substitute = Substitution()

        /// Whether it only gives files to other sources of the application, and has no objects of its own.
        package var isFilesOnly: Bool { !name.isEmpty && path.isEmpty && !helm.isRemote }
    }

    /// Which files of a plain folder count.
    package struct Directory: Sendable, Hashable {
        package var recurse = true
        /// A pattern of files to read; empty for all.
        package var include = ""
        /// A pattern of files to leave out; empty for none. It wins over `include`.
        package var exclude = ""

    }

    /// Values for the variables in the rendered texts. `variables` win over `from`, and later sources over earlier.
    package struct Substitution: Sendable, Hashable {
        package var variables: [String: String] = [:]
        package var from: [VariableSource] = []

        package var isEmpty: Bool { variables.isEmpty && from.isEmpty }
    }

    /// An object in the application's namespace whose data are variables.
    package struct VariableSource: Sendable, Hashable {
        /// Which kinds of objects hold variables.
        package enum Kind: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case configMap = "ConfigMap"
            case secret = "Secret"
        }

        package var kind = Kind.configMap
        package var name = ""
        /// Whether it is no error that the object does not exist.
        package var optional = false
    }
}

extension GitOpsApplication.Source: Recorded {
    /// One of a list.
    static let record = Record(
        Self(),
        """
        A source as in `source`, with a name. Without a `path` (`.` is the root) it has no objects, and gives files to \
        other sources.
        """,
        [
            .required(
                "name", \.name,
                "The source's name: `$name/…` in the `helm` block of any of the sources is a file of this one.",
                .pattern(Names.sourcePattern), .length(atLeast: 1, atMost: 63), .emptyIsNone)
        ] + fields
    ).needingOne(of: places).checked(hasPlace)

    /// The only one, which has no name.
    static let only = Record(
        Self(), "Which files, and how they become objects. Either this or `sources` has to be there.", fields
    ).needingOne(of: places).checked(hasPlace)

    static let listSchema = [Self].fieldSchema
        .described("Several sources, whose objects are applied together. Either this or `source` has to be there.")
        .with([.keyed(by: "name"), .count(atMost: 20)])

    private static let fields: [Field<Self>] = [
        .optional(
            "repositoryRef", \.repositoryRef,
            "The \(GitOpsRepository.kind) to read from; needed unless `helm` names a chart from elsewhere.",
            .refers(to: "\(GitOpsRepository.kind)")),
        .optional(
            "revision", \.revision,
            "A branch, tag, range of semantic versions or commit to use instead of the repository's reference.",
            .length(atMost: 255)),
        .optional("path", \.path, "The folder, from the root of the repository.", .length(atMost: 4_096)),
        .defaulted("type", \.type, "How the files become objects; `Auto` tells by the files that are there."),
        .defaulted("directory", \.directory),
        .optional("helm", \.helm),
        .optional("kustomize", \.kustomize),
        .optional("substitute", \.substitute),
    ]

    private static let places = [["repositoryRef"], ["helm.chart", "helm.repoURL"]]

    @Sendable private static func hasPlace(_ source: Self) throws(APIError) {
        let helm = source.helm
        guard source.repositoryRef == nil, helm.chart.isEmpty, helm.repoURL.isEmpty else { return }
        throw APIError(
            .missing, "repositoryRef",
            "is missing: name a repository, or a chart from elsewhere by helm.chart and helm.repoURL")
    }
}

extension GitOpsApplication.Directory: Recorded {
    static let record = Record(
        Self(), "Which YAML and JSON files of a plain folder count. What is set on anything else is an error.",
        [
            .defaulted("recurse", \.recurse, "Whether files in folders below it count too."),
            .optional(
                "include", \.include, "A pattern that files have to match, such as `*.yaml`; empty for all."),
            .optional("exclude", \.exclude, "A pattern of files to leave out; it wins over `include`."),
        ])
}

extension GitOpsApplication.Substitution: Recorded {
    static let record = Record(
        Self(), "Values for variables such as `${NAME}` in the files. Without this, nothing is substituted.",
        [
            .optional("variables", \.variables, "Values by name; they win over those of `from`."),
            .optional(
                "from", \.from, "Objects in the application's namespace whose data are values by name; later ones win.",
                .keyed(by: "kind"), .keyed(by: "name")),
        ])
}

extension GitOpsApplication.VariableSource: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("kind", \.kind, "Its kind."),
            .required("name", \.name, "Its name.", .objectName),
            .defaulted("optional", \.optional, "Whether it is no error that the object does not exist."),
        ])
}

package import Documents

extension GitOpsApplication {
    /// How the chart at the source's path is rendered.
    package struct Helm: Sendable, Hashable {
        package enum Randomness: String, Sendable, Hashable, CaseIterable {
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
        package var interval = Defaults.chartInterval
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
        package var name: String
        package var value: String
        package var forceString: Bool
    }

    /// A value that is the content of a file, as `--set-file` takes it.
    package struct HelmFileParameter: Sendable, Hashable {
        package var name: String
        package var path: String
    }
}

extension GitOpsApplication.Helm: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        chart = try fields.string("chart") ?? ""
        repoURL = try fields.string("repoURL") ?? ""
        version = try fields.string("version") ?? ""
        secretRef = try fields.optional("secretRef")
        passCredentials = try fields.bool("passCredentials") ?? false
        interval = try fields.duration("interval") ?? GitOpsApplication.Defaults.chartInterval
        releaseName = try fields.string("releaseName") ?? ""
        valueFiles = try fields.strings("valueFiles")
        ignoreMissingValueFiles = try fields.bool("ignoreMissingValueFiles") ?? false
        valuesFrom = try fields.list("valuesFrom")
        values = try fields.mapping("values")
        parameters = try fields.list("parameters")
        fileParameters = try fields.list("fileParameters")
        skipCRDs = try fields.bool("skipCRDs") ?? false
        skipTests = try fields.bool("skipTests") ?? false
        skipSchemaValidation = try fields.bool("skipSchemaValidation") ?? false
        kubeVersion = try fields.string("kubeVersion") ?? ""
        apiVersions = try fields.strings("apiVersions")
        randomness = try fields.choice("randomness") ?? .stable
    }

    package var value: Value {
        .fields([
            "chart": chart.nonEmpty.map(Value.string),
            "repoURL": repoURL.nonEmpty.map(Value.string),
            "version": version.nonEmpty.map(Value.string),
            "secretRef": secretRef?.fieldValue,
            "passCredentials": .bool(passCredentials),
            "interval": .string(interval),
            "releaseName": releaseName.nonEmpty.map(Value.string),
            "valueFiles": valueFiles.isEmpty ? nil : .strings(valueFiles),
            "ignoreMissingValueFiles": .bool(ignoreMissingValueFiles),
            "valuesFrom": valuesFrom.isEmpty ? nil : .array(valuesFrom.map(\.fieldValue)),
            "values": values,
            "parameters": parameters.isEmpty ? nil : .array(parameters.map(\.fieldValue)),
            "fileParameters": fileParameters.isEmpty ? nil : .array(fileParameters.map(\.fieldValue)),
            "skipCRDs": .bool(skipCRDs),
            "skipTests": .bool(skipTests),
            "skipSchemaValidation": .bool(skipSchemaValidation),
            "kubeVersion": kubeVersion.nonEmpty.map(Value.string),
            "apiVersions": apiVersions.isEmpty ? nil : .strings(apiVersions),
            "randomness": .string(randomness),
        ])
    }
}

extension GitOpsApplication.HelmParameter: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
        value = try fields.string("value") ?? ""
        forceString = try fields.bool("forceString") ?? false
    }

    /// As it stands in a manifest.
    var fieldValue: Value {
        .fields(["name": .string(name), "value": .string(value), "forceString": .bool(forceString)])
    }
}

extension GitOpsApplication.HelmFileParameter: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
        path = try fields.required("path")
    }

    var fieldValue: Value { .fields(["name": .string(name), "path": .string(path)]) }
}

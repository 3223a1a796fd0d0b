import Documents

/// One of `helmCharts`, with what `helmGlobals` says for all.
struct ChartArguments {
    /// How `valuesInline` and the file of values come together.
    enum ValuesMerge: String, CaseIterable {
        /// What is in both is as in `valuesInline`.
        case override
        /// What is in both is as in the file.
        case merge
        /// The file counts for nothing.
        case replace
    }

    static let defaultHome = "charts"

    /// The directory that charts lie in, relative to the kustomization.
    var home = ""
    var name: String
    var version = ""
    var repository = ""
    var releaseName = ""
    var nameTemplate = ""
    var namespace = ""
    var valuesFile = ""
    var additionalValuesFiles: [String] = []
    /// Nil where it says nothing.
    var inlineValues: Value?
    var valuesMerge = ValuesMerge.override
    var includesDefinitions = false
    var skipsHooks = false
    var skipsTests = false
    var apiVersions: [String] = []
    var kubeVersion = ""

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        name = try fields.string("name")
        version = try fields.string("version")
        repository = try fields.string("repo")
        releaseName = try fields.string("releaseName")
        nameTemplate = try fields.string("nameTemplate")
        namespace = try fields.string("namespace")
        additionalValuesFiles = try fields.strings("additionalValuesFiles")
        valuesFile = try fields.string("valuesFile")
        inlineValues = try ChartArguments.values("valuesInline", &fields)
        valuesMerge = try ChartArguments.merge(&fields)
        includesDefinitions = try fields.bool("includeCRDs")
        skipsHooks = try fields.bool("skipHooks")
        skipsTests = try fields.bool("skipTests")
        apiVersions = try fields.strings("apiVersions")
        kubeVersion = try fields.string("kubeVersion")
        // Says what Helm prints besides.
        _ = try fields.bool("debug")
    }

    /// As `helmChartInflationGenerator` has them, which came before `helmCharts`. What kustomize passes over there is passed
    /// over here.
    init(legacy fields: inout FieldReader) throws(KustomizeError) {
        home = try fields.string("chartHome")
        name = try fields.string("chartName")
        version = try fields.string("chartVersion")
        repository = try fields.string("chartRepoUrl")
        valuesFile = try fields.string("values")
        inlineValues = try ChartArguments.values("valuesLocal", &fields)
        valuesMerge = try ChartArguments.merge(&fields)
        releaseName = try fields.string("releaseName")
        for name in ["chartRepoName", "helmBin", "helmHome", "releaseNamespace"] { _ = try fields.string(name) }
        _ = try fields.strings("extraArgs")
    }

    /// `helmGlobals`: the directory that charts lie in.
    static func home(_ fields: inout FieldReader) throws(KustomizeError) -> String {
        // Where Helm would have its own files.
        _ = try fields.string("configHome")
        return try fields.string("chartHome")
    }

    private static func values(_ name: String, _ fields: inout FieldReader) throws(KustomizeError) -> Value? {
        guard let value = fields.value(name) else { return nil }
        guard let values = value.object else {
            throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a mapping", field: name)
        }
        return values.isEmpty ? nil : value
    }

    private static func merge(_ fields: inout FieldReader) throws(KustomizeError) -> ValuesMerge {
        let text = try fields.string("valuesMerge")
        guard let merge = text.isEmpty ? .override : ValuesMerge(rawValue: text) else {
            let known = ValuesMerge.allCases.map(\.rawValue).joined(separator: ", ")
            throw KustomizeError(.invalid, "has to be one of \(known)", field: "valuesMerge")
        }
        return merge
    }
}

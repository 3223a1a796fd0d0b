import Documents

/// What a kustomization file says, with the deprecated fields in the place of those that followed them.
struct KustomizationFile {
    static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    static let componentKind = "Component"

    /// Of the file itself.
    var name: String
    var kind = "Kustomization"
    var openAPI: [String: String]?
    var namePrefix = ""
    var nameSuffix = ""
    var namespace = ""
    var commonLabels: [String: String]?
    var labels: [LabelRule] = []
    var commonAnnotations: [String: String]?
    var strategicPatches: [String] = []
    /// As they stand; what they mean is in `Patching`.
    var jsonPatches: [Value] = []
    var patches: [Value] = []
    var images: [ImageRule] = []
    var replacements: [Value] = []
    var replicas: [ReplicaRule] = []
    var variables: [Value] = []
    var sortOptions: SortOptions?
    var resources: [String] = []
    var components: [String] = []
    var customResources: [String] = []
    var configMaps: [GeneratorArguments] = []
    var secrets: [GeneratorArguments] = []
    var charts: [ChartArguments] = []
    var generatorOptions: GeneratorOptions?
    var configurations: [String] = []
    var generators: [String] = []
    var transformers: [String] = []
    var validators: [String] = []
    var buildMetadata: [String] = []

    /// The kustomization file of a directory.
    static func load(_ loader: Loader) throws(KustomizeError) -> KustomizationFile {
        if let file = try loadIfPresent(loader) { return file }
        throw KustomizeError(.notFound, "has none of \(names.joined(separator: ", "))", kustomization: loader.title)
    }

    static func loadIfPresent(_ loader: Loader) throws(KustomizeError) -> KustomizationFile? {
        var found: (name: String, bytes: [UInt8])?
        for name in names {
            guard let bytes = try loader.readIfPresent(name) else { continue }
            guard found == nil else {
                throw KustomizeError(
                    .conflict, "has more than one of \(names.joined(separator: ", ")); keep one",
                    kustomization: loader.title)
            }
            found = (name, bytes)
        }
        guard let found else { return nil }
        do throws(KustomizeError) {
            let value = try FirstDocument.read(found.bytes, limits: loader.budget.options.bounds.document)
            return try KustomizationFile(value, name: found.name)
        } catch {
            throw error.at(loader.root)
        }
    }

    /// - Parameter name: of the file that the value is from.
    init(_ value: Value, name: String) throws(KustomizeError) {
        self.name = name
        var fields = try FieldReader(value, path: "")
        try checkKind(&fields)
        try readNames(&fields)
        try readOperators(&fields)
        try readOperands(&fields)
        try readCharts(&fields)
        try readPlugins(&fields)
        try fields.finish()
        guard let members = value.object, members.contains(where: { !KustomizationFile.isIdentity($0) && !$1.isNull })
        else {
            throw KustomizeError(.invalid, "the kustomization says nothing; name resources in it")
        }
    }

    private static func isIdentity(_ key: String) -> Bool { ["apiversion", "kind"].contains(key.lowercased()) }

    private mutating func checkKind(_ fields: inout FieldReader) throws(KustomizeError) {
        let written = try fields.string("kind")
        if !written.isEmpty { kind = written }
        guard kind == "Kustomization" || kind == KustomizationFile.componentKind else {
            throw KustomizeError(.invalid, "has to be Kustomization or Component", field: "kind")
        }
        let version = kind == KustomizationFile.componentKind ? "v1alpha1" : "v1beta1"
        let apiVersion = try fields.string("apiVersion")
        guard apiVersion.isEmpty || apiVersion == "kustomize.config.k8s.io/\(version)" else {
            throw KustomizeError(
                .invalid, "of a \(kind) has to be kustomize.config.k8s.io/\(version)", field: "apiVersion")
        }
        _ = try fields.record("metadata") { metadata throws(KustomizeError) in
            for name in ["name", "namespace"] { _ = try metadata.string(name) }
            for name in ["labels", "annotations"] { _ = try metadata.texts(name) }
        }
    }

    private mutating func readNames(_ fields: inout FieldReader) throws(KustomizeError) {
        openAPI = try fields.texts("openapi")
        namePrefix = try fields.string("namePrefix")
        nameSuffix = try fields.string("nameSuffix")
        namespace = try fields.string("namespace")
        commonLabels = try fields.texts("commonLabels")
        labels = try fields.records("labels") { label throws(KustomizeError) in try LabelRule(&label) }
        commonAnnotations = try fields.texts("commonAnnotations")
    }

    private mutating func readOperators(_ fields: inout FieldReader) throws(KustomizeError) {
        let asWritten = { (value: Value, _: String) throws(KustomizeError) -> Value in value }
        strategicPatches = try fields.strings("patchesStrategicMerge")
        jsonPatches = try fields.list("patchesJson6902", asWritten)
        patches = try fields.list("patches", asWritten)
        images = try fields.records("images") { image throws(KustomizeError) in try ImageRule(&image) }
        images += try fields.records("imageTags") { image throws(KustomizeError) in try ImageRule(&image) }
        replacements = try fields.list("replacements", asWritten)
        replicas = try fields.records("replicas") { replica throws(KustomizeError) in try ReplicaRule(&replica) }
        variables = try fields.list("vars", asWritten)
        sortOptions = try fields.record("sortOptions") { options throws(KustomizeError) in try SortOptions(&options) }
    }

    private mutating func readOperands(_ fields: inout FieldReader) throws(KustomizeError) {
        resources = try fields.strings("resources")
        resources += try fields.strings("bases")
        components = try fields.strings("components")
        customResources = try fields.strings("crds")
        configMaps = try fields.records("configMapGenerator") { arguments throws(KustomizeError) in
            try GeneratorArguments(&arguments, isSecret: false)
        }
        secrets = try fields.records("secretGenerator") { arguments throws(KustomizeError) in
            try GeneratorArguments(&arguments, isSecret: true)
        }
        generatorOptions = try fields.record("generatorOptions") { options throws(KustomizeError) in
            try GeneratorOptions(&options)
        }
        configurations = try fields.strings("configurations")
        buildMetadata = try fields.strings("buildMetadata")
    }

    private mutating func readPlugins(_ fields: inout FieldReader) throws(KustomizeError) {
        generators = try fields.strings("generators")
        transformers = try fields.strings("transformers")
        validators = try fields.strings("validators")
    }

    private mutating func readCharts(_ fields: inout FieldReader) throws(KustomizeError) {
        charts = try fields.records("helmCharts") { chart throws(KustomizeError) in try ChartArguments(&chart) }
        charts += try fields.records("helmChartInflationGenerator") { chart throws(KustomizeError) in
            try ChartArguments(legacy: &chart)
        }
        // All charts lie in one directory; without globals the last one that names it decides.
        let globals = try fields.record("helmGlobals") { globals throws(KustomizeError) in
            try ChartArguments.home(&globals)
        }
        let home = globals ?? charts.last { !$0.home.isEmpty }?.home ?? ""
        for index in charts.indices { charts[index].home = home }
    }
}

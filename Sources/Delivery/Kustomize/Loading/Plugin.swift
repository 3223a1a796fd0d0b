import Documents

/// The configuration of a generator or transformer that is an object of its own, in a file or in the kustomization.
///
/// Only kustomize's builtin ones are here. All others are programs, and none is run.
struct Plugin {
    let resource: Resource
    let origin: Origin?

    var kind: String { resource.body.kindText }

    init(_ resource: Resource) throws(KustomizeError) {
        self.resource = resource
        origin = Origin(plugin: resource)
        guard resource.body.apiVersionText == "builtin" else {
            throw KustomizeError(
                .unsupported,
                "\(resource.id) is a plugin that runs a program, and none is run here; only those of "
                    + "apiVersion builtin can be used")
        }
    }

    // MARK: Generators

    func generated(with loader: Loader) throws(KustomizeError) -> [Resource] {
        var fields = try self.fields()
        switch kind {
        case "ConfigMapGenerator", "SecretGenerator":
            let isSecret = kind == "SecretGenerator"
            var arguments = try GeneratorArguments(&fields, isSecret: isSecret)
            if arguments.name.isEmpty { arguments.name = resource.body.nameText }
            if arguments.namespace.isEmpty { arguments.namespace = resource.body.namespaceText }
            return [try Generator(loader: loader, isSecret: isSecret).generate(arguments, options: arguments.options)]
        case "HelmChartInflationGenerator":
            var arguments = try ChartArguments(&fields)
            arguments.home = try ChartArguments.home(&fields)
            return try ChartGenerator(loader: loader).generate(arguments)
        case "IAMPolicyGenerator": return [try serviceAccount(&fields)]
        default: throw KustomizeError(.unsupported, "\(kind) is no generator that is known here")
        }
    }

    /// Of Google's cloud, as the service account of a workload.
    private func serviceAccount(_ fields: inout FieldReader) throws(KustomizeError) -> Resource {
        let cloud = try fields.string("cloud")
        guard cloud == "gke" else { throw KustomizeError(.unsupported, "the cloud '\(cloud)' is not known") }
        let service = try fields.record("kubernetesService") { service throws(KustomizeError) in
            (name: try service.string("name"), namespace: try service.string("namespace"))
        }
        let account = try fields.record("serviceAccount") { account throws(KustomizeError) in
            (name: try account.string("name"), project: try account.string("projectId"))
        }
        let address = "\(account?.name ?? "")@\(account?.project ?? "").iam.gserviceaccount.com"
        var body: Value = ["apiVersion": "v1", "kind": "ServiceAccount"]
        body.setMetadata("annotations", ["iam.gke.io/gcp-service-account": address])
        body.setMetadataText("name", service?.name ?? "")
        if let namespace = service?.namespace, !namespace.isEmpty { body.setMetadataText("namespace", namespace) }
        return Resource(body)
    }

    // MARK: Transformers

    func transformers(with loader: Loader) throws(KustomizeError) -> [any Transformer] {
        var fields = try self.fields()
        switch kind {
        case "PrefixTransformer": return [try affix(.prefix, "prefix", &fields)]
        case "SuffixTransformer": return [try affix(.suffix, "suffix", &fields)]
        case "PrefixSuffixTransformer":
            var copy = fields
            return [try affix(.prefix, "prefix", &fields), try affix(.suffix, "suffix", &copy)]
        case "NamespaceTransformer": return [try namespace(&fields)]
        case "LabelTransformer", "AnnotationsTransformer":
            let entries = try fields.texts(kind == "LabelTransformer" ? "labels" : "annotations") ?? [:]
            return [MappingTransformer(entries: entries, fields: try specs(&fields))]
        case "ImageTagTransformer":
            guard let rule = try fields.record("imageTag", { image throws(KustomizeError) in try ImageRule(&image) })
            else { return [] }
            return [try ImageTransformer(rule, fields: try specs(&fields))]
        case "ReplicaCountTransformer":
            guard let rule = try fields.record("replica", { rule throws(KustomizeError) in try ReplicaRule(&rule) })
            else { throw KustomizeError(.invalid, "\(kind) has no replica, which it needs") }
            return [ReplicaTransformer(name: rule.name, count: rule.count, fields: try specs(&fields))]
        case "HashTransformer": return [HashTransformer()]
        default: return try patches(&fields, loader)
        }
    }

    private func patches(_ fields: inout FieldReader, _ loader: Loader) throws(KustomizeError) -> [any Transformer] {
        let body = Lexical.json(resource.body)
        switch kind {
        case "PatchTransformer":
            return [try PatchTransformer(identityRemoved(body), path: kind, loader, isLenient: true)]
        case "PatchJson6902Transformer":
            var patch = identityRemoved(body)
            if let operations = patch["jsonOp"] { patch["patch"] = operations }
            patch["jsonOp"] = nil
            return [try JSONPatchTransformer(patch, path: kind, loader, isLenient: true)]
        case "PatchStrategicMergeTransformer":
            let inline = try fields.string("patches")
            return [try StrategicPatches(try fields.strings("paths") + (inline.isEmpty ? [] : [inline]), loader)]
        case "ReplacementTransformer":
            let entries = try fields.list("replacements") { (value, _) throws(KustomizeError) in value }
            return [try ReplacementTransformer(entries, path: "replacements", loader, isLenient: true)]
        case "ValueAddTransformer": return [try ValueTransformer(&fields, loader)]
        default: throw KustomizeError(.unsupported, "\(kind) is no transformer that is known here")
        }
    }

    private func identityRemoved(_ body: Value) -> Value {
        var body = body
        for key in ["apiVersion", "kind", "metadata"] { body[key] = nil }
        return body
    }

    private func affix(
        _ place: AffixTransformer.Place, _ name: String, _ fields: inout FieldReader
    ) throws(KustomizeError) -> any Transformer {
        let specs = try specs(&fields)
        guard !specs.isEmpty else { throw KustomizeError(.invalid, "\(kind) has no fieldSpecs, which it needs") }
        return try AffixTransformer(place: place, text: try fields.string(name), fields: specs, field: name)
    }

    private func namespace(_ fields: inout FieldReader) throws(KustomizeError) -> any Transformer {
        let mode = try fields.string("setRoleBindingSubjects")
        guard let subjects = NamespaceTransformer.Subjects(rawValue: mode.isEmpty ? "defaultOnly" : mode) else {
            throw KustomizeError(
                .invalid, "setRoleBindingSubjects has to be defaultOnly, allServiceAccounts or none")
        }
        return NamespaceTransformer(
            namespace: resource.body.namespaceText, fields: try specs(&fields),
            unsetOnly: try fields.bool("unsetOnly"), subjects: subjects)
    }

    private func specs(_ fields: inout FieldReader) throws(KustomizeError) -> [FieldSpec] {
        try FieldSpec.list("fieldSpecs", of: &fields)
    }

    private func fields() throws(KustomizeError) -> FieldReader {
        try FieldReader(Lexical.json(resource.body), path: kind, allowsUnknown: true)
    }
}

extension Target {
    /// The plugins that entries of a kustomization stand for: objects as text, or files and kustomizations of such.
    func plugins(_ entries: [String]) throws(KustomizeError) -> [Plugin] {
        var accumulated = Accumulator()
        var paths: [String] = []
        for entry in entries {
            let limits = loader.budget.options.bounds.document
            guard let resources = try? ResourceReader.read(Array(entry.utf8), limits: limits) else {
                paths.append(entry)
                continue
            }
            for resource in resources {
                if let origin = origin?.appending(file.name) {
                    resource.body.setAnnotation(BuildAnnotations.origin, origin.text)
                }
            }
            try accumulated.set.append(contentsOf: resources)
        }
        try addResources(paths, to: &accumulated)
        var plugins: [Plugin] = []
        for resource in accumulated.set.resources { plugins.append(try Plugin(resource)) }
        return plugins
    }

    /// Validators may look at the objects, and not change them. The builtin plugins that could be used so all change
    /// what they look at.
    func validate(_ accumulated: Accumulator) throws(KustomizeError) {
        guard !file.validators.isEmpty else { return }
        try named("validators") { () throws(KustomizeError) in
            let before = accumulated.set.resources.map { Target.unvalidated($0.body) }
            var set = accumulated.set
            for plugin in try plugins(file.validators) {
                for transformer in try plugin.transformers(with: loader) {
                    try transformer.transform(&set, loader.budget)
                }
            }
            guard set.resources.map({ Target.unvalidated($0.body) }) == before else {
                throw KustomizeError(.invalid, "a validator has changed the objects, which it may not")
            }
        }
    }

    private static func unvalidated(_ body: Value) -> Value {
        var body = body
        body["metadata"]?["labels"]?["validated-by"] = nil
        return body
    }
}

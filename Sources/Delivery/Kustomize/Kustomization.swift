package import Documents
import GoValues
import GoYAML
package import SourceTrees

/// Kustomize, rendered in process and from a `SourceTree` alone: what `kustomize build` gives for a directory.
///
/// The semantics are those of kustomize 5.5 to 5.8; `docs/kustomize.md` says where they differ from it. Nothing is read
/// but what the tree holds and what `RemoteSources` hands out, and no program is run.
package enum Kustomization {
    /// What a directory that is a kustomization has one of.
    package static let fileNames = KustomizationFile.names

    /// What an overlay renders to.
    package struct Output: Sendable {
        /// In the order that was asked for.
        package let manifests: [Manifest]

        package var objects: [Value] { manifests.map(\.object) }

        /// The objects as `kustomize build` prints them, byte for byte.
        package func yaml() throws(KustomizeError) -> [UInt8] {
            var output: [UInt8] = []
            for manifest in manifests {
                if !output.isEmpty { output += "---\n".utf8 }
                output += try manifest.yaml()
            }
            return output
        }
    }

    /// One object of the result.
    package struct Manifest: Sendable {
        /// With the texts that say more than their values.
        fileprivate let body: Value
        /// Where the object was written, or is made.
        package let origin: Resource.Place
        /// What wrote its fields, where somebody asks.
        package let history: BuildRecorder.History?

        package var object: Value { Lexical.json(body) }

        /// As `kustomize build` prints it.
        package func yaml() throws(KustomizeError) -> [UInt8] {
            do throws(GoError) { return try GoYAML.marshal(JSONText.goValue(body)) } catch {
                throw KustomizeError(
                    .invalid, "\(body.kindText) '\(body.nameText)' cannot be written: \(error.message)")
            }
        }
    }

    /// Builds the kustomization of a directory of the tree.
    ///
    /// - Parameters:
    ///   - inflater: renders `helmCharts`; without it they are refused.
    ///   - remotes: has what lies in other repositories; without it that is refused.
    ///   - recorder: told of what writes the fields of objects; nil where nobody asks.
    package static func build(
        _ tree: any SourceTree, directory: String, options: KustomizeOptions, inflater: (any ChartInflater)? = nil,
        remotes: (any RemoteSources)? = nil, recorder: BuildRecorder? = nil
    ) throws(KustomizeError) -> Output {
        let budget = BuildBudget(
            tree: tree, options: options, inflater: inflater, remotes: remotes, recorder: recorder)
        let target = try Target(outermost: try Loader(directory, budget: budget))
        var result = try target.accumulate()
        if let overlay = options.overlay {
            var base = Accumulator()
            try base.merge(result)
            result = try Target(overlay, over: target).accumulate(onto: base)
        }
        do throws(KustomizeError) {
            try finish(&result, budget)
            try clean(&result.set, target.file.buildMetadata, budget)
            let order = target.file.sortOptions ?? SortOptions(order: options.order)
            result.set.rearrange(order.sorted(result.set.resources))
        } catch {
            throw error.at(target.loader.root)
        }
        return Output(
            manifests: result.set.resources.map {
                Manifest(body: $0.body, origin: $0.origin, history: recorder?.history(of: $0))
            })
    }

    /// What is done once, when everything has come together.
    private static func finish(_ result: inout Accumulator, _ budget: BuildBudget) throws(KustomizeError) {
        let configuration = result.configuration
        try recorded("the hash of the content in the name", &result.set, budget) { set throws(KustomizeError) in
            try HashTransformer().transform(&set, budget)
        }
        try recorded("the new name of another object", &result.set, budget) { set throws(KustomizeError) in
            try ReferenceTransformer(references: configuration.nameReference).transform(&set, budget)
        }
        let variables = result.variables
        try recorded("vars", &result.set, budget) { set throws(KustomizeError) in
            try variables.resolve(in: &set, at: configuration.varReference, budget)
        }
        for resource in result.set.resources {
            try checkIdentity(of: resource.body)
            try BrokenKey.check(resource)
        }
        // Replacements may have given two objects one name.
        var kept = ResourceSet()
        try kept.append(
            contentsOf: result.set.resources.filter { ($0.annotation(BuildAnnotations.isLocal) ?? "false") == "false" })
        result.set = kept
    }

    private static func recorded(
        _ step: String, _ set: inout ResourceSet, _ budget: BuildBudget,
        _ transform: (inout ResourceSet) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        budget.recorder?.begin(set)
        try transform(&set)
        budget.recorder?.end(BuildRecorder.Step(field: step, file: "", patch: nil))
    }

    private static func checkIdentity(of body: Value) throws(KustomizeError) {
        let (kind, name) = (body["kind"] ?? .null, body["metadata"]?["name"] ?? .null)
        guard !kind.isAbsent, !body.kindText.isEmpty else {
            throw KustomizeError(.invalid, "the object '\(body.nameText)' has lost its kind")
        }
        guard body.kindText.hasSuffix("List") || !name.isAbsent && !body.nameText.isEmpty else {
            throw KustomizeError(.invalid, "a \(body.kindText) has lost its name")
        }
        for key in ["labels", "annotations"] where !body.hasMetadataMapping(key) {
            throw KustomizeError(.invalid, "the metadata.\(key) of \(body.kindText) '\(body.nameText)' are no mapping")
        }
    }

    /// Takes away what only the build has a use for. Annotations are texts afterwards, whatever they were.
    private static func clean(
        _ set: inout ResourceSet, _ buildMetadata: [String], _ budget: BuildBudget
    ) throws(KustomizeError) {
        if buildMetadata.contains("managedByLabel") {
            let label = MappingTransformer(
                entries: ["app.kubernetes.io/managed-by": "kustomize-v5.5.0"],
                fields: [FieldSpec(path: "metadata/labels", create: true)])
            try label.transform(&set, budget)
        }
        for resource in set.resources {
            var annotations = resource.body.annotationTexts
            for key in BuildAnnotations.all { annotations[key] = nil }
            if !buildMetadata.contains("originAnnotations") { annotations[BuildAnnotations.origin] = nil }
            if !buildMetadata.contains("transformerAnnotations") {
                annotations[BuildAnnotations.transformations] = nil
            }
            resource.body.setMetadata("annotations", annotations)
        }
    }
}

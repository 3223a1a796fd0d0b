package import Documents
import GoValues
import GoYAML
package import SourceTrees

/// Kustomize, rendered in process and from a `SourceTree` alone: what `kustomize build` gives for a directory.
///
/// The semantics are those of kustomize 5.5 to 5.8; `docs/kustomize.md` says where they differ from it. Nothing is read
/// but what the tree holds, and no program is run.
package enum Kustomization {
    /// What an overlay renders to.
    package struct Output: Sendable {
        /// With the texts that say more than their values.
        fileprivate let bodies: [Value]

        /// In the order that was asked for.
        package var objects: [Value] { bodies.map(Lexical.json) }

        /// The objects as `kustomize build` prints them, byte for byte.
        package func yaml() throws(KustomizeError) -> [UInt8] {
            var output: [UInt8] = []
            for object in bodies {
                if !output.isEmpty { output += "---\n".utf8 }
                do throws(GoError) {
                    output += try GoYAML.marshal(JSONText.goValue(object))
                } catch {
                    throw KustomizeError(
                        .invalid, "\(object.kindText) '\(object.nameText)' cannot be written: \(error.message)")
                }
            }
            return output
        }
    }

    /// Builds the kustomization of a directory of the tree.
    package static func build(
        _ tree: any SourceTree, directory: String, options: KustomizeOptions
    ) throws(KustomizeError) -> Output {
        let budget = BuildBudget(tree: tree, options: options)
        let target = try Target(outermost: try Loader(directory, budget: budget))
        var result = try target.accumulate()
        do throws(KustomizeError) {
            try finish(&result)
            let order = target.file.sortOptions ?? SortOptions(order: options.order)
            result.set.rearrange(order.sorted(result.set.resources))
        } catch {
            throw error.at(target.loader.root)
        }
        clean(result.set, target.file.buildMetadata)
        return Output(bodies: result.set.resources.map(\.body))
    }

    /// What is done once, when everything has come together.
    private static func finish(_ result: inout Accumulator) throws(KustomizeError) {
        try HashTransformer().transform(&result.set)
        try ReferenceTransformer(references: result.configuration.nameReference).transform(&result.set)
        try result.variables.resolve(in: &result.set, at: result.configuration.varReference)
        for resource in result.set.resources { try checkIdentity(of: resource.body) }
        // Replacements may have given two objects one name.
        var kept = ResourceSet()
        try kept.append(
            contentsOf: result.set.resources.filter { ($0.annotation(BuildAnnotations.isLocal) ?? "false") == "false" })
        result.set = kept
    }

    private static func checkIdentity(of body: Value) throws(KustomizeError) {
        let (kind, name) = (body["kind"] ?? .null, body["metadata"]?["name"] ?? .null)
        guard !kind.isAbsent, !body.kindText.isEmpty else {
            throw KustomizeError(.invalid, "the object '\(body.nameText)' has lost its kind")
        }
        guard body.kindText.hasSuffix("List") || !name.isAbsent && !body.nameText.isEmpty else {
            throw KustomizeError(.invalid, "a \(body.kindText) has lost its name")
        }
    }

    /// Takes away what only the build has a use for. Annotations are texts afterwards, whatever they were.
    private static func clean(_ set: ResourceSet, _ buildMetadata: [String]) {
        for resource in set.resources {
            if buildMetadata.contains("managedByLabel") {
                var labels = resource.body.labelTexts
                labels["app.kubernetes.io/managed-by"] = "kustomize-v5.5.0"
                resource.body.setMetadata("labels", labels)
            }
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

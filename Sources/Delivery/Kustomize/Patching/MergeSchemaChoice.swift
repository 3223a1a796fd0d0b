import Documents

/// The schema of one build. The outermost kustomization that names one decides, as in kustomize.
///
/// kustomize reads schemas when it needs them, into one place, where nothing is taken away again. So what a kustomization
/// further in names stands alone or comes to the standard one, as it goes with what was built before.
final class MergeSchemaChoice {
    private var chosen = MergeSchema.standard
    private var isChosen = false
    private var isStandardRead = false
    private var isStandardAwaited = false

    /// For a merge.
    func schema() -> MergeSchema {
        isStandardRead = isStandardRead || !isChosen
        return chosen
    }

    /// Has to be told of all objects that are read: one of a kind that is not known from elsewhere makes kustomize look
    /// for the scope of that kind in the schema that there is by then.
    func note(_ resources: [Resource]) {
        guard !isChosen, !isStandardAwaited else { return }
        isStandardAwaited = resources.contains { resource in
            let gvk = resource.gvk
            let isKnown = MergeSchema.standard.type(ofKind: gvk.kind, gvk.apiVersion) != nil
            return !isKnown && !ClusterScopedKinds.contains(gvk)
        }
    }

    func choose(_ openAPI: [String: String]?, _ loader: Loader) throws(KustomizeError) {
        guard let openAPI, !isChosen else { return }
        for key in openAPI.keys where key != "path" && key != "version" {
            throw KustomizeError(.invalid, "has the key '\(key)'; it may have path or version")
        }
        let version = openAPI["version"] ?? ""
        if let path = openAPI["path"] {
            guard version.isEmpty else { throw KustomizeError(.invalid, "has both a path and a version") }
            let named = try MergeSchema(document: try loader.read(path), limits: loader.budget.options.bounds.document)
            chosen = besideStandard(named)
            isChosen = true
        } else if !version.isEmpty {
            guard version == "v1.21.2" else {
                throw KustomizeError(.unsupported, "the version '\(version)' is not built in; v1.21.2 is")
            }
            isChosen = true
        }
    }

    private func besideStandard(_ named: MergeSchema) -> MergeSchema {
        if isStandardRead { return MergeSchema.standard.merged(with: named) }
        return isStandardAwaited ? named.merged(with: .standard) : named
    }
}

import Documents

/// One of `patches`: a strategic merge patch or a JSON patch, in a file or in place.
struct PatchTransformer: Transformer {
    private enum Patch {
        case strategic([Resource], StrategicMerge)
        case operations([Value])
    }

    private let patch: Patch
    private let target: Selector?

    /// `path` is what the patch is called in messages, `patches[2]`.
    init(_ value: Value, path: String, _ loader: Loader, isLenient: Bool = false) throws(KustomizeError) {
        let source = try PatchSource(value, path: path, textField: "patch", isLenient: isLenient)
        target = source.target
        let bytes = try source.read(loader, isTrimmed: true)
        patch = try PatchTransformer.patch(bytes, source, loader)
    }

    private static func patch(
        _ bytes: [UInt8], _ source: PatchSource, _ loader: Loader
    ) throws(KustomizeError) -> Patch {
        let limits = loader.budget.options.bounds.document
        let strategic = Result { () throws(KustomizeError) in try ResourceReader.patches(bytes, limits: limits) }
        let operations = Result { () throws(KustomizeError) in try JSONPatch.operations(bytes, limits: limits) }
        switch (strategic, operations) {
        case (.success(let resources), .failure):
            for resource in resources {
                if source.allowsNameChange { resource.enable(BuildAnnotations.allowNameChange) }
                if source.allowsKindChange { resource.enable(BuildAnnotations.allowKindChange) }
            }
            guard !resources.isEmpty else { throw source.problem("holds a list of patches with none in it") }
            return .strategic(resources, StrategicMerge(schema: loader.budget.schema.schema()))
        case (.failure, .success(let operations)): return .operations(operations)
        case (.success, .success): throw source.problem("is empty, or both a strategic merge patch and a JSON patch")
        case (.failure(let error), .failure(let other)):
            throw source.problem(
                "is neither a strategic merge patch (\(error.message)) nor a JSON patch (\(other.message))")
        }
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        switch patch {
        case .strategic(let patches, let merge): try apply(patches, with: merge, to: &set, budget)
        case .operations(let operations):
            guard let target else {
                throw KustomizeError(.invalid, "a JSON patch has to have a target")
            }
            for resource in set.resources where target.selects(resource) {
                resource.storePreviousID()
                try JSONPatch.apply(operations, to: resource, budget)
            }
        }
    }

    private func apply(
        _ patches: [Resource], with merge: StrategicMerge, to set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        guard let target else {
            for patch in patches {
                try merge.apply(patch, to: try set.resource(called: patch.originalID), budget)
                if patches.count > 1 { set.forget() }
            }
            return
        }
        guard patches.count == 1, let patch = patches.first else {
            throw KustomizeError(.invalid, "with a target there may be one strategic merge patch only")
        }
        try merge.apply(patch, toAll: set.resources.filter(target.selects), of: &set, budget)
    }
}

/// `patchesStrategicMerge`: patches in files or in place, each for the object of its own name.
struct StrategicPatches: Transformer {
    private let patches: [Resource]
    private let merge: StrategicMerge

    init(_ entries: [String], _ loader: Loader) throws(KustomizeError) {
        let limits = loader.budget.options.bounds.document
        var patches: [Resource] = []
        for entry in entries {
            if let inPlace = try? ResourceReader.patches(Array(entry.utf8), limits: limits) {
                patches += inPlace
            } else {
                let bytes = try loader.read(entry)
                do throws(KustomizeError) { patches += try ResourceReader.patches(bytes, limits: limits) } catch {
                    var error = error
                    error.file = loader.name(of: entry)
                    throw error
                }
            }
        }
        guard !patches.isEmpty else { throw KustomizeError(.invalid, "holds no patch") }
        self.patches = patches
        merge = StrategicMerge(schema: loader.budget.schema.schema())
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        set.prepare()
        for patch in patches {
            try merge.apply(patch, toAll: [try set.resource(called: patch.originalID)], of: &set, budget)
        }
    }
}

/// One of `patchesJson6902`.
struct JSONPatchTransformer: Transformer {
    private let operations: [Value]
    private let target: Selector

    init(_ value: Value, path: String, _ loader: Loader, isLenient: Bool = false) throws(KustomizeError) {
        let source = try PatchSource(value, path: path, textField: "patch", isLenient: isLenient)
        guard let target = source.target, !target.name.isEmpty else {
            throw source.problem("has no target with a name")
        }
        self.target = target
        operations = try JSONPatch.operations(
            try source.read(loader, isTrimmed: false), limits: loader.budget.options.bounds.document)
        guard !operations.isEmpty else { throw source.problem("is empty") }
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for resource in set.resources where target.selects(resource) {
            try JSONPatch.apply(operations, to: resource, budget)
        }
    }
}

import Documents

extension Target {
    func transform(_ result: inout Accumulator) throws(KustomizeError) {
        for step in try steps(result.configuration) {
            do throws(KustomizeError) {
                loader.budget.recorder?.begin(result.set)
                try step.transformer.transform(&result.set, loader.budget)
                // First, or else notes would make something of what a patch has deleted.
                result.set.dropEmpty()
                if let origin = step.origin {
                    try Origin.record(transformation: origin, in: result.set, loader.budget)
                }
                for resource in result.set.resources { resource.settle() }
                result.set.forget()
                loader.budget.recorder?.end(recorded(step.field))
                try loader.budget.count(result.set.resources)
            } catch {
                throw error.at(loader.title, field: step.field)
            }
        }
    }

    /// A field of this kustomization, for whoever asks what it does.
    func recorded(_ field: String) -> BuildRecorder.Step {
        let index = field.split(separator: "[").last.flatMap { Int($0.dropLast()) }
        let patches = field.hasPrefix("patchesJson6902") ? file.jsonPatches : file.patches
        let isPatch = field.hasPrefix("patches[") || field.hasPrefix("patchesJson6902[")
        let path = isPatch ? index.flatMap { patches[$0]["path"] }.flatMap(Lexical.text) : nil
        return BuildRecorder.Step(
            field: field, file: file.name == loader.title ? file.name : loader.name(of: file.name),
            patch: path.map { loader.name(of: $0) })
    }

    /// All of them are made before the first one runs, as in kustomize: a missing patch is missed first.
    private func steps(_ fields: TransformerConfiguration) throws(KustomizeError) -> [TransformerStep] {
        var steps = TransformerSteps(target: self)
        try addPatches(to: &steps)
        try addNames(to: &steps, fields)
        try addLabels(to: &steps, fields)
        try addValues(to: &steps, fields)
        for plugin in try named("transformers", { () throws(KustomizeError) in try plugins(file.transformers) }) {
            try steps.add("transformers", origin: plugin.origin) { () throws(KustomizeError) in
                try plugin.transformers(with: loader)
            }
        }
        return steps.steps
    }

    private func addPatches(to steps: inout TransformerSteps) throws(KustomizeError) {
        if !file.strategicPatches.isEmpty {
            try steps.add("patchesStrategicMerge", by: "PatchStrategicMergeTransformer") { () throws(KustomizeError) in
                try StrategicPatches(file.strategicPatches, loader)
            }
        }
        for (index, patch) in file.patches.enumerated() {
            let field = "patches[\(index)]"
            try steps.add(field, by: "PatchTransformer") { () throws(KustomizeError) in
                try PatchTransformer(patch, path: field, loader)
            }
        }
    }

    private func addNames(
        to steps: inout TransformerSteps, _ fields: TransformerConfiguration
    ) throws(KustomizeError) {
        if !file.namespace.isEmpty {
            steps.add(
                "namespace", by: "NamespaceTransformer",
                NamespaceTransformer(namespace: file.namespace, fields: fields.namespace))
        }
        if !file.namePrefix.isEmpty {
            try steps.add("namePrefix", by: "PrefixTransformer") { () throws(KustomizeError) in
                try AffixTransformer(
                    place: .prefix, text: file.namePrefix, fields: fields.namePrefix, field: "namePrefix")
            }
        }
        if !file.nameSuffix.isEmpty {
            try steps.add("nameSuffix", by: "SuffixTransformer") { () throws(KustomizeError) in
                try AffixTransformer(
                    place: .suffix, text: file.nameSuffix, fields: fields.nameSuffix, field: "nameSuffix")
            }
        }
    }

    private func addLabels(
        to steps: inout TransformerSteps, _ fields: TransformerConfiguration
    ) throws(KustomizeError) {
        for (index, rule) in file.labels.enumerated() {
            try steps.add("labels[\(index)]", by: "LabelTransformer") { () throws(KustomizeError) in
                MappingTransformer(entries: rule.pairs, fields: try rule.allFields(fields))
            }
        }
        let commonLabels = file.commonLabels ?? [:]
        if !file.labels.isEmpty || !commonLabels.isEmpty {
            steps.add(
                "commonLabels", by: "LabelTransformer",
                MappingTransformer(entries: commonLabels, fields: fields.commonLabels))
        }
        if let annotations = file.commonAnnotations, !annotations.isEmpty {
            steps.add(
                "commonAnnotations", by: "AnnotationsTransformer",
                MappingTransformer(entries: annotations, fields: fields.commonAnnotations))
        }
    }

    private func addValues(
        to steps: inout TransformerSteps, _ fields: TransformerConfiguration
    ) throws(KustomizeError) {
        for (index, patch) in file.jsonPatches.enumerated() {
            let field = "patchesJson6902[\(index)]"
            try steps.add(field, by: "PatchJson6902Transformer") { () throws(KustomizeError) in
                try JSONPatchTransformer(patch, path: field, loader)
            }
        }
        for (index, rule) in file.replicas.enumerated() {
            steps.add(
                "replicas[\(index)]", by: "ReplicaCountTransformer",
                ReplicaTransformer(name: rule.name, count: rule.count, fields: fields.replicas))
        }
        for (index, rule) in file.images.enumerated() {
            try steps.add("images[\(index)]", by: "ImageTagTransformer") { () throws(KustomizeError) in
                try ImageTransformer(rule, fields: fields.images)
            }
        }
        if !file.replacements.isEmpty {
            try steps.add("replacements", by: "ReplacementTransformer") { () throws(KustomizeError) in
                try ReplacementTransformer(file.replacements, path: "replacements", loader)
            }
        }
    }
}

/// A transformer, the field that asks for it, and where it comes from if that is to be recorded.
struct TransformerStep {
    let field: String
    let transformer: any Transformer
    let origin: Origin?
}

/// The transformers of one kustomization, in their order.
private struct TransformerSteps {
    let target: Target
    private(set) var steps: [TransformerStep] = []

    init(target: Target) { self.target = target }

    mutating func add(_ field: String, by kind: String, _ transformer: any Transformer) {
        let origin = target.origin?.configured(in: target.file.name, by: kind)
        steps.append(TransformerStep(field: field, transformer: transformer, origin: origin))
    }

    mutating func add(
        _ field: String, by kind: String, _ make: () throws(KustomizeError) -> any Transformer
    ) throws(KustomizeError) {
        add(field, by: kind, try target.named(field, make))
    }

    mutating func add(
        _ field: String, origin: Origin?, _ make: () throws(KustomizeError) -> [any Transformer]
    ) throws(KustomizeError) {
        let transformers = try target.named(field, make)
        for (index, transformer) in transformers.enumerated() {
            // Several that one object asks for are one in the notes.
            let noted = index == transformers.count - 1 ? origin : nil
            steps.append(TransformerStep(field: field, transformer: transformer, origin: noted))
        }
    }
}

extension LabelRule {
    /// The fields that the rule is about, with those that hold for all such rules.
    func allFields(_ configuration: TransformerConfiguration) throws(KustomizeError) -> [FieldSpec] {
        var all = fields
        try all.merge(configuration.labels)
        if includesSelectors {
            try all.merge(configuration.commonLabels)
        } else {
            if includesTemplates { try all.merge(configuration.templateLabels) }
            try all.merge([FieldSpec(path: "metadata/labels", create: true)])
        }
        return all
    }
}

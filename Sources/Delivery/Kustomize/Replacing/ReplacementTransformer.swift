import Documents

/// Puts values of objects into others, as `replacements` says.
struct ReplacementTransformer: Transformer {
    private let replacements: [Replacement]

    /// `field` is what the list is called in messages.
    init(
        _ entries: [Value], path field: String, _ loader: Loader, isLenient: Bool = false
    ) throws(KustomizeError) {
        var replacements: [Replacement] = []
        for (index, entry) in entries.enumerated() {
            let name = "\(field)[\(index)]"
            guard let path = entry["path"]?.string, !path.isEmpty else {
                replacements.append(
                    isLenient
                        ? try ReplacementTransformer.lenient(entry, name)
                        : try ReplacementTransformer.replacement(entry, name))
                continue
            }
            guard entry.object?.count == 1 else {
                throw KustomizeError(.invalid, "has both a path and a replacement in place", field: name)
            }
            replacements += try ReplacementTransformer.replacements(inFile: path, loader)
        }
        self.replacements = replacements
    }

    private static func replacement(_ value: Value, _ name: String) throws(KustomizeError) -> Replacement {
        try FieldReader.record(value, name) { fields throws(KustomizeError) in
            // A path that is empty is as good as none.
            _ = try fields.string("path")
            return try Replacement(&fields)
        }
    }

    /// A file holds one replacement, or a list of them.
    private static func replacements(inFile path: String, _ loader: Loader) throws(KustomizeError) -> [Replacement] {
        let bytes = try loader.read(path)
        let value: Value
        do throws(KustomizeError) {
            value = try FirstDocument.read(bytes, limits: loader.budget.options.bounds.document)
        } catch {
            var error = error
            error.file = loader.name(of: path)
            throw error
        }
        switch value {
        case .object: return [try lenient(value, path)]
        case .array(let elements):
            var replacements: [Replacement] = []
            for (index, element) in elements.enumerated() {
                replacements.append(try lenient(element, "\(path)[\(index)]"))
            }
            return replacements
        default:
            throw KustomizeError(
                .invalid, "holds neither a replacement nor a list of them", file: loader.name(of: path))
        }
    }

    /// In files, and in plugins, kustomize lets fields pass that it does not know.
    private static func lenient(_ value: Value, _ name: String) throws(KustomizeError) -> Replacement {
        var fields = try FieldReader(value, path: name, allowsUnknown: true)
        return try Replacement(&fields)
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for replacement in replacements {
            let source = try resource(of: replacement.source, in: set)
            var value = try value(of: replacement.source, in: source)
            for target in replacement.targets {
                try budget.checkCancellation()
                for resource in set.resources where target.selects(resource, resource.unscopedIDs) {
                    for path in target.paths {
                        try put(value, into: resource, at: path, target.options, budget)
                        // A source that is a target too is what it has become.
                        guard resource === source, replacement.source.options.delimiter.isEmpty else { continue }
                        value = (try? replacement.source.path.value(in: source.body)) ?? value
                    }
                }
            }
        }
        set.dropEmpty()
    }

    private func resource(
        of source: Replacement.Source, in set: ResourceSet
    ) throws(KustomizeError) -> Resource {
        let matching = set.resources.filter { $0.unscopedIDs.contains(where: source.identity.selects) }
        guard let resource = matching.first else {
            throw KustomizeError(.notFound, "no object is \(source.identity.id), of which a value is wanted")
        }
        guard matching.count == 1 else {
            throw KustomizeError(
                .conflict, "\(matching.count) objects are \(source.identity.id), of which a value is wanted")
        }
        return resource
    }

    private func value(of source: Replacement.Source, in resource: Resource) throws(KustomizeError) -> Value {
        guard let value = try source.path.value(in: resource.body), !value.isNullOrEmpty else {
            throw KustomizeError(.notFound, "\(resource.id) has no '\(source.path.text)'")
        }
        guard !source.options.delimiter.isEmpty else { return value }
        guard let part = try DelimitedText(value, source.options.delimiter).part(source.options.index) else {
            throw KustomizeError(.invalid, "'\(source.path.text)' has no part \(source.options.index)")
        }
        return Lexical.replacing(value, with: part)
    }

    private func put(
        _ value: Value, into resource: Resource, at path: NodePath, _ options: Replacement.Options,
        _ budget: BuildBudget
    ) throws(KustomizeError) {
        let isScalar = value.object == nil && value.array == nil
        let empty: Value = isScalar ? NodeFinder.unsetScalar : value.array == nil ? .object(Object()) : .array([])
        let finder = NodeFinder(new: options.create ? empty : nil)
        let id = resource.id
        do throws(KustomizeError) {
            try budget.check(value, below: path.steps.count)
            resource.brackets.note(resource.body, path.names)
            let isBracketed = resource.brackets.contain(path.names)
            let count = try finder.change(&resource.body, at: path) { field, isNew throws(KustomizeError) in
                // Annotations have no types: they are made texts of in the end.
                if path.isOfAnnotation, Lexical.text(of: field) != nil {
                    field = Lexical.string(Lexical.text(of: field) ?? "")
                }
                try set(&field, to: value, options, isNew: isNew, budget)
                if isNew, isBracketed, field == Lexical.nothing { field = Lexical.nothingInBrackets }
            }
            guard count > 0 else { throw KustomizeError(.notFound, "there is no such field") }
        } catch {
            var error = error
            error.message = "'\(path.text)' of \(id): \(error.message)"
            throw error
        }
        try budget.count(resource)
    }

    private func set(
        _ field: inout Value, to value: Value, _ options: Replacement.Options, isNew: Bool, _ budget: BuildBudget
    ) throws(KustomizeError) {
        var text = Lexical.text(of: value) ?? ""
        if !options.delimiter.isEmpty {
            let isNewScalar = isNew && field == NodeFinder.unsetScalar
            let former = try DelimitedText(isNewScalar ? "" : field, options.delimiter)
            text = former.replacing(options.index, with: text)
        }
        guard let old = Lexical.text(of: field) else {
            field = value
            return
        }
        try budget.make(texts: text.utf8.count - old.utf8.count)
        // The type of what was there stays; what is new has none and takes the text's.
        let new = isNew ? Lexical.read(Array(text.utf8)) : Lexical.replacing(field, with: text)
        guard isNew || Lexical.typeName(of: new) == Lexical.typeName(of: field) else {
            throw KustomizeError(
                .invalid, "a \(Lexical.typeName(of: field)) ('\(old)') cannot become '\(text)', which is none")
        }
        field = new
    }
}

extension Resource {
    /// All ids, none of which is known to have no namespaces: so replacements look at them in kustomize.
    fileprivate var unscopedIDs: [ResourceID] {
        var current = id
        current.isClusterScoped = false
        return [current] + previousIDs
    }
}

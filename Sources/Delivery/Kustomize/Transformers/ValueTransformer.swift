import Documents

/// kustomize's builtin `ValueAddTransformer`: puts one text into a field of each of several objects, or into the paths of
/// files that stand there.
struct ValueTransformer: Transformer {
    struct Target {
        /// Nil for all objects.
        var selector: Selector?
        var field: String
        /// Which part of the path in the field the text becomes, from 1; with 0 it takes the field's place.
        var position: Int

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            selector = try fields.record("selector") { selector throws(KustomizeError) in try Selector(&selector) }
            field = try fields.string("fieldPath")
            position = try fields.integer("filePathPosition")
            guard !field.isEmpty else { throw KustomizeError(.invalid, "has no fieldPath, which it needs") }
            guard position >= 0 else { throw KustomizeError(.invalid, "filePathPosition cannot be below 0") }
            try FieldPath.checkDepth(field, at: UInt8(ascii: "/"))
        }
    }

    private let text: String
    private let targets: [Target]

    init(_ fields: inout FieldReader, _ loader: Loader) throws(KustomizeError) {
        let text = ValueTransformer.trimmed(try fields.string("value"))
        self.text = text.isEmpty ? String(loader.root.split(separator: "/").last ?? "") : text
        guard !self.text.isEmpty else { throw KustomizeError(.invalid, "has no value, which it needs") }
        var targets = try fields.records("targets") { target throws(KustomizeError) in try Target(&target) }
        let path = try fields.string("targetFilePath")
        if !path.isEmpty {
            let value = try FirstDocument.read(try loader.read(path), limits: loader.budget.options.bounds.document)
            var file = try FieldReader(value, path: path, allowsUnknown: true)
            targets += try file.records("targets") { target throws(KustomizeError) in try Target(&target) }
        }
        guard !targets.isEmpty else { throw KustomizeError(.invalid, "has no targets, which it needs") }
        self.targets = targets
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for target in targets {
            for resource in set.resources where target.selector?.selects(resource) ?? true {
                try add(to: resource, target)
                try budget.count(resource)
            }
        }
    }

    private func add(to resource: Resource, _ target: Target) throws(KustomizeError) {
        guard target.field != "metadata/namespace" else {
            return try NamespaceTransformer(namespace: text, fields: []).move(resource)
        }
        let names = FieldPath.split(target.field, at: UInt8(ascii: "/")).map(ValueTransformer.trimmed)
        let steps = names.filter { !$0.isEmpty }.map(NodePath.step)
        let id = resource.id
        do throws(KustomizeError) { try add(to: &resource.body, steps[...], target.position) } catch {
            var error = error
            error.message = "the field '\(target.field)' of \(id): \(error.message)"
            throw error
        }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    // MARK: The way to the field

    private func add(
        to value: inout Value, _ steps: ArraySlice<NodePath.Step>, _ position: Int
    ) throws(KustomizeError) {
        guard let step = steps.first else { return try put(into: &value, position) }
        if value.isAbsent { return }
        let rest = steps.dropFirst()
        if case .field(let name) = step {
            guard case .object(var members) = value else {
                throw NodePath.misfit(value, "a mapping with '\(name)'")
            }
            var member = members[name] ?? ValueTransformer.made(before: rest)
            try add(to: &member, rest, position)
            members[name] = member
            value = .object(members)
        } else {
            guard case .array(var elements) = value else { throw NodePath.misfit(value, "a list") }
            guard let index = try ValueTransformer.index(of: step, in: &elements) else { return }
            try add(to: &elements[index], rest, position)
            value = .array(elements)
        }
    }

    /// What a field that is missing is made of.
    private static func made(before rest: ArraySlice<NodePath.Step>) -> Value {
        switch rest.first {
        case nil: NodeFinder.unsetScalar
        case .field?: [:]
        default: []
        }
    }

    /// An element that is told by a value is made where it is missing; nil where one is that is told by its place.
    private static func index(of step: NodePath.Step, in elements: inout [Value]) throws(KustomizeError) -> Int? {
        switch step {
        case .index(let index): return elements.indices.contains(index) ? index : nil
        case .last where !elements.isEmpty: return elements.count - 1
        case .element(let key, let wanted):
            let found = elements.firstIndex { element in
                (key.isEmpty ? element : element.object?[key]).flatMap(Lexical.text) == wanted
            }
            if let found { return found }
            let scalar = Lexical.read(Array(wanted.utf8))
            elements.append(key.isEmpty ? scalar : [key: scalar])
            return elements.count - 1
        case .broken(let text): throw NodePath.broken(text)
        case .last: throw KustomizeError(.invalid, "the list has no last element, it is empty")
        case .every, .field: throw KustomizeError(.invalid, "'*' and names cannot be used where one element is wanted")
        }
    }

    // MARK: The field

    private func put(into value: inout Value, _ position: Int) throws(KustomizeError) {
        guard let old = Lexical.text(of: value) else {
            throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a text")
        }
        let new = position == 0 ? text : inserted(into: old, at: position - 1)
        value = Lexical.isQuoted(value) ? Lexical.quoted(new) : Lexical.read(Array(new.utf8))
    }

    /// An absolute path stays one, and a place beyond its end is the end.
    private func inserted(into path: String, at place: Int) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        parts.insert(text, at: min(place, parts.count))
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}

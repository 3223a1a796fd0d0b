import Documents

/// Where a patch is, and what it is for.
struct PatchSource {
    private let field: String
    private let text: String
    private let path: String
    let target: Selector?
    let allowsNameChange: Bool
    let allowsKindChange: Bool

    /// Plugins are lenient: they let fields pass that they do not know.
    init(_ value: Value, path field: String, textField: String, isLenient: Bool) throws(KustomizeError) {
        self.field = field
        var fields = try FieldReader(value, path: field, allowsUnknown: isLenient)
        text = try fields.string(textField)
        path = try fields.string("path")
        target = try fields.record("target") { target throws(KustomizeError) in try Selector(&target) }
        let options = try fields.bools("options") ?? [:]
        allowsNameChange = options["allowNameChange"] ?? false
        allowsKindChange = options["allowKindChange"] ?? false
        try fields.finish()
        guard text.isEmpty != path.isEmpty else {
            throw KustomizeError(.invalid, "has to have either a patch or a path", field: field)
        }
    }

    func read(_ loader: Loader, isTrimmed: Bool) throws(KustomizeError) -> [UInt8] {
        guard path.isEmpty else { return try loader.read(path) }
        guard isTrimmed else { return Array(text.utf8) }
        let start = text.unicodeScalars.drop { $0.properties.isWhitespace }
        let end = start.reversed().drop { $0.properties.isWhitespace }
        return Array(String(String.UnicodeScalarView(end.reversed())).utf8)
    }

    func problem(_ message: String) -> KustomizeError {
        let place = path.isEmpty ? "the patch" : "the patch '\(path)'"
        return KustomizeError(.invalid, "\(place) \(message)", field: field)
    }
}

extension JSONPatch {
    /// The operations of a text: a list in JSON, or in YAML.
    static func operations(_ bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) -> [Value] {
        guard !bytes.isEmpty else { throw invalid("it is empty") }
        let value: Value
        if bytes.first == UInt8(ascii: "[") {
            do throws(DocumentError) { value = try JSON.parse(bytes, limits: limits) } catch {
                throw KustomizeError(error)
            }
        } else {
            value = try FirstDocument.read(bytes, limits: limits)
        }
        if value.isNull { return [] }
        guard let operations = value.array, operations.allSatisfy({ $0.object != nil }) else {
            throw invalid("it is no list of operations")
        }
        return operations
    }

    /// Patches an object by way of JSON; what the build remembers of it stays.
    static func apply(
        _ operations: [Value], to resource: Resource, _ budget: BuildBudget
    ) throws(KustomizeError) {
        let id = resource.id
        try BrokenKey.check(resource)
        let remembered = resource.body.annotationTexts.filter {
            $0.key.hasPrefix("\(BuildAnnotations.domain)/") || BuildAnnotations.all.contains($0.key)
        }
        do throws(KustomizeError) {
            let patched = try apply(operations, to: Lexical.json(resource.body), budget)
            guard patched.object != nil else { throw invalid("a \(patched.kindName) takes the place of the object") }
            resource.body = Lexical.written(patched)
            resource.sharedEntries = SharedEntries()
            resource.brackets.forget()
        } catch {
            var error = error
            error.message = "\(id): \(error.message)"
            throw error
        }
        resource.body.setMetadata("annotations", resource.body.annotationTexts.merging(remembered) { $1 })
        try budget.count(resource)
    }
}

extension StrategicMerge {
    /// Patches an object, whose name, kind and namespace stay unless the patch may change them.
    func apply(_ patch: Resource, to resource: Resource, _ budget: BuildBudget) throws(KustomizeError) {
        let id = resource.id
        if patch.allowsNameChange || patch.allowsKindChange { resource.storePreviousID() }
        if patch.mayHaveBrokenKeys { resource.mayHaveBrokenKeys = true }
        do throws(KustomizeError) {
            resource.body = try apply(patch.body, to: resource.body) ?? .null
        } catch {
            var error = error
            error.message = "\(id): \(error.message)"
            throw error
        }
        guard !resource.isEmpty else { return }
        if !patch.allowsKindChange { resource.body["kind"] = .string(id.kind) }
        if !patch.allowsNameChange { resource.body.setMetadataText("name", id.name) }
        resource.setNamespace(id.namespace)
        try budget.count(resource)
    }

    /// Patches objects of a set, which may lose some by it.
    func apply(
        _ patch: Resource, toAll selected: [Resource], of set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        var hasMoved = false
        for resource in set.sharing(idsOf: selected) {
            let key = resource.id.key
            let copy = patch.copy()
            // As in kustomize, which makes texts of the patch's labels and annotations here, of null, too.
            copy.takeMetadata(from: patch)
            copy.body["apiVersion"] = .string(resource.gvk.apiVersion)
            try apply(copy, to: resource, budget)
            if resource.isEmpty || resource.id.key != key || patch.allowsNameChange || patch.allowsKindChange {
                hasMoved = true
            }
        }
        if hasMoved { try set.rebuild() }
    }
}

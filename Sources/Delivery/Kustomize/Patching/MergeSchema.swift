import Documents

/// Which lists a strategic merge merges, and by which keys.
///
/// Of an OpenAPI document this is all that a merge looks at: any other list is replaced as a whole.
struct MergeSchema: Sendable {
    /// What is known of a value.
    enum Node: Sendable, Hashable {
        case type(String)
        /// Elements of a type, or of none that matters, told apart by keys; no keys for a list of texts that is a set.
        case mergedList(keys: [String], element: String?)
        /// Known to hold nothing that is merged.
        case opaque
    }

    struct Fields: Sendable {
        var named: [String: Node] = [:]
        /// Of fields that have no name of their own.
        var others: Node?
        /// Whether a field that is not named is one that this document does not know.
        var isComplete = false
    }

    private var types: [String: Fields] = [:]
    /// By apiVersion and kind, with a space between.
    private var kinds: [String: String] = [:]

    /// What is known of objects of a kind; nil where nothing is.
    func type(ofKind kind: String, _ apiVersion: String) -> Node? { kinds["\(apiVersion) \(kind)"].map { .type($0) } }

    func field(_ name: String, of node: Node?) -> Node? {
        guard case .type(let type)? = node, let fields = types[type] else { return node == nil ? nil : .opaque }
        return fields.named[name] ?? fields.others ?? (fields.isComplete ? nil : .opaque)
    }
}

extension MergeSchema {
    /// From tables: lines of a type and its fields, as `name:Type` or `name[key,key]Type`, and lines of an apiVersion, a
    /// type and the kinds of that type.
    init(types table: String, kinds kindTable: String) {
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            var fields = Fields()
            for word in words.dropFirst() {
                let name = word.prefix { $0 != ":" && $0 != "[" }
                fields.named[String(name)] = MergeSchema.node(word.dropFirst(name.count))
            }
            if let name = words.first { types[String(name)] = fields }
        }
        for line in kindTable.split(separator: "\n") {
            let words = line.split(separator: " ")
            for kind in words.dropFirst(2) { kinds["\(words[0]) \(kind)"] = String(words[1]) }
        }
    }

    /// `:Type` or `[key,key]Type`
    private static func node(_ text: Substring) -> Node {
        guard text.hasPrefix("[") else { return .type(String(text.dropFirst())) }
        let keys = text.dropFirst().prefix { $0 != "]" }
        let element = text.dropFirst(keys.count + 2)
        return .mergedList(
            keys: keys.split(separator: ",").map(String.init), element: element.isEmpty ? nil : String(element))
    }

    /// From an OpenAPI document (version 2), as `openapi.path` names one.
    init(document bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) {
        guard let definitions = try FirstDocument.read(bytes, limits: limits)["definitions"]?.object else {
            throw KustomizeError(.invalid, "the OpenAPI document has no definitions")
        }
        for (title, definition) in definitions {
            let name = MergeSchema.name(ofDefinition: title[...])
            types[name] = MergeSchema.fields(definition)
            for kind in definition["x-kubernetes-group-version-kind"]?.array ?? [] {
                let group = kind["group"]?.string ?? ""
                let version = kind["version"]?.string ?? ""
                kinds["\(group.isEmpty ? "" : "\(group)/")\(version) \(kind["kind"]?.string ?? "")"] = name
            }
        }
        // Types that are defined in place get names that no definition has.
        for (title, definition) in definitions {
            nameInlineTypes(of: definition, under: MergeSchema.name(ofDefinition: title[...]), depth: 0)
        }
    }

    /// As the standard schema calls the type, where that has it.
    private static func name(ofDefinition title: Substring) -> String {
        let name = title.split(separator: ".").last.map(String.init) ?? ""
        let isStandard = packages.contains { title.count == $0.count + name.count && title.hasPrefix($0) }
        return isStandard && standard.types[name] != nil ? name : String(title)
    }

    private static let packages = ["io.k8s.api.core.v1.", "io.k8s.apimachinery.pkg.apis.meta.v1."]

    /// Both in one. Where both know a type or kind, the other one counts.
    func merged(with other: MergeSchema) -> MergeSchema {
        var result = self
        result.types.merge(other.types) { _, other in other }
        result.kinds.merge(other.kinds) { _, other in other }
        return result
    }

    private static func fields(_ schema: Value) -> Fields {
        var fields = Fields(isComplete: true)
        for (name, property) in schema["properties"]?.object ?? Object() { fields.named[name] = node(property) }
        if let others = schema["additionalProperties"], others.object != nil { fields.others = node(others) }
        return fields
    }

    private static func node(_ property: Value) -> Node {
        if let reference = reference(property) { return .type(reference) }
        guard property["type"]?.string == "array" else { return .opaque }
        let strategies = property["x-kubernetes-patch-strategy"]?.string?.split(separator: ",") ?? []
        guard strategies.contains("merge") else { return .opaque }
        let element = property["items"].flatMap(reference)
        if let keys = property["x-kubernetes-list-map-keys"]?.array {
            return .mergedList(keys: keys.compactMap(\.string), element: element)
        }
        let key = property["x-kubernetes-patch-merge-key"]?.string
        return .mergedList(keys: key.map { [$0] } ?? [], element: element)
    }

    /// `#/definitions/name`
    private static func reference(_ schema: Value) -> String? {
        schema["$ref"]?.string.map { name(ofDefinition: $0.split(separator: "/").last ?? "") }
    }

    private mutating func nameInlineTypes(of schema: Value, under name: String, depth: Int) {
        guard depth < MergeSchema.inlineDepth else { return }
        for (field, property) in schema["properties"]?.object ?? Object() {
            let isList = property["type"]?.string == "array"
            guard let inner = isList ? property["items"] : property, inner["properties"] != nil else { continue }
            let type = "\(name)/\(field)"
            types[type] = MergeSchema.fields(inner)
            switch types[name]?.named[field] {
            case .mergedList(let keys, nil)?: types[name]?.named[field] = .mergedList(keys: keys, element: type)
            case .opaque? where !isList: types[name]?.named[field] = .type(type)
            default: continue
            }
            nameInlineTypes(of: inner, under: type, depth: depth + 1)
        }
    }

    /// Deeper types in place count for nothing.
    private static let inlineDepth = 64
}

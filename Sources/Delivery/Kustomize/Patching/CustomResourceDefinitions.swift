import Documents

/// The files that `crds` names: OpenAPI definitions whose extensions say which fields of custom resources hold labels,
/// annotations or the names of other objects.
enum CustomResourceDefinitions {
    static func configuration(
        _ bytes: [UInt8], limits: DocumentLimits
    ) throws(KustomizeError) -> TransformerConfiguration {
        guard let types = try FirstDocument.read(bytes, limits: limits).object else {
            throw KustomizeError(.invalid, "has to be a mapping of type names to OpenAPI definitions")
        }
        var walk = Walk(types: types)
        for (name, type) in types.sortedByKey() {
            try check(type, name)
            let properties = type["Schema"]?["properties"]?.object ?? type["schema"]?["properties"]?.object
            guard let properties, ["kind", "apiVersion", "metadata"].allSatisfy(properties.contains) else { continue }
            walk.kind = name.split(separator: ".").last.map(String.init) ?? name
            try walk.visit(name, path: [])
        }
        return walk.configuration
    }

    /// A CustomResourceDefinition itself is none of these, which is easily taken for one.
    private static func check(_ type: Value, _ name: String) throws(KustomizeError) {
        let schema = type["Schema"] ?? type["schema"] ?? .null
        let properties = schema["properties"] ?? .null
        let isMapping = [type, schema, properties].allSatisfy { $0.object != nil || $0.isNull }
        guard isMapping else {
            throw KustomizeError(
                .invalid,
                "has at '\(name)' no OpenAPI definition; a CustomResourceDefinition belongs into resources")
        }
    }

    private struct Walk {
        let types: Object
        var kind = ""
        var configuration = TransformerConfiguration()

        /// Types may refer to themselves; nothing in a manifest is as deep as this.
        private static let depth = 32
        private static let visits = 10_000
        private var visitCount = 0

        init(types: Object) { self.types = types }

        mutating func visit(_ name: String, path: [String]) throws(KustomizeError) {
            guard path.count < Walk.depth else {
                throw KustomizeError(.limit, "the type '\(name)' nests deeper than \(Walk.depth) levels")
            }
            visitCount += 1
            guard visitCount <= Walk.visits else {
                throw KustomizeError(.limit, "the types lead to more than \(Walk.visits) others; name fewer")
            }
            let schema = types[name]?["Schema"] ?? types[name]?["schema"]
            for (field, property) in schema?["properties"]?.object ?? Object() {
                try add(property, path + [field])
                if let reference = property["$ref"]?.string, !reference.isEmpty {
                    try visit(reference, path: path + [field])
                }
            }
        }

        private mutating func add(_ property: Value, _ path: [String]) throws(KustomizeError) {
            let spec = FieldSpec(kind: kind, path: path.joined(separator: "/"))
            var more = TransformerConfiguration()
            if property["x-kubernetes-annotation"]?.string != nil { more.commonAnnotations = [spec] }
            if property["x-kubernetes-label-selector"]?.string != nil { more.commonLabels = [spec] }
            if property["x-kubernetes-identity"]?.string != nil { more.namePrefix = [spec] }
            if let version = property["x-kubernetes-object-ref-api-version"]?.string,
                let target = property["x-kubernetes-object-ref-kind"]?.string
            {
                let key = property["x-kubernetes-object-ref-name-key"]?.string ?? "name"
                let field = FieldSpec(kind: kind, path: (path + [key]).joined(separator: "/"))
                more.nameReference = [NameReference(group: "", version: version, kind: target, referrers: [field])]
            }
            guard more.hasSpecs else { return }
            try configuration.merge(more.sorted())
        }
    }
}

import Documents

/// Sets entries of the mappings that field specs lead to: labels and annotations.
struct MappingTransformer: Transformer {
    var entries: [String: String]
    var fields: [FieldSpec]

    func transform(_ set: inout ResourceSet) throws(KustomizeError) {
        guard !entries.isEmpty else { return }
        let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for resource in set.resources {
            for spec in fields {
                try FieldPath.change(&resource.body, at: spec, creating: .mapping) { value throws(KustomizeError) in
                    switch value {
                    case _ where value.isAbsent: return
                    case .object(var members):
                        value = .null
                        for (key, text) in sorted { members[key] = Lexical.string(text) }
                        value = .object(members)
                    default:
                        throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a mapping")
                    }
                }
            }
        }
    }
}

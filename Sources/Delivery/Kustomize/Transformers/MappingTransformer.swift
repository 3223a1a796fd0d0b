import Documents

/// Sets entries of the mappings that field specs lead to: labels and annotations.
struct MappingTransformer: Transformer {
    var entries: [String: String]
    var fields: [FieldSpec]

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        guard !entries.isEmpty else { return }
        let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for resource in set.resources {
            for spec in fields {
                try FieldPath.change(&resource.body, at: spec, creating: .mapping) { value throws(KustomizeError) in
                    switch value {
                    case _ where value.isAbsent: return
                    case .object(var members):
                        value = .null
                        defer { value = .object(members) }
                        for (key, text) in sorted {
                            if members[key] == nil { try budget.make(values: 1, texts: key.utf8.count) }
                            members[key] = Lexical.string(text)
                        }
                    default:
                        throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a mapping")
                    }
                }
            }
            try budget.count(resource)
        }
    }
}

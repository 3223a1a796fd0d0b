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
            let before = places(in: resource)
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
            share(sorted, in: resource, since: before)
            try budget.count(resource)
        }
    }

    /// Notes which places have the same entry of this transformer.
    private func share(
        _ entries: [(key: String, value: String)], in resource: Resource,
        since before: [String: [[SharedEntries.Step]]]
    ) {
        let after = places(in: resource)
        for (key, text) in entries {
            var seen = Set(before[key] ?? [])
            let new = (after[key] ?? []).filter { seen.insert($0).inserted }
            resource.sharedEntries.add(Lexical.string(text), at: new)
        }
    }

    /// Where an object has the entries, in the order of the fields.
    private func places(in resource: Resource) -> [String: [[SharedEntries.Step]]] {
        var places: [String: [[SharedEntries.Step]]] = [:]
        for spec in fields where spec.selects(resource.gvk) {
            for key in entries.keys {
                places[key, default: []] += SharedEntries.places(of: key, in: resource.body, below: spec.names[...])
            }
        }
        return places
    }
}

import Documents

/// Sets the number of replicas of the objects of a name.
struct ReplicaTransformer: Transformer {
    var name: String
    var count: Int
    var fields: [FieldSpec]

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        var isFound = false
        for spec in fields {
            let matching = set.matching(any: {
                $0.name == name && $0.isSelected(group: spec.group, version: spec.version, kind: spec.kind)
            })
            for resource in matching {
                isFound = true
                try FieldPath.change(&resource.body, at: spec, creating: .text) { value throws(KustomizeError) in
                    guard Lexical.text(of: value) != nil else {
                        throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a number")
                    }
                    // What is in quotes stays in quotes; a new field has none.
                    let isQuoted = value != NewField.text.value && Lexical.isQuoted(value)
                    value = isQuoted ? Lexical.quoted(String(count)) : .integer(count)
                }
                try budget.count(resource)
            }
        }
        guard isFound else {
            let kinds = fields.map(\.kind).filter { !$0.isEmpty }.joined(separator: ", ")
            throw KustomizeError(
                .notFound, "no \(kinds) is called '\(name)', so its replicas cannot be set", field: "replicas")
        }
    }
}

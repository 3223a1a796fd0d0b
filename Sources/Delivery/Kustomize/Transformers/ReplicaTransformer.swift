import Documents

/// Sets the number of replicas of the objects of a name.
struct ReplicaTransformer: Transformer {
    var name: String
    var count: Int
    var fields: [FieldSpec]

    func transform(_ set: inout ResourceSet) throws(KustomizeError) {
        var isFound = false
        for spec in fields {
            let matching = set.matching(any: {
                $0.name == name && $0.isSelected(group: spec.group, version: spec.version, kind: spec.kind)
            })
            for resource in matching {
                isFound = true
                try FieldPath.change(&resource.body, at: spec, creating: .text) { value throws(KustomizeError) in
                    guard let old = Lexical.text(of: value) else {
                        throw KustomizeError(.invalid, "is a \(value.kindName) and has to be a number")
                    }
                    // What is in quotes stays in quotes, where that can still be seen.
                    let isQuoted = value.string != nil && PlainScalar(Array(old.utf8)) != .string && !old.isEmpty
                    let isMarked = value.string.map(Lexical.isMarked) ?? false
                    value = isQuoted && !isMarked ? .string(String(count)) : .integer(count)
                }
            }
        }
        guard isFound else {
            let kinds = fields.map(\.kind).filter { !$0.isEmpty }.joined(separator: ", ")
            throw KustomizeError(
                .notFound, "no \(kinds) is called '\(name)', so its replicas cannot be set", field: "replicas")
        }
    }
}

import Documents

/// Puts a prefix before the names of objects, or a suffix behind them.
struct AffixTransformer: Transformer {
    enum Place {
        case prefix
        case suffix
    }

    let place: Place
    let text: String
    let fields: [FieldSpec]

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for resource in set.resources {
            let original = resource.originalID
            guard !AffixTransformer.isLeftAlone(original) else { continue }
            for spec in fields where original.isSelected(group: spec.group, version: spec.version, kind: spec.kind) {
                if spec.path == "metadata/name" { remember(resource) }
                try FieldPath.change(&resource.body, at: spec, creating: .text) { value throws(KustomizeError) in
                    guard let old = Lexical.text(of: value) else { return }
                    try budget.make(texts: text.utf8.count)
                    value = Lexical.replacing(value, with: place == .prefix ? text + old : old + text)
                }
            }
            try budget.count(resource)
        }
    }

    /// - Throws: Where the text is longer than any name may be. `field` is where it stands.
    init(place: Place, text: String, fields: [FieldSpec], field: String) throws(KustomizeError) {
        guard text.utf8.count <= AffixTransformer.nameLength else {
            throw KustomizeError(
                .limit, "has more than \(AffixTransformer.nameLength) bytes, which no name may have", field: field)
        }
        self.place = place
        self.text = text
        self.fields = fields
    }

    /// Of the longest names that Kubernetes takes.
    private static let nameLength = 253

    private func remember(_ resource: Resource) {
        guard !text.isEmpty else { return }
        switch place {
        case .prefix: resource.addPrefix(text)
        case .suffix: resource.addSuffix(text)
        }
        resource.storePreviousID()
    }

    /// Their names mean something.
    private static func isLeftAlone(_ id: ResourceID) -> Bool {
        id.kind == "CustomResourceDefinition" || id.kind == "Namespace"
            || id.kind == "APIService" && id.group == "apiregistration.k8s.io"
    }
}

/// Puts the hash of the content behind the names of generated objects that ask for it.
struct HashTransformer: Transformer {
    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for resource in set.resources where resource.needsHashSuffix {
            let suffix = try NameHash.suffix(of: resource.body)
            resource.storePreviousID()
            resource.body.setMetadataText("name", "\(resource.body.nameText)-\(suffix)")
            try budget.count(resource)
        }
    }
}

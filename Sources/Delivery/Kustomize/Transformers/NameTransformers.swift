import Documents

/// Puts a prefix before the names of objects, or a suffix behind them.
struct AffixTransformer: Transformer {
    enum Place {
        case prefix
        case suffix
    }

    var place: Place
    var text: String
    var fields: [FieldSpec]

    func transform(_ set: inout ResourceSet) throws(KustomizeError) {
        for resource in set.resources {
            let original = resource.originalID
            guard !AffixTransformer.isLeftAlone(original) else { continue }
            for spec in fields where original.isSelected(group: spec.group, version: spec.version, kind: spec.kind) {
                if spec.path == "metadata/name" { remember(resource) }
                try FieldPath.change(&resource.body, at: spec, creating: .text) { value in
                    guard let old = Lexical.text(of: value) else { return }
                    value = Lexical.replacing(value, with: place == .prefix ? text + old : old + text)
                }
            }
        }
    }

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
    func transform(_ set: inout ResourceSet) throws(KustomizeError) {
        for resource in set.resources where resource.needsHashSuffix {
            let suffix = try NameHash.suffix(of: resource.body)
            resource.storePreviousID()
            resource.body.setMetadataText("name", "\(resource.body.nameText)-\(suffix)")
        }
    }
}

package import Documents

/// What kustomize reads in an object and writes there: texts, whatever their type in the file.
extension Value {
    /// Whether there is nothing: null, or a key without a value.
    package var isAbsent: Bool {
        switch self {
        case .null: true
        case .string(let text): Lexical.isMarkedNull(text)
        default: false
        }
    }

    /// Nothing, an empty list or an empty mapping.
    package var isNullOrEmpty: Bool {
        switch self {
        case .null, .string: isAbsent
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        default: false
        }
    }

    var apiVersionText: String { text("apiVersion") }
    var kindText: String { text("kind") }
    var nameText: String { metadataText("name") }
    var namespaceText: String { metadataText("namespace") }

    var annotationTexts: [String: String] { metadataTexts("annotations") }
    var labelTexts: [String: String] { metadataTexts("labels") }

    private func text(_ key: String) -> String { self[key].flatMap(Lexical.text) ?? "" }

    private func metadataText(_ key: String) -> String { self["metadata"]?.text(key) ?? "" }

    private func metadataTexts(_ key: String) -> [String: String] {
        guard let members = self["metadata"]?[key]?.object else { return [:] }
        return Dictionary(members.map { ($0.key, Lexical.text(of: $0.value) ?? "") }) { _, later in later }
    }

    /// Whether labels or annotations are a mapping or nothing; anything else would be lost when they are written.
    func hasMetadataMapping(_ key: String) -> Bool {
        let texts = self["metadata"]?[key] ?? .null
        return texts.isAbsent || texts.object != nil
    }

    /// Writes the whole mapping anew, every value as a string; an empty one goes.
    mutating func setMetadata(_ key: String, _ texts: [String: String]) {
        var metadata = self["metadata"]?.object ?? Object()
        metadata.removeValue(forKey: key)
        if !texts.isEmpty {
            let sorted = texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            metadata[key] = .object(Object(sorted.map { ($0.key, Lexical.string($0.value)) }))
        }
        self["metadata"] = .object(metadata)
    }

    mutating func setAnnotation(_ key: String, _ text: String) {
        var metadata = self["metadata"] ?? .object(Object())
        self["metadata"] = .null
        var annotations = metadata["annotations"] ?? .object(Object())
        metadata["annotations"] = .null
        annotations[key] = Lexical.string(text)
        metadata["annotations"] = annotations
        self["metadata"] = metadata
    }

    /// Puts a text into `metadata`, in the type of what was there.
    mutating func setMetadataText(_ key: String, _ text: String) {
        var metadata = self["metadata"] ?? .object(Object())
        metadata[key] = metadata[key].map { Lexical.replacing($0, with: text) } ?? Lexical.string(text)
        self["metadata"] = metadata
    }
}

package import Documents

/// One object on its way through a build, with what kustomize remembers of its former names.
///
/// A class because lists share it: what a transformer does to an object is done wherever the object is held. A build works
/// on objects of its own, on one thread.
package final class Resource {
    /// The object; null once a patch has deleted it.
    package var body: Value {
        didSet {
            knownID = nil
            isHistoryKnown = false
            isCounted = false
            isSettled = false
        }
    }
    /// The vars that take their value from here.
    package var variableNames: [String] = []
    /// Where the object was written, or is made; for people.
    package var origin = Place()

    /// A file, relative to the tree's root, and a line in it, from 1.
    package struct Place: Sendable {
        package var file = ""
        package var line = 1
    }

    private var knownID: ResourceID?
    private var knownHistory = History()
    /// Whether `knownHistory` is of the body as it is now.
    private var isHistoryKnown = false
    /// Whether `extent` is of the body as it is now.
    private(set) var isCounted = false
    /// What the body came to when it was counted last.
    var extent = Extent() {
        didSet { isCounted = true }
    }
    /// What a change of one place changes elsewhere.
    var sharedEntries = SharedEntries() {
        didSet { isSettled = false }
    }
    /// Whether there is nothing to carry from one place to another since the last time.
    private var isSettled = false
    var brackets = Brackets()
    /// Whether a patch with keys that are no texts has been here, or is this.
    var mayHaveBrokenKeys = false

    package init(_ body: Value) { self.body = body }

    /// An object of its own with the same content: a change to one is not seen in the other.
    package func copy() -> Resource {
        let copy = Resource(body)
        copy.variableNames = variableNames
        copy.origin = origin
        copy.brackets = brackets
        copy.mayHaveBrokenKeys = mayHaveBrokenKeys
        return copy
    }

    package var isEmpty: Bool { body.isNullOrEmpty }

    /// As the object is now.
    package var id: ResourceID {
        if let knownID { return knownID }
        let gvk = gvk
        let id = ResourceID(
            group: gvk.group, version: gvk.version, kind: gvk.kind, namespace: body.namespaceText, name: body.nameText,
            isClusterScoped: ClusterScopedKinds.contains(gvk))
        knownID = id
        return id
    }

    package var gvk: GroupVersionKind { GroupVersionKind(splitting: body.apiVersionText, kind: body.kindText) }

    /// All that the object was called before, the oldest first, without what it is called now.
    package var previousIDs: [ResourceID] {
        if isHistoryKnown { return knownHistory.ids }
        let history = History(body)
        if history != knownHistory { knownHistory = history.names.isEmpty ? history : history.read() }
        isHistoryKnown = true
        return knownHistory.ids
    }

    /// As its file has it.
    package var originalID: ResourceID { previousIDs.first ?? id }

    /// All former ids and the current one, the oldest first.
    package var allIDs: [ResourceID] { previousIDs + [id] }

    /// Has to come before whatever changes name, namespace or kind, so that references by the former id are found.
    package func storePreviousID() {
        let id = id
        let isKnown = History(body) == knownHistory
        append(id.name, to: BuildAnnotations.previousNames)
        append(id.effectiveNamespace, to: BuildAnnotations.previousNamespaces)
        append(id.kind, to: BuildAnnotations.previousKinds)
        guard isKnown else { return }
        knownHistory.append(id, in: History(body))
        isHistoryKnown = true
    }

    // MARK: Prefixes and suffixes

    func addPrefix(_ prefix: String) { append(prefix, to: BuildAnnotations.prefixes) }
    func addSuffix(_ suffix: String) { append(suffix, to: BuildAnnotations.suffixes) }
    var prefixes: [String] { list(BuildAnnotations.prefixes) }
    var suffixes: [String] { list(BuildAnnotations.suffixes) }

    // MARK: What generators and patches ask for

    /// What a generated object does with one of its name from a base.
    package enum Behavior: String, Sendable {
        case unspecified, create, replace, merge
    }

    package var behavior: Behavior { annotation(BuildAnnotations.behavior).flatMap(Behavior.init) ?? .unspecified }

    var needsHashSuffix: Bool { isEnabled(BuildAnnotations.needsHashSuffix) }

    package var allowsNameChange: Bool { isEnabled(BuildAnnotations.allowNameChange) }
    package var allowsKindChange: Bool { isEnabled(BuildAnnotations.allowKindChange) }

    /// Sets an annotation of the build's own, which is taken off at its end.
    package func enable(_ annotation: String) { body.setAnnotation(annotation, BuildAnnotations.enabled) }

    /// Carries what a step has changed to the places that share it.
    func settle() {
        guard !isSettled else { return }
        let settled = sharedEntries.isEmpty ? nil : sharedEntries.settled(body)
        if let settled { body = settled } else { isSettled = true }
    }

    private func isEnabled(_ key: String) -> Bool { annotation(key) == BuildAnnotations.enabled }

    func annotation(_ key: String) -> String? { body["metadata"]?["annotations"]?[key].flatMap(Lexical.text) }

    private func append(_ text: String, to key: String) {
        guard !text.isEmpty else { return }
        body.setAnnotation(key, annotation(key).map { "\($0),\(text)" } ?? text)
    }

    private func list(_ key: String) -> [String] {
        annotation(key)?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    }
}

extension Resource {
    /// Takes name, namespace, labels and annotations over from an object that this one is put in the place of. Own labels
    /// and annotations win, but for those of the build.
    package func takeMetadata(from other: Resource) {
        body.setMetadata("labels", other.body.labelTexts.merging(body.labelTexts) { _, own in own })
        let own = body.annotationTexts
        let theirs = other.body.annotationTexts
        var merged = theirs.merging(own) { _, own in own }
        for key in BuildAnnotations.all { merged[key] = theirs[key] }
        if own[BuildAnnotations.needsHashSuffix] == nil { merged[BuildAnnotations.needsHashSuffix] = nil }
        body.setMetadata("annotations", merged)
        body.setMetadataText("name", other.body.nameText)
        setNamespace(other.body.namespaceText)
        variableNames = other.variableNames
    }

    /// An empty namespace is taken away.
    package func setNamespace(_ namespace: String) {
        guard namespace.isEmpty else { return body.setMetadataText("namespace", namespace) }
        body["metadata"]?["namespace"] = nil
    }

    /// Keeps what the object has and this one has not, in `data` and `binaryData`.
    func mergeData(from other: Resource) {
        for key in ["data", "binaryData"] {
            let merged = Resource.texts(other.body[key]).merging(Resource.texts(body[key])) { _, own in own }
            body[key] = nil
            guard !merged.isEmpty else { continue }
            let sorted = merged.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            body[key] = .object(Object(sorted.map { ($0.key, Lexical.string($0.value)) }))
        }
    }

    private static func texts(_ value: Value?) -> [String: String] {
        guard let members = value?.object else { return [:] }
        return Dictionary(members.map { ($0.key, Lexical.text(of: $0.value) ?? "") }) { _, later in later }
    }
}

import Documents

/// The fields that hold the names of objects of one kind.
struct NameReference: Sendable, Hashable {
    var group: String
    var version: String
    var kind: String
    var referrers: [FieldSpec]
}

/// Which fields the transformers look at: kustomize's own, and what `configurations` and `crds` add.
struct TransformerConfiguration: Sendable {
    var namePrefix: [FieldSpec] = []
    var nameSuffix: [FieldSpec] = []
    var namespace: [FieldSpec] = []
    var commonLabels: [FieldSpec] = []
    var labels: [FieldSpec] = []
    var templateLabels: [FieldSpec] = []
    var commonAnnotations: [FieldSpec] = []
    var nameReference: [NameReference] = []
    var varReference: [FieldSpec] = []
    var images: [FieldSpec] = []
    var replicas: [FieldSpec] = []

    /// Whether it is `standard`, so that merging it with itself needs no work.
    private(set) var isStandard = false
    private(set) var isEmpty = true

    init() {}

    var hasSpecs: Bool { specCount > 0 }

    private var specCount: Int {
        let referrers = nameReference.reduce(nameReference.count) { $0 + $1.referrers.count }
        return TransformerConfiguration.fields.reduce(referrers) { $0 + self[keyPath: $1.1].count }
    }

    /// Refuses more specs than can be looked at.
    func check() throws(KustomizeError) {
        guard isStandard || specCount <= FieldSpec.bound else {
            throw KustomizeError(.limit, "has more than \(FieldSpec.bound) specs of fields; name fewer")
        }
    }

    static let standard: TransformerConfiguration = {
        var standard = TransformerConfiguration()
        standard.namePrefix = StandardFields.names
        standard.nameSuffix = StandardFields.names
        standard.namespace = StandardFields.namespaces
        standard.commonLabels = StandardFields.labels
        standard.templateLabels = StandardFields.templateLabels
        standard.commonAnnotations = StandardFields.annotations
        standard.nameReference = StandardFields.references
        standard.varReference = StandardFields.variables
        standard.images = StandardFields.images
        standard.replicas = StandardFields.replicas
        standard.sort()
        standard.isStandard = true
        return standard
    }()

    /// A file that `configurations` names.
    init(_ bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) {
        try self.init(try FirstDocument.read(bytes, limits: limits))
    }

    private init(_ value: Value) throws(KustomizeError) {
        self = try FieldReader.record(value, "") { fields throws(KustomizeError) in
            var result = TransformerConfiguration()
            for (name, path) in TransformerConfiguration.fields {
                result[keyPath: path] = try FieldSpec.list(name, of: &fields)
            }
            result.nameReference = try fields.records("nameReference") { reference throws(KustomizeError) in
                NameReference(
                    group: try reference.string("group"), version: try reference.string("version"),
                    kind: try reference.string("kind"),
                    referrers: try FieldSpec.list("fieldSpecs", of: &reference))
            }
            return result
        }
        sort()
    }

    private static var fields: [(String, WritableKeyPath<TransformerConfiguration, [FieldSpec]>)] {
        [
            ("namePrefix", \.namePrefix), ("nameSuffix", \.nameSuffix), ("namespace", \.namespace),
            ("commonLabels", \.commonLabels), ("labels", \.labels), ("templateLabels", \.templateLabels),
            ("commonAnnotations", \.commonAnnotations), ("varReference", \.varReference), ("images", \.images),
            ("replicas", \.replicas),
        ]
    }

    /// Adds what another configuration has. Into an empty one, too, for a spec for all kinds is lost where one for some
    /// kind comes before it in the order of kinds: so a file replaces a standard spec by narrower ones.
    mutating func merge(_ other: TransformerConfiguration) throws(KustomizeError) {
        if other.isEmpty || isStandard && other.isStandard { return }
        if isEmpty, other.isStandard {
            self = other
            return
        }
        for (name, path) in TransformerConfiguration.fields {
            do throws(KustomizeError) { try self[keyPath: path].merge(other[keyPath: path]) } catch {
                throw error.at("", field: name)
            }
        }
        for reference in other.nameReference { try merge(reference) }
        isStandard = false
        sort()
    }

    mutating func merge(_ reference: NameReference) throws(KustomizeError) {
        let place = nameReference.firstIndex {
            $0.group == reference.group && $0.version == reference.version && $0.kind == reference.kind
        }
        guard let place else { return nameReference.append(reference) }
        try nameReference[place].referrers.merge(reference.referrers)
    }

    func sorted() -> TransformerConfiguration {
        var sorted = self
        sorted.sort()
        return sorted
    }

    /// By kind, as the legacy order has them; in their former order among equals.
    private mutating func sort() {
        isEmpty = false
        for (_, path) in TransformerConfiguration.fields { self[keyPath: path].sortByKind(\.gvk) }
        nameReference.sortByKind(\.gvk)
    }
}

extension FieldSpec {
    fileprivate var gvk: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
}

extension NameReference {
    fileprivate var gvk: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
}

extension Array {
    fileprivate mutating func sortByKind(_ gvk: (Element) -> GroupVersionKind) {
        let keyed = map { (element: $0, key: KindOrder.standard.key(gvk($0))) }
        self = keyed.sorted { $0.key < $1.key }.map(\.element)
    }
}

extension [FieldSpec] {
    /// Adds what is not there yet. A spec for any kind is there where one for some kind has its path.
    mutating func merge(_ other: [FieldSpec]) throws(KustomizeError) {
        for spec in other {
            guard let known = first(where: { $0.isCovered(by: spec) }) else {
                append(spec)
                continue
            }
            guard known.create == spec.create else {
                throw KustomizeError(
                    .conflict, "the path '\(spec.path)' is given twice, once to be created and once not")
            }
        }
    }
}

extension FieldSpec {
    fileprivate func isCovered(by other: FieldSpec) -> Bool {
        path == other.path && (other.group.isEmpty || other.group == group)
            && (other.version.isEmpty || other.version == version) && (other.kind.isEmpty || other.kind == kind)
    }
}

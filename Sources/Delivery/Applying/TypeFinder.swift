internal import Documents
internal import KubeClient
internal import KubeModel

/// Finds the types of the kinds of one set of manifests: as the server has them, or else, for planning alone, as a
/// definition in the set will have it have them.
struct TypeFinder {
    /// A set of kinds that nobody has makes no more requests than this.
    static let missLimit = 500

    private let discovery: Discovery
    private let defined: DefinedTypes
    private var found: [GroupVersionKind: Result<ResourceType, KubeError>] = [:]
    private var misses = 0

    init(discovery: Discovery, defined: DefinedTypes) {
        self.discovery = discovery
        self.defined = defined
    }

    mutating func type(of gvk: GroupVersionKind) async throws(KubeError) -> ResourceType {
        if let known = found[gvk] { return try known.get() }
        let result: Result<ResourceType, KubeError>
        do throws(KubeError) {
            result = .success(try await find(gvk))
        } catch {
            result = .failure(error)
        }
        found[gvk] = result
        return try result.get()
    }

    private mutating func find(_ gvk: GroupVersionKind) async throws(KubeError) -> ResourceType {
        guard misses < Self.missLimit else {
            throw KubeError(
                .unknownKind, "more than \(Self.missLimit) kinds of the source are unknown; the rest is not looked up")
        }
        do {
            return try await discovery.resource(for: gvk)
        } catch let error where error.code == .unknownKind || error.code == .notFound {
            misses += 1
            guard let type = defined[gvk] else { throw error }
            return type
        }
    }
}

/// The kinds that CustomResourceDefinitions among the manifests define.
///
/// Whoever writes a manifest writes these, so they decide nothing but how a kind is planned that the server is about to
/// be told of: where it is, the server says. What a server would not accept as a definition is none.
struct DefinedTypes {
    private var types: [GroupVersionKind: ResourceType] = [:]

    init() {}

    init(in manifests: some Sequence<Value>) {
        for manifest in manifests where manifest.kind == "CustomResourceDefinition" { add(manifest) }
    }

    subscript(gvk: GroupVersionKind) -> ResourceType? { types[gvk] }

    /// Of two definitions of one kind the server accepts the first.
    private mutating func add(_ definition: Value) {
        guard definition.groupVersionKind?.group == "apiextensions.k8s.io",
            let group = definition.at("spec", "group")?.string, Self.isForEverybody(group),
            let kind = definition.at("spec", "names", "kind")?.string,
            let plural = definition.at("spec", "names", "plural")?.string, definition.name == "\(plural).\(group)",
            let scope = definition.at("spec", "scope")?.string, ["Namespaced", "Cluster"].contains(scope)
        else { return }
        for version in definition.at("spec", "versions")?.array ?? [] where version["served"]?.bool == true {
            guard let name = version["name"]?.string else { continue }
            let gvk = GroupVersionKind(group: group, version: name, kind: kind)
            let type = ResourceType(
                gvk: gvk, plural: plural, namespaced: scope == "Namespaced", verbs: [], isServed: false)
            if type.hasValidNames, types[gvk] == nil { types[gvk] = type }
        }
    }

    /// Groups without a dot are Kubernetes' own, and so are those of its domains.
    private static func isForEverybody(_ group: String) -> Bool {
        group.contains(".") && !["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix(".\($0)") }
    }
}

internal import Documents

/// By what Kubernetes tells the elements of a list apart.
struct MergeKeys: Sendable {
    /// Ways to the fields of an element, the first of which it must have.
    private let ways: [[String]]
    /// What a field is where it is left out.
    private let standard: [String: Value]
    /// Whether elements with other keys may still be one that was changed: a port is known by its number, which people change.
    let isLoose: Bool
    /// Whether their order means something.
    let isOrdered: Bool

    private init(_ ways: [String]..., standard: [String: Value] = [:], isLoose: Bool = false, isOrdered: Bool = false) {
        self.ways = ways
        self.standard = standard
        self.isLoose = isLoose
        self.isOrdered = isOrdered
    }

    private init(_ name: String) { self.init([name]) }

    /// How the list at the end of a path is told apart; nil where its elements have places only.
    init?(of names: some BidirectionalCollection<String>, _ old: [Value], _ new: [Value]) {
        guard let list = names.last else { return nil }
        let parent = names.dropLast().last
        let known: MergeKeys? = list == "ports" ? MergeKeys.ports(below: parent) : MergeKeys.known[list]
        let keys = known ?? MergeKeys.named
        guard keys.tellApart(old), keys.tellApart(new) else { return nil }
        self = keys
    }

    private static let named = MergeKeys("name")
    private static let protocols: [String: Value] = ["protocol": "TCP"]

    private static func ports(below parent: String?) -> MergeKeys? {
        switch parent {
        case "containers", "initContainers", "ephemeralContainers":
            MergeKeys(["containerPort"], ["protocol"], standard: protocols, isLoose: true)
        case "spec": MergeKeys(["port"], ["protocol"], standard: protocols, isLoose: true)
        default: nil
        }
    }

    private static let known: [String: MergeKeys] = [
        "initContainers": MergeKeys(["name"], isOrdered: true), "env": MergeKeys(["name"], isOrdered: true),
        "volumeMounts": MergeKeys("mountPath"), "volumeDevices": MergeKeys("devicePath"),
        "hostAliases": MergeKeys("ip"), "podIPs": MergeKeys("ip"), "conditions": MergeKeys("type"),
        "topologySpreadConstraints": MergeKeys(["topologyKey"], ["whenUnsatisfiable"]),
        "ownerReferences": MergeKeys("uid"), "volumeClaimTemplates": MergeKeys(["metadata", "name"]),
    ]

    /// Whether each element has a key of its own.
    private func tellApart(_ elements: [Value]) -> Bool {
        var seen: Set<[Value]> = []
        return elements.allSatisfy { key(of: $0).map { seen.insert($0).inserted } ?? false }
    }

    /// Nil where it has none.
    func key(of element: Value) -> [Value]? {
        var key: [Value] = []
        for way in ways {
            let value = way.reduce(Optional(element)) { $0?[$1] } ?? standard[way[0]] ?? .null
            guard value.isScalar || (value.isNull && !key.isEmpty) else { return nil }
            key.append(value)
        }
        return key
    }

    /// As people write it: `name=proxy`.
    func label(of element: Value) -> String {
        let key = key(of: element) ?? []
        return zip(ways, key).filter { way, value in !value.isNull && standard[way[0]] != value }
            .map { way, value in "\(way.joined(separator: "."))=\(ValueText.of(value, bytes: 80))" }
            .joined(separator: ",")
    }
}

extension Value {
    fileprivate var isScalar: Bool {
        switch self {
        case .string, .integer, .double, .bool: true
        case .null, .array, .object: false
        }
    }
}

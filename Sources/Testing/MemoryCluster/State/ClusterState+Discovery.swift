internal import Documents

/// What the server tells of itself.
extension ClusterState {
    func document(_ path: String, for call: Call) throws(Refusal) -> Value {
        let words = path.split(separator: "/").map(String.init)
        switch (words.first, words.count) {
        case ("version", 1): return version(traits.minor)
        case ("readyz", 1), ("healthz", 1), ("livez", 1): return "ok"
        case ("api", 1): return ["kind": "APIVersions", "versions": ["v1"]]
        case ("apis", 1):
            return [
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": .array(groups().filter { !$0.isEmpty }.map(group)),
            ]
        case ("api", 2): return try resources("", words[1])
        case ("apis", 2):
            guard groups().contains(words[1]) else { throw .noSuchPath }
            return group(words[1]).with("kind", "APIGroup").with("apiVersion", "v1")
        case ("apis", 3): return try resources(words[1], words[2])
        default: throw .noSuchPath
        }
    }

    private func version(_ minor: Int) -> Value {
        ["major": "1", "minor": .string(String(minor)), "gitVersion": .string("v1.\(minor).0")]
    }

    private func kinds() -> [Kind] { served.sorted { $0.key < $1.key }.flatMap(\.value.versions) }

    private func groups() -> [String] { Set(served.keys.map(\.group)).sorted() }

    private func group(_ name: String) -> Value {
        var versions: [String] = []
        for kind in kinds() where kind.gvk.group == name && !versions.contains(kind.gvk.version) {
            versions.append(kind.gvk.version)
        }
        let listed = versions.map { version -> Value in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(listed), "preferredVersion": listed.first ?? [:]]
    }

    private func resources(_ group: String, _ version: String) throws(Refusal) -> Value {
        let kinds = kinds().filter { $0.gvk.group == group && $0.gvk.version == version }
        guard let first = kinds.first else { throw .noSuchPath }
        var resources: [Value] = []
        for kind in kinds {
            resources.append(resource(kind, kind.plural, kind.verbs))
            if kind.hasStatus { resources.append(resource(kind, "\(kind.plural)/status", ["get", "patch", "update"])) }
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(first.gvk.apiVersion),
            "resources": .array(resources),
        ]
    }

    private func resource(_ kind: Kind, _ name: String, _ verbs: [String]) -> Value {
        [
            "name": .string(name), "singularName": name == kind.plural ? .string(kind.singular) : "",
            "namespaced": .bool(kind.namespaced), "kind": .string(kind.gvk.kind),
            "verbs": .array(verbs.map(Value.string)),
        ]
    }
}

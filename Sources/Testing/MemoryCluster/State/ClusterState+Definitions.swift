internal import Documents
internal import KubeModel

/// Kinds that are made while the server runs.
extension ClusterState {
    private static let cleanUp = "customresourcecleanup.apiextensions.k8s.io"

    /// What servers do by themselves after each change of a definition.
    mutating func follow() {
        if !holdsDefinitions { establishDefinitions() }
        for (_, definition) in Self.sorted(objects[Self.definitions]) where definition.isBeingDeleted {
            endObjects(of: definition)
        }
    }

    /// Serves what the definitions say, and nothing that none says any more.
    mutating func serveDefinitions() {
        var defined: Set<Collection> = []
        for (_, definition) in Self.sorted(objects[Self.definitions]) where definition.isEstablished {
            let collection = Self.collection(of: definition)
            defined.insert(collection)
            let kinds = (definition.at("spec", "versions")?.array ?? []).map { kind($0, definition) }
            let isServed = (definition.at("spec", "versions")?.array ?? []).map { $0["served"]?.bool == true }
            let isStored = (definition.at("spec", "versions")?.array ?? []).map { $0["storage"]?.bool == true }
            guard let stored = zip(kinds, isStored).first(where: \.1)?.0 ?? kinds.first else { continue }
            served[collection] = Served(
                versions: zip(kinds, isServed).filter(\.1).map(\.0).sorted(by: Self.isPreferred), stored: stored)
        }
        let lost = served.filter { $0.value.stored.isCustom && !defined.contains($0.key) }.keys.sorted()
        for collection in lost {
            for (key, _) in Self.sorted(objects[collection]) { erase(key, in: collection) }
            served[collection] = nil
            for id in watches.keys.sorted() where watches[id]?.kind.collection == collection { watches[id]?.end() }
        }
    }

    /// Accepts the names of new definitions, and serves them.
    mutating func establishDefinitions() {
        guard let kind = served[Self.definitions]?.stored else { return }
        for (key, definition) in Self.sorted(objects[Self.definitions]) {
            guard
                !definition.isEstablished || definition.at("status", "acceptedNames") != definition.at("spec", "names")
            else { continue }
            var new = definition
            let stored = (definition.at("spec", "versions")?.array ?? []).filter { $0["storage"]?.bool == true }
            new["status"] = [
                "acceptedNames": definition.at("spec", "names") ?? [:],
                "conditions": [
                    condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                    condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
                ], "storedVersions": .array(stored.compactMap { $0["name"] }),
            ]
            new = claimed(new, over: definition, kind, by: "kube-apiserver", subresource: "status")
            store(new, at: key, in: Self.definitions)
        }
    }

    private func condition(_ type: String, _ reason: String, _ message: String) -> Value {
        [
            "type": .string(type), "status": "True", "lastTransitionTime": .string(now.description),
            "reason": .string(reason), "message": .string(message),
        ]
    }

    /// Removes the objects of a kind that is to go, and then its definition.
    private mutating func endObjects(of definition: Value) {
        let collection = Self.collection(of: definition)
        if let kind = served[collection]?.stored {
            for (_, object) in Self.sorted(objects[collection]) where !object.isBeingDeleted {
                _ = remove(object, kind)
            }
        }
        guard objects[collection]?.isEmpty ?? true, let kind = served[Self.definitions]?.stored,
            let live = object(Self.definitions, definition.key)
        else { return }
        var free = live
        let others = live.finalizers.filter { $0 != Self.cleanUp }
        free.changeMetadata { $0["finalizers"] = others.isEmpty ? nil : .array(others.map(Value.string)) }
        _ = write(free, over: live, kind)
    }

    private static func collection(of definition: Value) -> Collection {
        Collection(
            group: definition.at("spec", "group")?.string ?? "",
            plural: definition.at("spec", "names", "plural")?.string ?? "")
    }

    private func kind(_ version: Value, _ definition: Value) -> Kind {
        let names = definition.at("spec", "names")
        let schema = version.at("schema", "openAPIV3Schema")
        var shape = schema.map { Schema($0, traits).shape } ?? .deduced
        if case .object(var fields, let entries) = shape {
            fields["metadata"] = .metadata(traits)
            for name in ["apiVersion", "kind"] { fields[name] = .atomic }
            shape = .object(fields, entries: entries)
        } else {
            shape = .object(["metadata": .metadata(traits), "apiVersion": .atomic, "kind": .atomic], entries: .deduced)
        }
        return Kind(
            gvk: GroupVersionKind(
                group: definition.at("spec", "group")?.string ?? "", version: version["name"]?.string ?? "",
                kind: names?["kind"]?.string ?? ""), plural: names?["plural"]?.string ?? "",
            singular: names?["singular"]?.string ?? "", namespaced: definition.at("spec", "scope") == "Namespaced",
            hasStatus: version.at("subresources", "status") != nil, countsGenerations: true, isCustom: true,
            shape: shape, blank: [:], defaults: schema.map { Defaults(schema: $0, traits) } ?? .none, schema: schema,
            traits: traits)
    }

    /// v2 before v1, v1 before v1beta2, and that before what is named otherwise.
    private static func isPreferred(_ left: Kind, _ right: Kind) -> Bool {
        rank(left.gvk.version).lexicographicallyPrecedes(rank(right.gvk.version), by: >)
    }

    private static func rank(_ version: String) -> [Int] {
        guard let match = version.wholeMatch(of: /v([0-9]+)(?:(alpha|beta)([0-9]+))?/) else { return [0] }
        let stage = match.output.2.map { $0 == "alpha" ? 1 : 2 } ?? 3
        return [stage, Int(match.output.1) ?? 0, match.output.3.flatMap { Int($0) } ?? 0]
    }
}

extension Value {
    fileprivate var isEstablished: Bool {
        (at("status", "conditions")?.array ?? []).contains { $0["type"] == "Established" && $0["status"] == "True" }
    }
}

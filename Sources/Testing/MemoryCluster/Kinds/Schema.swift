internal import Documents

/// A structural schema of a definition, as far as it shapes objects: which fields there are, what they are when nothing is
/// said, and how they are merged. It refuses nothing.
struct Schema: Sendable {
    private let node: Value
    private let traits: ServerTraits

    init(_ node: Value, _ traits: ServerTraits) {
        self.node = node
        self.traits = traits
    }

    private func schema(_ node: Value) -> Schema { Schema(node, traits) }

    private var keepsUnknown: Bool { node["x-kubernetes-preserve-unknown-fields"]?.bool == true }

    private func property(_ name: String) -> Schema? { node.at("properties", name).map(schema) }

    private var additional: Schema? {
        guard let schema = node["additionalProperties"], schema.object != nil else { return nil }
        return self.schema(schema)
    }

    private var items: Schema? { node["items"].map(schema) }

    /// Without the fields that the schema does not name.
    func pruned(_ value: Value, isRoot: Bool = false) -> Value {
        switch value {
        case .object(let members):
            var kept = Object()
            for (name, member) in members {
                if isRoot, ["apiVersion", "kind", "metadata"].contains(name) {
                    kept[name] = member
                } else if let schema = property(name) ?? additional {
                    kept[name] = schema.pruned(member)
                } else if keepsUnknown || node["additionalProperties"]?.bool == true {
                    kept[name] = member
                }
            }
            return .object(kept)
        case .array(let elements): return .array(elements.map { items?.pruned($0) ?? $0 })
        default: return value
        }
    }

    func defaulted(_ value: Value) -> Value {
        switch value {
        case .object(var members):
            for (name, schema) in node["properties"]?.object ?? Object() {
                if members[name] == nil { members[name] = schema["default"] }
                if let member = members[name] { members[name] = self.schema(schema).defaulted(member) }
            }
            if let additional {
                for (name, member) in members where property(name) == nil {
                    members[name] = additional.defaulted(member)
                }
            }
            return .object(members)
        case .array(let elements): return .array(elements.map { items?.defaulted($0) ?? $0 })
        default: return value
        }
    }

    /// How values of the schema are merged.
    var shape: Shape {
        switch node["type"]?.string {
        case "object": objectShape
        case "array": listShape
        case nil where keepsUnknown: unknown
        default: .atomic
        }
    }

    private var objectShape: Shape {
        if node["x-kubernetes-map-type"] == "atomic" { return .atomic }
        if let additional { return .object([:], entries: additional.shape) }
        guard let properties = node["properties"]?.object else { return unknownObject }
        var fields: [String: Shape] = [:]
        for (name, schema) in properties { fields[name] = self.schema(schema).shape }
        return .object(fields, entries: keepsUnknown ? unknown : nil)
    }

    private var unknown: Shape { traits.deducesUnknown ? .deduced : .atomic }
    private var unknownObject: Shape { traits.deducesUnknown ? .deduced : .map }

    /// The fields that are null and may not be.
    func nulls(in value: Value, at path: String = "") -> [Refusal.Cause] {
        switch value {
        case .null:
            guard let type = node["type"]?.string, node["nullable"]?.bool != true else { return [] }
            return [
                Refusal.Cause(
                    field: path, reason: "FieldValueInvalid",
                    message: "Invalid value: \"null\": \(path) in body must be of type \(type): \"null\"")
            ]
        case .object(let members):
            return members.flatMap { name, member in
                (property(name) ?? additional)?.nulls(in: member, at: path.isEmpty ? name : "\(path).\(name)") ?? []
            }
        case .array(let elements):
            return elements.enumerated().flatMap { items?.nulls(in: $0.element, at: "\(path)[\($0.offset)]") ?? [] }
        default: return []
        }
    }

    private var listShape: Shape {
        switch node["x-kubernetes-list-type"]?.string {
        case "map":
            let names = (node["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            let keys = names.map { Shape.ListKey($0, standard: items?.node.at("properties", $0, "default")) }
            return .list(keys, element: items?.shape ?? .deduced)
        case "set": return .set
        default: return .atomic
        }
    }
}

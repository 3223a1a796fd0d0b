internal import Documents

/// What tells collections apart, whatever version they are asked for in: `deployments` of `apps`.
struct Collection: Hashable, Sendable, Comparable, CustomStringConvertible {
    var group: String
    var plural: String

    /// As in errors, for instance `deployments.apps`.
    var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

    static func < (left: Collection, right: Collection) -> Bool {
        (left.group, left.plural) < (right.group, right.plural)
    }
}

/// A kind in one version, as a server serves it.
struct Kind: Sendable {
    var gvk: GroupVersionKind
    var plural: String
    var singular: String
    var namespaced: Bool
    /// Whether status is written on a path of its own, and only there.
    var hasStatus: Bool
    var countsGenerations: Bool
    /// Whether a definition made it, rather than the server's authors.
    var isCustom = false
    var shape: Shape
    /// What servers compare a new object with: of some fields of built-in kinds there is always something.
    var blank: Value
    /// What servers add where nothing is said.
    var defaults: Defaults = .none
    /// What a definition says of the fields.
    var schema: Value?
    let traits: ServerTraits

    var collection: Collection { Collection(group: gvk.group, plural: plural) }

    /// As in errors on invalid objects.
    var kindText: String { gvk.group.isEmpty ? gvk.kind : "\(gvk.kind).\(gvk.group)" }

    var verbs: [String] {
        let isLone = collection == ClusterState.namespaces || gvk.kind == "Service" && !traits.deletesServicesTogether
        return ["create", "delete"] + (isLone ? [] : ["deletecollection"]) + [
            "get", "list", "patch", "update", "watch",
        ]
    }
}

extension Kind {
    /// What a server reads out of a body: without what its types do not hold, and with defaults.
    func decoded(_ body: Value) -> Value {
        var object = body
        if isCustom {
            if let schema { object = Schema(schema, traits).pruned(object, isRoot: true) }
            object = defaults.added(to: object)
        } else {
            object = shape.withoutNothings(object)
            object = derived(defaults.added(to: object))
            if gvk.kind == "Secret" { Self.encodeStrings(&object) }
            if gvk.kind == "Namespace", traits.labelsNamespaces { Self.label(&object) }
        }
        object["apiVersion"] = .string(gvk.apiVersion)
        object["kind"] = .string(gvk.kind)
        return object
    }

    /// `stringData` is for writing only.
    private static func encodeStrings(_ object: inout Value) {
        guard let strings = object["stringData"]?.object else { return }
        var data = object["data"]?.object ?? Object()
        for (key, value) in strings { data[key] = .string(Base64Text.encode(Array((value.string ?? "").utf8))) }
        object["stringData"] = nil
        object["data"] = .object(data)
    }

    private static func label(_ object: inout Value) {
        guard let name = object.name, var metadata = object["metadata"] else { return }
        var labels = metadata["labels"] ?? .object(Object())
        labels["kubernetes.io/metadata.name"] = .string(name)
        metadata["labels"] = labels
        object["metadata"] = metadata
    }
}

extension Shape {
    /// Without nulls, empty lists and empty maps, which the types of built-in kinds do not tell from nothing.
    func withoutNothings(_ value: Value) -> Value {
        switch value {
        case .object(let members):
            var rest = Object()
            for (name, member) in members {
                let (shape, _) = child(name)
                let clean = shape.withoutNothings(member)
                if clean.isNull || clean.array?.isEmpty == true { continue }
                if clean.object?.isEmpty == true, shape.isMap { continue }
                rest[name] = clean
            }
            return .object(rest)
        case .array(let items): return .array(items.map { element.withoutNothings($0) })
        default: return value
        }
    }

    private var isMap: Bool {
        if case .object(_, entries: .some) = self { true } else { false }
    }
}

/// RFC 4648, as JSON holds bytes.
enum Base64Text {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 {
                text.append(
                    place <= group.count ? digits[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

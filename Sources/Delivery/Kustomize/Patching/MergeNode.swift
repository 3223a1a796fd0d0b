import Documents

/// A value as strategic merge works on it: one that is shared, and changed in place.
///
/// kustomize merges YAML nodes, and what becomes of a list depends on which nodes patch and object share after a part of
/// the patch has been taken over as it is. Nodes are opened only as far as a merge looks into them.
final class MergeNode {
    private enum State {
        case closed(Value)
        case list([MergeNode])
        case mapping([String: MergeNode])
    }

    enum Kind {
        case scalar, list, mapping

        var name: String {
            switch self {
            case .scalar: "scalar"
            case .list: "list"
            case .mapping: "mapping"
            }
        }
    }

    private var state: State

    init(_ value: Value) { state = .closed(value) }

    init(elements: [MergeNode]) { state = .list(elements) }

    /// The tree below, as a value; keys in ascending order where the mapping was opened.
    var value: Value {
        switch state {
        case .closed(let value): value
        case .list(let elements): .array(elements.map(\.value))
        case .mapping(let members):
            .object(
                Object(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0, $1.value) }))
        }
    }

    var isNull: Bool {
        guard case .closed(let value) = state else { return false }
        return value.isAbsent
    }

    /// Nil for null.
    var kind: Kind? {
        switch state {
        case .list: .list
        case .mapping: .mapping
        case .closed(.array): .list
        case .closed(.object): .mapping
        case .closed(let value): value.isAbsent ? nil : .scalar
        }
    }

    /// As its file has it; "" for what is no scalar.
    var text: String {
        guard case .closed(let value) = state else { return "" }
        return Lexical.text(of: value) ?? ""
    }

    /// Whether it is an empty mapping, or null.
    var isEmptyMapping: Bool {
        switch state {
        case .closed(.object(let members)): members.isEmpty
        case .mapping(let members): members.isEmpty
        default: isNull
        }
    }

    /// Of a list; opens it.
    var elements: [MergeNode] {
        get {
            switch state {
            case .list(let elements): return elements
            case .closed(.array(let values)):
                let elements = values.map(MergeNode.init)
                state = .list(elements)
                return elements
            default: return []
            }
        }
        set { state = .list(newValue) }
    }

    /// Of a mapping; opens it.
    private var members: [String: MergeNode] {
        switch state {
        case .mapping(let members): return members
        case .closed(.object(let object)):
            var members: [String: MergeNode] = [:]
            members.reserveCapacity(object.count)
            for (key, value) in object { members[key] = MergeNode(value) }
            state = .mapping(members)
            return members
        default: return [:]
        }
    }

    var keys: Dictionary<String, MergeNode>.Keys { members.keys }

    /// Nil where this is no mapping.
    subscript(key: String) -> MergeNode? { members[key] }

    func remove(_ key: String) {
        var members = members
        state = .mapping([:])
        members[key] = nil
        state = .mapping(members)
    }

    /// Sets a member; it keeps the quotes of the scalar that it takes the place of.
    func set(_ key: String, _ node: MergeNode) {
        var members = members
        state = .mapping([:])
        if let old = members[key], old !== node { members[key] = node.quoted(like: old) } else { members[key] = node }
        state = .mapping(members)
    }

    private func quoted(like old: MergeNode) -> MergeNode {
        guard case .closed(let oldValue) = old.state, case .closed(let value) = state, Lexical.isQuoted(oldValue),
            kind == .scalar, !Lexical.isString(value)
        else { return self }
        return MergeNode(Lexical.string(text))
    }
}

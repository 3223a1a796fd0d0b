package import Documents

/// A way to a field that stays the same when elements of lists come before it or go: these are called by their names, where all
/// in a list have one of their own.
package enum NamedFields {
    /// The named way of a pointer's tokens into a value.
    package static func path(_ tokens: some Sequence<String>, in value: Value) -> [String] {
        var path: [String] = []
        var value = Optional(value)
        for token in tokens {
            if let elements = value?.array, let index = Int(token), elements.indices.contains(index) {
                path.append(name(of: index, in: elements) ?? token)
                value = elements[index]
            } else {
                path.append(token)
                value = value?[token]
            }
        }
        return path
    }

    /// The tokens of a named way into another value; nil where it has no such field.
    package static func tokens(_ path: some Sequence<String>, in value: Value) -> [String]? {
        var tokens: [String] = []
        var value = value
        for step in path {
            var token = step
            if let elements = value.array {
                let index = elements.indices.first { name(of: $0, in: elements) ?? String($0) == step }
                guard let index else { return nil }
                token = String(index)
                value = elements[index]
            } else {
                guard let next = value[step] else { return nil }
                value = next
            }
            tokens.append(token)
        }
        return tokens
    }

    /// All that have no fields of their own.
    package static func leaves(of value: Value) -> [[String]: Value] {
        var leaves: [[String]: Value] = [:]
        collect(value, at: [], &leaves)
        return leaves
    }

    private static func collect(_ value: Value, at path: [String], _ leaves: inout [[String]: Value]) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (name, below) in object { collect(below, at: path + [name], &leaves) }
        case .array(let elements) where !elements.isEmpty:
            for (index, below) in elements.enumerated() {
                collect(below, at: path + [name(of: index, in: elements) ?? String(index)], &leaves)
            }
        default: leaves[path] = value
        }
    }

    /// A name is text that no index can be taken for.
    private static func name(of index: Int, in elements: [Value]) -> String? {
        guard let name = elements[index]["name"]?.string, elements.count < 1_000 else { return nil }
        return elements.count { $0["name"]?.string == name } == 1 ? "name=\(name)" : nil
    }
}

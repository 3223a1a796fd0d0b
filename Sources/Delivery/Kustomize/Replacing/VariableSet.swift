import Documents

/// The vars of all kustomizations, by name: values of objects that stand for `$(NAME)` elsewhere.
struct VariableSet {
    private struct Variable {
        let name: String
        let id: ResourceID
        let path: NodePath
    }

    private var variables: [String: Variable] = [:]

    mutating func merge(_ other: VariableSet) throws(KustomizeError) {
        for variable in other.variables.values { try insert(variable) }
    }

    private mutating func insert(_ variable: Variable) throws(KustomizeError) {
        guard variables.updateValue(variable, forKey: variable.name) == nil else {
            throw KustomizeError(.conflict, "the var '\(variable.name)' is defined twice", field: "vars")
        }
    }

    /// Adds those of a kustomization, and marks the objects that they take their values from.
    mutating func add(
        _ entries: [Value], from set: ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for (index, entry) in entries.enumerated() {
            try budget.checkCancellation()
            let variable = try FieldReader.record(entry, "vars[\(index)]") { fields throws(KustomizeError) in
                try VariableSet.variable(&fields)
            }
            let id = variable.id
            let matching = set.matching(any: id.namespace.isEmpty ? id.isSameKindAndName : id.isSame)
            guard matching.count <= 1 else {
                throw KustomizeError(
                    .conflict, "the var '\(variable.name)' could take its value from \(matching.count) objects")
            }
            matching.first?.variableNames.append(variable.name)
            try insert(variable)
        }
    }

    private static func variable(_ fields: inout FieldReader) throws(KustomizeError) -> Variable {
        let name = try fields.string("name")
        let id = try fields.record("objref") { reference throws(KustomizeError) in
            var id = ResourceID(
                group: try reference.string("group"), version: try reference.string("version"),
                kind: try reference.string("kind"), namespace: try reference.string("namespace"),
                name: try reference.string("name"))
            let parts = try reference.string("apiVersion").split(separator: "/").map(String.init)
            if let version = parts.last, parts.count <= 2 {
                id.version = version
                if parts.count == 2 { id.group = parts[0] }
            }
            return id
        }
        let path = try fields.record("fieldref") { field throws(KustomizeError) in try field.string("fieldPath") }
        return Variable(
            name: name, id: id ?? ResourceID(),
            path: try NodePath(variable: path.flatMap { $0.isEmpty ? nil : $0 } ?? "metadata.name"))
    }

    /// Puts the values where the names stand.
    func resolve(
        in set: inout ResourceSet, at fields: [FieldSpec], _ budget: BuildBudget
    ) throws(KustomizeError) {
        guard !variables.isEmpty else { return }
        do throws(KustomizeError) { try expand(in: set, at: fields, budget) } catch {
            throw error.at("", field: "vars")
        }
    }

    private func expand(
        in set: ResourceSet, at fields: [FieldSpec], _ budget: BuildBudget
    ) throws(KustomizeError) {
        var values: [String: Value] = [:]
        for (name, variable) in variables.sorted(by: { $0.key < $1.key }) {
            try budget.checkCancellation()
            values[name] = try value(of: variable, in: set)
        }
        let expansion = VariableExpansion(values: values, budget: budget)
        for resource in set.resources {
            for spec in fields where FieldPath.leadsSomewhere(resource.body, spec.names) {
                try FieldPath.change(&resource.body, at: spec, creating: nil) { value throws(KustomizeError) in
                    try expansion.expand(&value)
                }
            }
            try budget.count(resource)
        }
    }

    private func value(of variable: Variable, in set: ResourceSet) throws(KustomizeError) -> Value {
        guard let resource = set.resources.first(where: { $0.variableNames.contains(variable.name) }) else {
            throw KustomizeError(
                .notFound, "the var '\(variable.name)' is of \(variable.id), which is not there", field: "vars")
        }
        guard let value = try variable.path.value(in: resource.body) else {
            throw KustomizeError(
                .notFound, "the var '\(variable.name)' is of '\(variable.path.text)', which \(resource.id) has not",
                field: "vars")
        }
        guard let typed = VariableSet.typed(value) else {
            throw KustomizeError(
                .invalid, "the var '\(variable.name)' is of '\(variable.path.text)', a number that is not decimal",
                field: "vars")
        }
        return typed
    }

    /// The value that a var has: numbers lose the form they are written in, times and nulls are their texts. Nil for
    /// numbers that kustomize cannot read here.
    private static func typed(_ value: Value) -> Value? {
        guard let text = Lexical.text(of: value) else { return value }
        switch Lexical.typeName(of: value) {
        case "integer": return Int(text).map(Value.integer)
        case "number": return Double(text).map(Value.double)
        case "boolean": return Lexical.resolved(value)
        default: return Lexical.string(text)
        }
    }
}

/// Replaces `$(NAME)` in texts. `$$` is a dollar sign, and names that no var has stay.
struct VariableExpansion {
    let values: [String: Value]
    let budget: BuildBudget

    /// A text, or the texts in a mapping or list.
    func expand(_ value: inout Value) throws(KustomizeError) {
        switch value {
        case .object(var members):
            value = .null
            defer { value = .object(members) }
            for key in members.keys {
                if let text = members[key].flatMap(VariableExpansion.text) { members[key] = try expanded(text) }
            }
        case .array(let elements):
            var expandedElements: [Value] = []
            for element in elements {
                guard let text = VariableExpansion.text(element) else {
                    throw KustomizeError(.invalid, "a \(element.kindName) stands in a list where texts are expected")
                }
                expandedElements.append(try expanded(text))
            }
            value = .array(expandedElements)
        default:
            if let text = VariableExpansion.text(value) { value = try expanded(text) }
        }
    }

    private static func text(_ value: Value) -> String? {
        Lexical.isString(value) ? Lexical.text(of: value) : nil
    }

    private func expanded(_ text: String) throws(KustomizeError) -> Value {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        // Where a name can end at all; looked for once, as there may be many beginnings.
        let lastEnd = bytes.lastIndex(of: UInt8(ascii: ")")) ?? 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                output.append(bytes[index])
                index += 1
                continue
            }
            let next = bytes[index + 1]
            if next == UInt8(ascii: "("), lastEnd > index,
                let end = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")"))
            {
                let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                let value = replacement(of: name)
                if index == 0, end == bytes.count - 1 { return value ?? Lexical.string(text) }
                let written = value.flatMap(Lexical.text) ?? "$(\(name))"
                try budget.make(texts: written.utf8.count - name.utf8.count)
                output += written.utf8
                index = end + 1
            } else {
                output += next == UInt8(ascii: "$") ? [next] : [UInt8(ascii: "$"), next]
                index += 2
            }
        }
        return Lexical.string(String(decoding: output, as: UTF8.self))
    }

    /// Nil where no var has the name, or its value is no scalar.
    private func replacement(of name: String) -> Value? {
        guard let value = values[name], Lexical.text(of: value) != nil else { return nil }
        return value
    }
}

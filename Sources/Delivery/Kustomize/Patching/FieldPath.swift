package import Documents

/// Which field of which objects: kustomize's field spec.
package struct FieldSpec: Sendable, Hashable {
    /// Empty for any; so too version and kind.
    package var group: String
    package var version: String
    package var kind: String
    /// As written, `spec/containers[]/image`.
    package let path: String
    /// The names on the way. A slash in a name is written `\/`, and one at the beginning counts for nothing.
    package let names: [String]
    /// Whether the field, and the mappings on the way to it, are made where they are missing.
    package var create: Bool

    package init(group: String = "", version: String = "", kind: String = "", path: String, create: Bool = false) {
        self.group = group
        self.version = version
        self.kind = kind
        self.path = path
        names = FieldPath.split(path, at: "/")
        self.create = create
    }

    package init(_ fields: inout FieldReader) throws(KustomizeError) {
        self.init(
            group: try fields.string("group"), version: try fields.string("version"), kind: try fields.string("kind"),
            path: try fields.string("path"), create: try fields.bool("create"))
    }

    /// Whether the spec is about objects of a kind.
    package func selects(_ gvk: GroupVersionKind) -> Bool {
        (kind.isEmpty || kind == gvk.kind) && (group.isEmpty || group == gvk.group)
            && (version.isEmpty || version == gvk.version)
    }
}

/// What stands in a new field before it is set.
package enum NewField: Sendable {
    case text
    case mapping

    var value: Value {
        switch self {
        case .text: ""
        case .mapping: .object(Object())
        }
    }
}

/// The way to the fields of an object that a field spec names.
package enum FieldPath {
    /// Changes every field that a spec leads to, if the spec is about this object.
    ///
    /// A list on the way stands for each of its elements. What is missing is passed by, or made where the spec says so
    /// and `new` says what.
    package static func change(
        _ body: inout Value, at spec: FieldSpec, creating new: NewField?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        guard spec.selects(GroupVersionKind(splitting: body.apiVersionText, kind: body.kindText)) else { return }
        try self.change(&body, alwaysAt: spec, creating: new, change)
    }

    /// The same, whatever the object's kind is.
    static func change(
        _ body: inout Value, alwaysAt spec: FieldSpec, creating new: NewField?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        let (kind, name) = (body.kindText, body.nameText)
        do throws(KustomizeError) {
            try visit(&body, spec.names[...], spec.create ? new : nil, change)
        } catch {
            var error = error
            error.message = "the field '\(spec.path)' of \(kind) '\(name)': \(error.message)"
            throw error
        }
    }

    /// Whether a field that a spec names is there, or something on the way is no mapping or list; a cheaper look than a
    /// change.
    static func leadsSomewhere(_ body: Value, _ names: [String]) -> Bool { leads(body, names[...]) }

    private static func leads(_ value: Value, _ names: ArraySlice<String>) -> Bool {
        guard let name = names.first else { return true }
        switch value {
        case _ where value.isAbsent: return false
        case .array(let elements): return elements.contains { leads($0, names) }
        case .object(let members):
            let key = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            return members[key].map { leads($0, names.dropFirst()) } ?? key.isEmpty
        default: return true
        }
    }

    /// Divides a path; a backslash before the separator keeps it in the name.
    package static func split(_ path: String, at separator: Character) -> [String] {
        var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
        var names: [String] = []
        for part in parts {
            if let last = names.last, last.hasSuffix(#"\"#) {
                names[names.count - 1] = "\(last.dropLast())\(separator)\(part)"
            } else {
                names.append(part)
            }
        }
        return names
    }

    private static func visit(
        _ value: inout Value, _ names: ArraySlice<String>, _ new: NewField?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        guard let name = names.first else { return try change(&value) }
        switch value {
        case _ where value.isAbsent: return
        case .array(var elements):
            value = .null
            defer { value = .array(elements) }
            for index in elements.indices { try visit(&elements[index], names, new, change) }
        case .object(var members):
            value = .null
            defer { value = .object(members) }
            try visit(&members, name, names.dropFirst(), new, change)
        default:
            throw KustomizeError(
                .invalid, "a \(value.kindName) stands where a mapping or list with '\(name)' is expected")
        }
    }

    private static func visit(
        _ members: inout Object, _ name: String, _ rest: ArraySlice<String>, _ new: NewField?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        let isList = name.hasSuffix("[]")
        let key = isList ? String(name.dropLast(2)) : name
        guard !key.isEmpty else { throw KustomizeError(.invalid, "the path has an empty name") }
        let made = isList ? nil : rest.isEmpty ? new?.value : new.map { _ in NewField.mapping.value }
        guard var member = members[key] ?? made else { return }
        if member.isAbsent {
            if isList { member = .array([]) } else if let made { member = made }
        }
        members[key] = .null
        defer { members[key] = member }
        try visit(&member, rest, new, change)
    }
}

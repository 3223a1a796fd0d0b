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
        names = FieldPath.split(path, at: UInt8(ascii: "/"))
        self.create = create
    }

    package init(_ fields: inout FieldReader) throws(KustomizeError) {
        let path = try fields.string("path")
        try FieldPath.checkDepth(path, at: UInt8(ascii: "/"))
        self.init(
            group: try fields.string("group"), version: try fields.string("version"), kind: try fields.string("kind"),
            path: path, create: try fields.bool("create"))
    }

    /// How many there may be in one place, a few hundred standard ones among them: each is held against every object.
    static let bound = 2_000

    /// A list of specs.
    static func list(_ name: String, of fields: inout FieldReader) throws(KustomizeError) -> [FieldSpec] {
        let specs = try fields.records(name) { spec throws(KustomizeError) in try FieldSpec(&spec) }
        guard specs.count <= bound else {
            throw KustomizeError(.limit, "has more than \(bound) specs of fields; name fewer", field: name)
        }
        return specs
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
            return members[key].map { leads($0, names.dropFirst()) } ?? !isName(key)
        default: return true
        }
    }

    /// How many steps a path may have; where things are made on the way, it makes as many levels.
    private static let depth = 200

    /// Refuses a path that is deeper than any file.
    static func checkDepth(_ path: String, at separator: UInt8) throws(KustomizeError) {
        guard path.utf8.count(where: { $0 == separator }) < depth else {
            throw KustomizeError(.limit, "the path '\(path.prefix(40))…' has more than \(depth) steps")
        }
    }

    /// Divides a path; a backslash before the separator keeps it in the name.
    package static func split(_ path: String, at separator: UInt8) -> [String] {
        var parts = path.utf8.split(separator: separator, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
        var names: [String] = []
        for part in parts {
            if let last = names.last, last.utf8.last == UInt8(ascii: "\\") {
                names[names.count - 1] =
                    String(decoding: last.utf8.dropLast() + [separator], as: UTF8.self) + part
            } else {
                names.append(part)
            }
        }
        return names
    }

    /// Whether a step can name a member of a mapping. To kustomize numbers, `-`, `*` and `[…]` are places in lists, which
    /// it looks for before it looks whether there is such a member.
    private static func isName(_ step: String) -> Bool {
        !step.isEmpty && step != "-" && step != "*" && Int(step) == nil && !(step.hasPrefix("[") && step.hasSuffix("]"))
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
        guard isName(key) else {
            throw KustomizeError(.invalid, "the path has '\(key)' where a mapping is, which takes no place in a list")
        }
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

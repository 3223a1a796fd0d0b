package import Documents

/// One entry of `ignoreDifferences`: fields of some objects that others may change.
package struct IgnoreRule: Sendable, Hashable {
    /// Empty for the core group, `*` for all.
    package var group: String
    /// `*` for all.
    package var kind: String
    /// Nil for all.
    package var name: String?
    /// Nil for all.
    package var namespace: String?
    package var pointers: [Pointer]
    /// Fields that one of these field managers owns are ignored.
    package var managers: Set<String>

    package init(
        group: String, kind: String, name: String?, namespace: String?, pointers: [Pointer], managers: Set<String>
    ) {
        self.group = group
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.pointers = pointers
        self.managers = managers
    }

    func matches(_ id: ObjectID) -> Bool {
        (group == "*" || group == id.group) && (kind == "*" || kind == id.kind)
            && (name.map { $0 == id.name } ?? true) && (namespace.map { $0 == id.namespace } ?? true)
    }
}

/// The fields of one object that are not ours to judge or to change.
package struct IgnoredFields: Sendable, Hashable {
    package static let none = IgnoredFields(pointers: [], managers: [])

    private(set) var pointers: Set<[String]>
    private(set) var managers: Set<String>

    private init(pointers: Set<[String]>, managers: Set<String>) {
        self.pointers = pointers
        self.managers = managers
    }

    /// What the rules of an application say of one object.
    package init(_ rules: [IgnoreRule], for id: ObjectID) {
        let matching = rules.filter { $0.matches(id) }
        pointers = Set(matching.flatMap(\.pointers).map(\.tokens))
        managers = Set(matching.flatMap(\.managers))
    }

    package var isEmpty: Bool { pointers.isEmpty && managers.isEmpty }

    /// The pointers into `live` to leave alone: those named, and the fields that the named managers own there.
    package func paths(in live: Value) -> Set<[String]> {
        guard !managers.isEmpty else { return pointers }
        var paths = pointers
        OwnedFields.held(by: managers, in: live).forEachLeaf(in: live, enter: { _ in true }) { leaf in
            if !leaf.isMembership { paths.insert(leaf.path) }
        }
        return paths
    }

    /// The manifest with the ignored fields as they are in the live object, so that applying it changes none of them
    /// and gives up none: a field that nobody applies any more falls back to its default.
    ///
    /// Lists are matched by place, so that a pointer through a list is right as long as both have the same order.
    package func keeping(_ live: Value, in manifest: Value) -> Value {
        var kept = manifest
        for tokens in paths(in: live) where !IgnoredFields.isIdentity(tokens) {
            let pointer = Pointer(tokens: tokens)
            if let value = live[pointer] {
                if manifest[pointer] != nil { kept.set(pointer, to: value) }
            } else {
                kept.remove(pointer)
            }
        }
        return kept
    }

    /// What names an object or marks it as ours is never ignored.
    private static func isIdentity(_ tokens: [String]) -> Bool {
        switch tokens.first {
        case "apiVersion", "kind", nil: true
        case "metadata": tokens.count < 3 || tokens[2].hasPrefix("gitops.martlet.dev/")
        default: false
        }
    }

    /// Pointers in order, for digests: rules that change make a manifest another one.
    package var digestText: String {
        let names = pointers.map { Pointer(tokens: $0).description }.sorted()
        return (names + managers.sorted().map { "@" + $0 }).joined(separator: "\n")
    }
}

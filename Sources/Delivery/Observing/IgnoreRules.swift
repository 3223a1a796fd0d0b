package import Documents
package import JQPaths

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
    package var expressions: [JQPath]
    /// Fields that one of these field managers owns are ignored.
    package var managers: Set<String>

    package init(
        group: String, kind: String, name: String?, namespace: String?, pointers: [Pointer], expressions: [JQPath],
        managers: Set<String>
    ) {
        self.group = group
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.pointers = pointers
        self.expressions = expressions
        self.managers = managers
    }

    func matches(_ id: ObjectID) -> Bool {
        (group == "*" || group == id.group) && (kind == "*" || kind == id.kind)
            && (name.map { $0 == id.name } ?? true) && (namespace.map { $0 == id.namespace } ?? true)
    }
}

/// The fields of one object that are not ours to judge or to change.
package struct IgnoredFields: Sendable, Hashable {
    package static let none = IgnoredFields([], for: ObjectID(group: "", kind: "", namespace: "", name: ""))

    private var pointers: Set<[String]>
    private var expressions: [JQPath]
    private var managers: Set<String>

    /// What the rules of an application say of one object.
    package init(_ rules: [IgnoreRule], for id: ObjectID) {
        let matching = rules.filter { $0.matches(id) }
        pointers = Set(matching.flatMap(\.pointers).map(\.tokens))
        expressions = matching.flatMap(\.expressions)
        managers = Set(matching.flatMap(\.managers))
    }

    package var isEmpty: Bool { pointers.isEmpty && expressions.isEmpty && managers.isEmpty }

    /// The places in `live` to leave alone: those named, and the fields that the named managers own there.
    ///
    /// What an expression names that takes too much work is not among them: so a difference is seen, and applying says why.
    package func paths(in live: Value) -> Set<[String]> {
        let work = JQWork(limit: JQWork.limit)
        let named = expressions.compactMap { try? $0.places(in: live, work) }
        return IgnoredFields.places(pointers.union(named.joined()).union(held(in: live)), in: live)
    }

    /// The manifest with the ignored fields as they are in the live object, so that applying it changes none of them
    /// and gives up none: a field that nobody applies any more falls back to its default, and an element goes.
    ///
    /// Ignored fields that the object has not are left out, unless they are in something that it has not either.
    ///
    /// - Parameter manager: as whom the manifest is applied.
    package func keeping(_ live: Value, in manifest: Value, manager: String) throws(JQError) -> Value {
        let inLive = try named(in: live).union(held(in: live))
        let kept = KeptFields(of: live, manager: manager)
        return kept.leaving(
            manifest, live,
            KeptFields.Named(
                manifest: PathTree(IgnoredFields.places(try named(in: manifest), in: manifest)),
                live: PathTree(IgnoredFields.places(inLive, in: live))))
    }

    /// A manifest without what is named in it.
    package func removed(from manifest: Value) -> Value {
        isEmpty ? manifest : PathTree(paths(in: manifest)).removing(from: manifest)
    }

    private func named(in object: Value) throws(JQError) -> Set<[String]> {
        let work = JQWork(limit: JQWork.limit)
        var named = pointers
        for expression in expressions { named.formUnion(try expression.places(in: object, work)) }
        return named
    }

    private func held(in live: Value) -> Set<[String]> {
        guard !managers.isEmpty else { return [] }
        var held: Set<[String]> = []
        OwnedFields.held(by: managers, in: live).forEachLeaf(in: live, enter: { _ in true }) { leaf in
            if !leaf.isMembership { held.insert(leaf.path) }
        }
        return held
    }

    /// What names an object or marks it as ours is never ignored, not even where all around it is.
    private static func places(_ named: Set<[String]>, in object: Value) -> Set<[String]> {
        var places: Set<[String]> = []
        for place in named {
            switch (place.first, place.count) {
            case ("metadata", 1): places.formUnion(members(of: "labels", object) + members(of: "annotations", object))
            case ("metadata", 2) where place[1] == "labels" || place[1] == "annotations":
                places.formUnion(members(of: place[1], object))
            default: if !isIdentity(place) { places.insert(place) }
            }
        }
        return places
    }

    private static func members(of map: String, _ object: Value) -> [[String]] {
        (object.at("metadata", map)?.object?.keys ?? []).map { ["metadata", map, $0] }.filter { !isIdentity($0) }
    }

    private static func isIdentity(_ place: [String]) -> Bool {
        switch place.first {
        case "apiVersion", "kind", nil: true
        case "metadata":
            switch place[1] {
            case "name", "namespace": true
            case "labels", "annotations": place[2].hasPrefix("gitops.martlet.dev/")
            default: false
            }
        default: false
        }
    }

    /// In order, for digests: rules that change make a manifest another one.
    package var digestText: String {
        let names = pointers.map { Pointer(tokens: $0).description }.sorted()
        return (names + expressions.map { "|" + $0.text }.sorted() + managers.sorted().map { "@" + $0 })
            .joined(separator: "\n")
    }
}

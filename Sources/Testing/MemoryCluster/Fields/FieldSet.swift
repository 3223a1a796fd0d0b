internal import Documents

/// A set of fields of an object: `fieldsV1` as a value. No child is empty.
struct FieldSet: Hashable, Sendable {
    private(set) var members: Set<PathElement> = []
    private(set) var children: [PathElement: FieldSet] = [:]

    init() {}

    init(_ paths: [[PathElement]]) {
        for path in paths { insert(path[...]) }
    }

    private init(members: Set<PathElement>, children: [PathElement: FieldSet]) {
        self.members = members
        self.children = children.filter { !$0.value.isEmpty }
    }

    var isEmpty: Bool { members.isEmpty && children.isEmpty }

    /// The object itself is a field of nothing.
    mutating func insert(_ path: ArraySlice<PathElement>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            members.insert(first)
        } else {
            children[first, default: FieldSet()].insert(path.dropFirst())
        }
    }

    mutating func insert(_ element: PathElement) { members.insert(element) }

    mutating func insert(_ set: FieldSet, below element: PathElement) {
        if !set.isEmpty { children[element] = children[element]?.union(set) ?? set }
    }

    func union(_ other: FieldSet) -> FieldSet {
        FieldSet(
            members: members.union(other.members),
            children: children.merging(other.children) { mine, others in mine.union(others) })
    }

    func subtracting(_ other: FieldSet) -> FieldSet {
        FieldSet(
            members: members.subtracting(other.members),
            children: Dictionary(
                uniqueKeysWithValues: children.map { element, child in
                    (element, other.children[element].map(child.subtracting) ?? child)
                }))
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var common: [PathElement: FieldSet] = [:]
        for (element, child) in children { common[element] = other.children[element].map(child.intersection) }
        return FieldSet(members: members.intersection(other.members), children: common)
    }

    /// Without one field and all that is below it.
    func without(_ element: PathElement) -> FieldSet {
        var rest = self
        rest.members.remove(element)
        rest.children[element] = nil
        return rest
    }

    /// With those on the way to each field that have names of their own: `spec` for `spec.replicas`, but not `labels.app`'s
    /// entry for something below it.
    func withNamedFields(_ shape: Shape) -> FieldSet {
        var named = self
        for (element, child) in children {
            guard case .field(let name) = element else {
                named.children[element] = child.withNamedFields(shape.element)
                continue
            }
            let (shape, isNamed) = shape.child(name)
            if isNamed { named.members.insert(element) }
            named.children[element] = child.withNamedFields(shape)
        }
        return named
    }

    /// With what a value has below each field that nothing is said of: as if it had been one with all its content.
    func expanded(by value: Value, _ shape: Shape) -> FieldSet {
        var expanded = self
        for element in members.union(children.keys) {
            guard let (inner, content) = shape.inside(value, at: element) else { continue }
            expanded.children[element] =
                children[element]?.expanded(by: content, inner) ?? inner.fieldSet(of: content, withEmpty: false)
        }
        return FieldSet(members: expanded.members, children: expanded.children)
    }

    /// All fields, in the order in which servers list them.
    var paths: [[PathElement]] {
        members.sorted().map { [$0] }
            + children.sorted { $0.key < $1.key }.flatMap { element, child in child.paths.map { [element] + $0 } }
    }
}

extension FieldSet {
    /// As in `fieldsV1`.
    var value: Value {
        var object = Object()
        for element in members.union(children.keys).sorted() {
            var content = children[element]?.value.object ?? Object()
            if members.contains(element), !content.isEmpty { content["."] = .object(Object()) }
            object[element.text] = .object(content)
        }
        return .object(object)
    }

    init(_ value: Value?) {
        for (key, content) in value?.object ?? Object() where key != "." {
            guard let element = PathElement(key) else { continue }
            if content.object?.isEmpty != false || content["."] != nil { members.insert(element) }
            insert(FieldSet(content), below: element)
        }
    }
}

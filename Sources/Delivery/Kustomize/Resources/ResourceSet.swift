/// The objects of a build, in the order in which they came; no two are of one identity.
package struct ResourceSet {
    package private(set) var resources: [Resource] = []
    /// Those that are, or were, called so. Nil where that is not known: objects are changed where they are.
    private var index: [ResourceID.Key: [Resource]]?

    package init() {}

    /// Has to come after whatever may have changed what objects are called.
    mutating func forget() { index = nil }

    /// Looks once at what all are called, for many questions.
    mutating func prepare() { _ = indexed() }

    private mutating func indexed() -> [ResourceID.Key: [Resource]] {
        if let index { return index }
        var made: [ResourceID.Key: [Resource]] = [:]
        for resource in resources { ResourceSet.add(resource, to: &made) }
        index = made
        return made
    }

    private static func add(_ resource: Resource, to index: inout [ResourceID.Key: [Resource]]) {
        for key in Set(resource.allIDs.map(\.key)) { index[key, default: []].append(resource) }
    }

    package var count: Int { resources.count }

    /// Those that are, or were, called so.
    package func matching(any matches: (ResourceID) -> Bool) -> [Resource] {
        resources.filter { $0.previousIDs.contains(where: matches) || matches($0.id) }
    }

    /// The one object that is, or was, called so.
    package func resource(called id: ResourceID) throws(KustomizeError) -> Resource {
        let found = index.map { $0[id.key] ?? [] } ?? matching(any: id.isSame)
        guard let first = found.first else {
            throw KustomizeError(.notFound, "no object is, or was before it was changed, \(id)")
        }
        guard found.count == 1 else { throw KustomizeError(.conflict, "\(found.count) objects are, or were, \(id)") }
        return first
    }

    /// All that are called as one of these is; replacements can give several objects one name.
    func sharing(idsOf selected: [Resource]) -> [Resource] {
        if selected.count == 1, let id = selected.first?.id {
            return (index.map { $0[id.key] ?? [] } ?? resources).filter { $0.id == id }
        }
        let ids = Set(selected.map(\.id))
        return resources.filter { ids.contains($0.id) }
    }

    /// Adds an object at the end. Throws where one of its identity is there.
    package mutating func append(_ resource: Resource) throws(KustomizeError) { try append(contentsOf: [resource]) }

    /// Adds objects at the end, in their order. Throws where one of the same identity is there.
    package mutating func append(contentsOf other: [Resource]) throws(KustomizeError) {
        var index = indexed()
        self.index = nil
        for resource in other {
            let key = resource.id.key
            guard index[key]?.contains(where: { $0.id.key == key }) != true else {
                throw KustomizeError(
                    .conflict, "may not add \(resource.id): an object of this identity is there already")
            }
            resources.append(resource)
            ResourceSet.add(resource, to: &index)
        }
        self.index = index
    }

    /// The same objects without those that patches have deleted, where no two may have become one.
    mutating func rebuild() throws(KustomizeError) {
        let kept = resources.filter { !$0.isEmpty }
        self = ResourceSet()
        try append(contentsOf: kept)
    }

    /// The same objects without those that patches have deleted.
    package mutating func dropEmpty() {
        guard resources.contains(where: \.isEmpty) else { return }
        resources.removeAll(where: \.isEmpty)
        index = nil
    }

    /// Puts the same objects, or some of them, into another order.
    mutating func rearrange(_ arranged: [Resource]) { resources = arranged }

    /// Adds what a generator made, or puts it in the place of the object that it says it replaces or merges with, which it
    /// returns.
    mutating func absorb(_ generated: Resource) throws(KustomizeError) -> Resource? {
        let id = generated.id
        let found = indexed()[id.key] ?? []
        guard let old = found.first else {
            guard generated.behavior != .merge, generated.behavior != .replace else {
                throw KustomizeError(
                    .notFound, "\(id) does not exist, so nothing can be merged with it, or replaced")
            }
            try append(generated)
            return nil
        }
        guard found.count == 1 else {
            throw KustomizeError(.conflict, "\(found.count) objects could be what \(id) is merged with or replaces")
        }
        switch generated.behavior {
        case .replace: generated.takeMetadata(from: old)
        case .merge:
            let origin = old.annotation(BuildAnnotations.origin)
            generated.takeMetadata(from: old)
            generated.mergeData(from: old)
            if let origin { generated.body.setAnnotation(BuildAnnotations.origin, origin) }
        default:
            throw KustomizeError(
                .conflict, "\(id) exists; behavior has to be merge or replace")
        }
        try replace(old, with: generated)
        return old
    }

    private mutating func replace(_ old: Resource, with new: Resource) throws(KustomizeError) {
        let id = new.id
        let places = resources.indices.filter { resources[$0].id.isSame(as: id) }
        guard places.count == 1, let place = places.first, resources[place] === old else {
            throw KustomizeError(.conflict, "\(id) is not in the place of what it is merged with or replaces")
        }
        resources[place] = new
        index = nil
    }
}

/// The objects of a build, in the order in which they came; no two are of one identity.
package struct ResourceSet {
    package private(set) var resources: [Resource] = []

    package init() {}

    package var count: Int { resources.count }

    package func matching(current matches: (ResourceID) -> Bool) -> [Resource] {
        resources.filter { matches($0.id) }
    }

    /// Those that are, or were, called so.
    package func matching(any matches: (ResourceID) -> Bool) -> [Resource] {
        resources.filter { $0.previousIDs.contains(where: matches) || matches($0.id) }
    }

    /// The one object that is, or was, called so.
    package func resource(called id: ResourceID) throws(KustomizeError) -> Resource {
        let found = matching(any: id.isSame)
        guard let first = found.first else {
            throw KustomizeError(.notFound, "no object is, or was before it was changed, \(id)")
        }
        guard found.count == 1 else { throw KustomizeError(.conflict, "\(found.count) objects are, or were, \(id)") }
        return first
    }

    package mutating func append(_ resource: Resource) throws(KustomizeError) { try append(contentsOf: [resource]) }

    package mutating func append(contentsOf other: [Resource]) throws(KustomizeError) {
        var keys = Set(resources.map(\.id.key))
        for resource in other {
            guard keys.insert(resource.id.key).inserted else {
                throw KustomizeError(
                    .conflict, "may not add \(resource.id): an object of this identity is there already")
            }
            resources.append(resource)
        }
    }

    /// The same objects without those that patches have deleted.
    package mutating func dropEmpty() { resources.removeAll(where: \.isEmpty) }

    /// Puts the same objects, or some of them, into another order.
    mutating func rearrange(_ arranged: [Resource]) { resources = arranged }

    /// Adds what a generator made, or puts it in the place of the object that it says it replaces or merges with.
    mutating func absorb(_ generated: Resource) throws(KustomizeError) {
        let id = generated.id
        let found = matching(any: id.isSame)
        guard let old = found.first else {
            guard generated.behavior != .merge, generated.behavior != .replace else {
                throw KustomizeError(
                    .notFound, "\(id) does not exist, so nothing can be merged with it, or replaced")
            }
            return try append(generated)
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
    }

    private mutating func replace(_ old: Resource, with new: Resource) throws(KustomizeError) {
        let id = new.id
        let places = resources.indices.filter { resources[$0].id.isSame(as: id) }
        guard places.count == 1, let place = places.first, resources[place] === old else {
            throw KustomizeError(.conflict, "\(id) is not in the place of what it is merged with or replaces")
        }
        resources[place] = new
    }
}

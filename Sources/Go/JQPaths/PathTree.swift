package import Documents

/// Places in a document, as a tree of the tokens that lead to them.
package struct PathTree: Sendable {
    /// Whether this place is one of them, and with it all that is below.
    package private(set) var isNamed = false
    package private(set) var below: [String: PathTree] = [:]

    package init(_ places: some Sequence<[String]>) {
        for place in places { insert(place[...]) }
    }

    private init() {}

    private mutating func insert(_ place: ArraySlice<String>) {
        guard let token = place.first else { return isNamed = true }
        below[token, default: PathTree()].insert(place.dropFirst())
    }

    package var isEmpty: Bool { !isNamed && below.isEmpty }

    /// What is named at a place and below it; nil where nothing is.
    package func at(_ place: some Sequence<String>) -> PathTree? {
        var tree = self
        for token in place {
            guard let next = tree.below[token] else { return nil }
            tree = next
        }
        return tree
    }

    /// A document without what is named in it. Elements that are left move up.
    package func removing(from document: Value) -> Value {
        switch document {
        case .object(var object):
            for (name, tree) in below {
                guard let member = object[name] else { continue }
                object[name] = tree.isNamed ? nil : tree.removing(from: member)
            }
            return .object(object)
        case .array(let elements):
            let left = elements.enumerated().compactMap { index, element -> Value? in
                guard let tree = below[String(index)] else { return element }
                return tree.isNamed ? nil : tree.removing(from: element)
            }
            return .array(left)
        default: return document
        }
    }
}

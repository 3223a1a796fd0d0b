package import Documents

/// Where a field of one state of an object is in another, in which elements of lists may stand elsewhere.
package enum Counterpart {
    /// The tokens of a pointer into `other` for those into `document`; nil where it has no such field.
    package static func tokens(_ tokens: [String], of document: Value, in other: Value) -> [String]? {
        var (mine, theirs) = (document, other)
        var found: [String] = []
        for token in tokens {
            var next = token
            if let elements = mine.array, let others = theirs.array {
                guard let index = Int(token), elements.indices.contains(index),
                    let match = place(of: index, elements, others, names: found)
                else { return nil }
                next = String(match)
            }
            guard let value = mine[Pointer(tokens: [token])], let otherValue = theirs[Pointer(tokens: [next])] else {
                return nil
            }
            (mine, theirs) = (value, otherValue)
            found.append(next)
        }
        return found
    }

    /// Of elements that are told apart by nothing but their places, the one at the same place.
    private static func place(of index: Int, _ elements: [Value], _ others: [Value], names: [String]) -> Int? {
        let path = names.filter { Int($0) == nil }
        guard let keys = MergeKeys(of: path, elements, others) else {
            return others.indices.contains(index) ? index : nil
        }
        let key = keys.key(of: elements[index])
        return others.firstIndex { keys.key(of: $0) == key }
    }
}

extension FieldPath {
    /// The way that a pointer's tokens lead, with the elements of lists by what they are told apart by.
    package init(_ tokens: [String], in document: Value) {
        self.init()
        var value = Optional(document)
        for token in tokens {
            if let elements = value?.array, let index = Int(token), elements.indices.contains(index) {
                let label = MergeKeys(of: names, elements, [])?.label(of: elements[index]) ?? token
                self = element(label, live: index)
                value = elements[index]
            } else {
                self = member(token)
                value = value?[token]
            }
        }
    }
}

package import Documents

/// Where the fields of one rendered object come from.
package struct ObjectOrigin: Sendable, Hashable {
    /// As it was rendered.
    package let id: ObjectID
    /// Where the object itself is from, what is first coming first.
    package let object: [OriginStep]
    /// Of each field without fields of its own, by the tokens of a pointer to it: what made it, what is first coming first. Empty
    /// where that is not known.
    package let fields: [[String]: [OriginStep]]
    /// Whether there was too much to be noted, so that some of it may be missing.
    package let isPartial: Bool

    package init(id: ObjectID, object: [OriginStep], fields: [[String]: [OriginStep]], isPartial: Bool) {
        self.id = id
        self.object = object
        self.fields = fields
        self.isPartial = isPartial
    }

    /// The same, in one of several sources.
    package func placed(in source: String) -> ObjectOrigin {
        func placed(_ steps: [OriginStep]) -> [OriginStep] {
            steps.map { step in
                var step = step
                step.file = step.file.map { $0.hasPrefix("$") ? $0 : "$\(source)/\($0)" }
                return step
            }
        }
        return ObjectOrigin(
            id: id, object: placed(object), fields: fields.mapValues(placed), isPartial: isPartial)
    }
}

extension Value {
    /// The ways to all fields that have no fields of their own, as tokens of pointers, and what stands there; empty mappings and
    /// lists are among them.
    package var leaves: [(tokens: [String], value: Value)] {
        var leaves: [(tokens: [String], value: Value)] = []
        collect(&leaves, at: [])
        return leaves
    }

    private func collect(_ leaves: inout [(tokens: [String], value: Value)], at tokens: [String]) {
        switch self {
        case .object(let object) where !object.isEmpty:
            for (name, value) in object { value.collect(&leaves, at: tokens + [name]) }
        case .array(let elements) where !elements.isEmpty:
            for (index, value) in elements.enumerated() { value.collect(&leaves, at: tokens + [String(index)]) }
        default: leaves.append((tokens, self))
        }
    }
}

import Documents

/// Labels and annotations that one transformer has put into several places of an object.
///
/// In kustomize these places share a node, so whatever changes one of them later changes all, until the object has gone
/// through JSON.
struct SharedEntries: Sendable {
    /// A step on the way to an entry.
    enum Step: Sendable, Hashable {
        case name(String)
        case index(Int)

        var isName: Bool { if case .name = self { true } else { false } }
    }

    private struct Group {
        var value: Value
        var places: [[Step]]
    }

    private var groups: [Group] = []

    var isEmpty: Bool { groups.isEmpty }

    mutating func add(_ value: Value, at places: [[Step]]) {
        if places.count > 1 { groups.append(Group(value: value, places: places)) }
    }

    /// The object with the value in all places of a group that one of them has got; nil where nothing is to change.
    ///
    /// Elements of lists follow, but do not lead: a patch may have put others in their place.
    mutating func settled(_ body: Value) -> Value? {
        var settled: Value?
        for index in groups.indices {
            let old = groups[index].value
            var places: [[Step]] = []
            var new: Value?
            for place in groups[index].places {
                guard let value = SharedEntries.value(settled ?? body, place[...]) else { continue }
                if value == old {
                    places.append(place)
                } else if place.allSatisfy(\.isName) {
                    places.append(place)
                    new = new ?? value
                }
            }
            groups[index].places = places
            guard let new else { continue }
            groups[index].value = new
            var changed = settled ?? body
            for place in places { SharedEntries.set(new, in: &changed, place[...]) }
            settled = changed
        }
        groups.removeAll { $0.places.count < 2 }
        return settled
    }

    /// Where the mappings that a path leads to have an entry.
    static func places(of key: String, in body: Value, below names: ArraySlice<String>) -> [[Step]] {
        switch body {
        case .array(let elements):
            return elements.enumerated().flatMap { index, element in
                places(of: key, in: element, below: names).map { [.index(index)] + $0 }
            }
        case .object(let members):
            guard let name = names.first else { return members[key] == nil ? [] : [[.name(key)]] }
            let field = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            guard let member = members[field] else { return [] }
            return places(of: key, in: member, below: names.dropFirst()).map { [.name(field)] + $0 }
        default: return []
        }
    }

    private static func value(_ body: Value, _ place: ArraySlice<Step>) -> Value? {
        switch (place.first, body) {
        case (nil, _): body
        case (.name(let name), .object(let members)): members[name].flatMap { value($0, place.dropFirst()) }
        case (.index(let index), .array(let elements)) where elements.indices.contains(index):
            value(elements[index], place.dropFirst())
        default: nil
        }
    }

    private static func set(_ new: Value, in body: inout Value, _ place: ArraySlice<Step>) {
        switch (place.first, body) {
        case (nil, _): body = new
        case (.name(let name), .object(var members)):
            guard var member = members[name] else { return }
            body = .null
            set(new, in: &member, place.dropFirst())
            members[name] = member
            body = .object(members)
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            body = .null
            set(new, in: &elements[index], place.dropFirst())
            body = .array(elements)
        default: return
        }
    }
}

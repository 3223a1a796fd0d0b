internal import Documents
internal import KubeModel

/// What a server makes of an apply, as far as that can be told without it: what the manifest says changes, what its manager
/// gives up goes where nobody else holds it, and the rest stays.
///
/// Which lists are merged, and by what, the live object's `managedFields` say; others are replaced as a whole.
struct ForeseenApply {
    private static let deepest = 80

    /// What is at stake besides the documents.
    struct Circumstances {
        var manager: String
        /// Whether the object was there before, and what tools hold of it is taken over.
        var isAdoption: Bool
        /// Whether the object is made anew, so that nobody but the server has fields in it.
        var isFresh: Bool
    }

    static func document(_ manifest: Value, onto live: Value, _ circumstances: Circumstances) -> Value {
        let entries = FieldsEntry.all(of: live).filter { $0.subresource != "status" }
        guard !entries.isEmpty else {
            return merged(live, manifest, Holders(own: nil, others: nil, all: nil), depth: 0)
        }
        func union(_ entries: [FieldsEntry]) -> Object { entries.map(\.fields).reduce(Object()) { $0.union($1) } }
        let all = union(entries)
        guard !circumstances.isFresh else {
            return merged(live, manifest, Holders(own: all, others: nil, all: all), depth: 0)
        }
        var own = union(entries.filter { $0.isApplied(by: circumstances.manager) })
        if circumstances.isAdoption { own = own.union(held(union(entries.filter { Hands($0) == .tool }))) }
        // What tools and people hold together with us goes with us.
        let others = union(entries.filter { !$0.isApplied(by: circumstances.manager) && Hands($0) == nil })
        return merged(live, manifest, Holders(own: own, others: others, all: all), depth: 0)
    }

    /// Replicas that the source leaves to an autoscaler are not taken over.
    private static func held(_ fields: Object) -> Object {
        var held = fields
        guard var spec = fields["f:spec"]?.object else { return fields }
        spec["f:replicas"] = nil
        held["f:spec"] = .object(spec)
        return held
    }

    /// Who has what of a value: nil where one has nothing of it.
    private struct Holders {
        var own: Object?
        var others: Object?
        var all: Object?

        func below(_ name: String) -> Holders {
            func part(_ set: Object?) -> Object? { set?[name].map { $0.object ?? Object() } }
            return Holders(own: part(own), others: part(others), all: part(all))
        }

        /// Whether the value is one field: nobody has parts of it.
        var isWhole: Bool { all?.isEmpty == true }

        var names: ElementNames { ElementNames(all ?? Object()) }
    }

    private static func merged(_ live: Value?, _ manifest: Value, _ holders: Holders, depth: Int) -> Value {
        guard depth < deepest, !holders.isWhole else { return manifest }
        switch (live, manifest) {
        case (.object(let live)?, .object(let manifest)): return .object(merged(live, manifest, holders, depth))
        case (.array(let live)?, .array(let manifest)):
            switch holders.names {
            case .places: return .array(manifest)
            case .keys, .values: return .array(merged(live, manifest, holders, depth))
            }
        default: return manifest
        }
    }

    private static func merged(_ live: Object, _ manifest: Object, _ holders: Holders, _ depth: Int) -> Object {
        var result = live
        for (field, _) in holders.own ?? Object() where field.hasPrefix("f:") {
            let name = String(field.dropFirst(2))
            guard let there = live[name], !manifest.contains(name) else { continue }
            result[name] = remaining(of: there, holders.below(field), depth: depth + 1)
        }
        for (name, value) in manifest {
            result[name] = merged(live[name], value, holders.below("f:\(name)"), depth: depth + 1)
        }
        return result
    }

    private static func merged(_ live: [Value], _ manifest: [Value], _ holders: Holders, _ depth: Int) -> [Value] {
        let names = holders.names
        let liveNames = live.enumerated().map { names.name(of: $1, at: $0) }
        let wanted = manifest.enumerated().map { names.name(of: $1, at: $0) }
        let places = Dictionary(liveNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let isWanted = Set(wanted)
        var elements: [String: Value] = [:]
        for (name, element) in zip(wanted, manifest) {
            elements[name] = merged(places[name].map { live[$0] }, element, holders.below(name), depth: depth + 1)
        }
        for (name, element) in zip(liveNames, live) where !isWanted.contains(name) {
            elements[name] = remaining(of: element, holders.below(name), depth: depth + 1)
        }
        // In the order of the manifest where that has another, or else in that of the object, so that nothing moves.
        let kept = wanted.compactMap { places[$0] }
        let order =
            kept == kept.sorted()
            ? liveNames + wanted.filter { places[$0] == nil } : wanted + liveNames.filter { !isWanted.contains($0) }
        return order.compactMap { elements.removeValue(forKey: $0) }
    }

    /// What stays of a value when we give up what we have of it; nil where nothing does.
    private static func remaining(of value: Value, _ holders: Holders, depth: Int) -> Value? {
        guard let own = holders.own, depth < deepest else { return value }
        let isHeld = holders.others != nil
        let fields = own.filter { $0.key != "." }
        guard !fields.isEmpty else { return isHeld ? value : nil }
        switch value {
        case .object(var object):
            for (field, _) in fields where field.hasPrefix("f:") {
                let name = String(field.dropFirst(2))
                object[name] = object[name].flatMap { remaining(of: $0, holders.below(field), depth: depth + 1) }
            }
            return object.isEmpty && !isHeld ? nil : .object(object)
        case .array(let elements):
            let names = holders.names
            let left = elements.enumerated().compactMap { index, element in
                remaining(of: element, holders.below(names.name(of: element, at: index)), depth: depth + 1)
            }
            return left.isEmpty && !isHeld ? nil : .array(left)
        case .null, .bool, .integer, .double, .string: return isHeld ? value : nil
        }
    }
}

internal import Documents
internal import JQPaths
internal import KubeModel

/// A place in an object of which some fields are left to others, and what is applied there.
///
/// Server-side apply takes away what its manager applied before and does not apply any more, and puts lists and mappings that
/// have one holder as a whole in the place of what is there. So what is left to others is applied as it is in the cluster, but
/// no more of it than the source has, or we hold anyway, or cannot be left out.
struct KeptFields {
    /// What all managers hold here.
    private var sets: [Object]
    /// What we hold here; nil for nothing.
    private var own: Object?
    /// Whether this is in something that has one holder as a whole.
    private var isInWhole = false

    /// The fields that are left to others.
    struct Named {
        var manifest: PathTree?
        var live: PathTree?

        var isNamed: Bool { (manifest?.isNamed ?? false) || (live?.isNamed ?? false) }
        var isEmpty: Bool { (manifest?.isEmpty ?? true) && (live?.isEmpty ?? true) }

        /// - Parameters: the tokens on both sides; nil where it is not there.
        func at(_ inManifest: String?, _ inLive: String?) -> Named {
            Named(manifest: inManifest.flatMap { manifest?.below[$0] }, live: inLive.flatMap { live?.below[$0] })
        }
    }

    init(of live: Value, manager: String) {
        let entries = FieldsEntry.all(of: live).filter { $0.subresource != "status" }
        sets = entries.map(\.fields)
        own = entries.filter { $0.isApplied(by: manager) }.map(\.fields).reduce(nil) { $0?.union($1) ?? $1 }
    }

    private init(sets: [Object], own: Object?, isInWhole: Bool) {
        self.sets = sets
        self.own = own
        self.isInWhole = isInWhole
    }

    /// Whether managers hold parts of what is here.
    private var isDivided: Bool { !isInWhole && sets.contains { $0.contains { $0.key != "." } } }

    private func at(_ field: String) -> KeptFields {
        KeptFields(
            sets: sets.compactMap { $0[field]?.object }, own: own?[field]?.object, isInWhole: isInWhole || !isDivided)
    }

    // MARK: What is not left to others as a whole

    func leaving(_ manifest: Value, _ live: Value, _ named: Named) -> Value {
        guard !named.isEmpty else { return manifest }
        switch (manifest, live) {
        case (.object(let mine), .object(let there)): return .object(members(mine, there, named))
        case (.array(let mine), .array(let there)):
            return .array(isDivided ? elements(mine, there, named) : wholeElements(mine, there, named))
        default: return manifest
        }
    }

    private func members(_ mine: Object, _ there: Object, _ named: Named) -> Object {
        var members = mine
        let names = Set((named.manifest?.below ?? [:]).keys).union((named.live?.below ?? [:]).keys)
        for name in names.sorted() {
            let (place, below) = (at("f:\(name)"), named.at(name, name))
            if below.isNamed {
                members[name] = place.kept(mine[name], there[name])
            } else if let member = mine[name], let live = there[name] {
                members[name] = place.leaving(member, live, below)
            }
        }
        return members
    }

    /// Elements that the server tells apart by keys, or by their value.
    private func elements(_ mine: [Value], _ there: [Value], _ named: Named) -> [Value] {
        let keys = ElementKeys(sets, in: there)
        var left = Set(there.indices)
        var elements: [Value] = []
        for (index, element) in mine.enumerated() {
            let match = left.sorted().first { keys.agree(element, there[$0]) }
            let below = named.at(String(index), match.map(String.init))
            guard let match else {
                if !below.isNamed { elements.append(element) }
                continue
            }
            left.remove(match)
            let place = at(keys.fields[match] ?? "")
            let kept = below.isNamed ? place.kept(element, there[match]) : place.leaving(element, there[match], below)
            elements += [kept].compactMap(\.self)
        }
        for index in left.sorted() where named.at(nil, String(index)).isNamed {
            elements += [at(keys.fields[index] ?? "").kept(nil, there[index])].compactMap(\.self)
        }
        return elements
    }

    /// Elements of a list that has one holder: whatever is in it has to be sent.
    private func wholeElements(_ mine: [Value], _ there: [Value], _ named: Named) -> [Value] {
        let place = KeptFields(sets: [], own: nil, isInWhole: true)
        let wanted = mine.indices.filter { !named.at(String($0), nil).isNamed }
        let shared = there.indices.filter { !named.at(nil, String($0)).isNamed }
        let pairs = ElementPairs(
            wanted.map { named.manifest?.below[String($0)]?.removing(from: mine[$0]) ?? mine[$0] },
            shared.map { named.live?.below[String($0)]?.removing(from: there[$0]) ?? there[$0] })
        var elements = wanted.enumerated().map { position, index in
            guard let match = pairs.matches[position].map({ shared[$0] }) else { return mine[index] }
            return place.leaving(mine[index], there[match], named.at(String(index), String(match)))
        }
        for index in there.indices where named.at(nil, String(index)).isNamed {
            elements.insert(there[index], at: min(index, elements.count))
        }
        return elements
    }

    // MARK: What is left to others

    /// What is applied of it; nil for nothing.
    private func kept(_ mine: Value?, _ live: Value?) -> Value? {
        guard let live else { return nil }
        guard let mine else { return isInWhole ? live : own.map { KeptFields.held(live, $0) } }
        guard isDivided else { return live }
        switch (mine, live) {
        case (.object(let mine), .object(let there)):
            return .object(
                Object(there.compactMap { name, value in at("f:\(name)").kept(mine[name], value).map { (name, $0) } }))
        case (.array(let mine), .array(let there)):
            let keys = ElementKeys(sets, in: there)
            return .array(
                there.enumerated().compactMap { index, element in
                    at(keys.fields[index] ?? "").kept(mine.first { keys.agree($0, element) }, element)
                })
        default: return live
        }
    }

    /// The part of a live value that is in a set of fields.
    private static func held(_ live: Value, _ set: Object) -> Value {
        guard !set.isEmpty else { return live }
        let parts = set.filter { $0.key != "." }.compactMap { field, below -> (token: String, value: Value)? in
            let (token, value) = OwnedFields.step(field, in: live)
            return value.map { (token, held($0, below.object ?? Object())) }
        }
        switch live {
        case .object: return .object(Object(parts.map { ($0.token, $0.value) }))
        case .array: return .array(parts.sorted { (Int($0.token) ?? 0) < (Int($1.token) ?? 0) }.map(\.value))
        default: return live
        }
    }
}

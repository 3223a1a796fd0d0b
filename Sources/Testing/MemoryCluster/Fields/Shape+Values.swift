internal import Documents

/// What differs between two objects.
struct Comparison {
    var added = FieldSet()
    var modified = FieldSet()
    var removed = FieldSet()

    var changed: FieldSet { added.union(modified) }

    /// Without one field of the object and all that is below it.
    mutating func ignore(_ name: String) {
        added = added.without(.field(name))
        modified = modified.without(.field(name))
        removed = removed.without(.field(name))
    }
}

extension Shape {
    /// All fields that a value has.
    ///
    /// - Parameter withEmpty: whether an empty object is one by itself.
    func fieldSet(of value: Value, withEmpty: Bool) -> FieldSet {
        var set = FieldSet()
        for (name, member) in value.object ?? Object() {
            let (shape, isNamed) = child(name)
            let isEmpty = withEmpty && (member.isNull || member.object?.isEmpty == true)
            if shape.form(of: member) == .leaf || isEmpty || !isNamed { set.insert(.field(name)) }
            set.insert(shape.inner(member, withEmpty), below: .field(name))
        }
        if form(of: value) == .list {
            for item in value.array ?? [] {
                let step = pathElement(of: item)
                set.insert(step)
                set.insert(element.inner(item, withEmpty), below: step)
            }
        }
        return set
    }

    private func inner(_ value: Value, _ withEmpty: Bool) -> FieldSet {
        form(of: value) == .leaf ? FieldSet() : fieldSet(of: value, withEmpty: withEmpty)
    }

    /// What is different in `new`.
    func compare(_ old: Value, _ new: Value) -> Comparison {
        var comparison = Comparison()
        compare(old, new, at: [], into: &comparison)
        return comparison
    }

    private func compare(_ old: Value?, _ new: Value?, at path: [PathElement], into result: inout Comparison) {
        // Null is what it stands for.
        let isLeaf = [old, new].contains { $0.map { !$0.isNull && form(of: $0) == .leaf } == true }
        if isLeaf || (old.isEmptyOrNothing && new.isEmptyOrNothing) {
            if old == nil {
                result.added.insert(path[...])
            } else if new == nil {
                result.removed.insert(path[...])
            } else if old != new {
                result.modified.insert(path[...])
            }
            return
        }
        for (step, shape, before, after) in pairs(old, new) {
            shape.compare(before, after, at: path + [step], into: &result)
        }
        if old == nil { result.added.insert(path[...]) }
        if new == nil { result.removed.insert(path[...]) }
    }

    /// The members, or items, of two values of which one may be missing.
    private func pairs(_ old: Value?, _ new: Value?) -> [(PathElement, Shape, Value?, Value?)] {
        if old?.object != nil || new?.object != nil {
            let names = (old?.object?.keys ?? []) + (new?.object?.keys ?? []).filter { old?[$0] == nil }
            return names.map { (.field($0), child($0).shape, old?[$0], new?[$0]) }
        }
        let before = items(of: old)
        let after = items(of: new)
        let steps = before.map(\.step) + after.map(\.step).filter { step in !before.contains { $0.step == step } }
        return steps.map { step in
            (step, element, before.first { $0.step == step }?.item, after.first { $0.step == step }?.item)
        }
    }

    private func items(of list: Value?) -> [(step: PathElement, item: Value)] {
        (list?.array ?? []).map { (pathElement(of: $0), $0) }
    }

    /// What a server makes of a live value and one that is applied.
    ///
    /// - Parameter inOrder: whether items of lists come in the order in which they are applied.
    func merge(_ live: Value?, _ applied: Value?, inOrder: Bool) -> Value? {
        guard let applied else { return live }
        guard let live, form(of: live) == form(of: applied) else { return applied }
        switch form(of: applied) {
        case .leaf: return applied
        case .object:
            var merged = live.object ?? Object()
            for (name, member) in applied.object ?? Object() {
                merged[name] = child(name).shape.merge(merged[name], member, inOrder: inOrder)
            }
            return .object(merged)
        case .list:
            let (live, applied) = (items(of: live), items(of: applied))
            return .array(inOrder ? mergeInOrder(live, applied) : mergeBehind(live, applied))
        }
    }

    /// Live items stay where they are, and new ones come behind them.
    private func mergeBehind(
        _ live: [(step: PathElement, item: Value)], _ applied: [(step: PathElement, item: Value)]
    ) -> [Value] {
        let known = Set(live.map(\.step))
        let merged = live.map { step, item in
            element.merge(item, applied.first { $0.step == step }?.item, inOrder: false) ?? item
        }
        return merged + applied.filter { !known.contains($0.step) }.map(\.item)
    }

    /// Items that both lists have come in the applied order; what only the live list has stays before what followed it there.
    private func mergeInOrder(
        _ live: [(step: PathElement, item: Value)], _ applied: [(step: PathElement, item: Value)]
    ) -> [Value] {
        let liveItems = Dictionary(live.map { ($0.step, $0.item) }, uniquingKeysWith: { first, _ in first })
        let wanted = Set(applied.map(\.step))
        var shared = applied.map(\.step).filter { liveItems[$0] != nil }[...]
        var (restLive, restApplied) = (live[...], applied[...])
        var done: Set<PathElement> = []
        var merged: [Value] = []
        while let next = restApplied.first ?? restLive.first {
            if let kept = restLive.first, kept.step != restApplied.first?.step {
                // Another shared item has its turn, or this one had it.
                let isOutOfTurn = !restApplied.isEmpty && shared.first.map { $0 != kept.step } ?? false
                if wanted.contains(kept.step), isOutOfTurn || done.contains(kept.step) {
                    restLive.removeFirst()
                    continue
                }
                if !wanted.contains(kept.step) {
                    merged.append(kept.item)
                    restLive.removeFirst()
                    continue
                }
            }
            if restLive.first?.step == next.step { restLive.removeFirst() }
            guard restApplied.popFirst() != nil else { continue }
            merged.append(element.merge(liveItems[next.step], next.item, inOrder: true) ?? next.item)
            done.insert(next.step)
            if shared.first == next.step { shared.removeFirst() }
        }
        return merged
    }

    /// The value without some of its fields; null where nothing is left of it.
    func remove(_ fields: FieldSet, from value: Value) -> Value {
        switch form(of: value) {
        case .leaf: return value
        case .object:
            var rest = Object()
            for (name, member) in value.object ?? Object() where !fields.members.contains(.field(name)) {
                rest[name] = fields.children[.field(name)].map { child(name).shape.remove($0, from: member) } ?? member
            }
            return rest.isEmpty ? .null : .object(rest)
        case .list:
            let rest = items(of: value).filter { !fields.members.contains($0.step) }.map { step, item in
                fields.children[step].map { element.remove($0, from: item) } ?? item
            }
            return rest.isEmpty ? .null : .array(rest)
        }
    }
}

extension Value? {
    fileprivate var isEmptyOrNothing: Bool {
        switch self {
        case nil, .null: true
        case .object(let object): object.isEmpty
        case .array(let items): items.isEmpty
        default: false
        }
    }
}

internal import Documents
internal import KubeModel

/// Compares documents field by field.
enum Differences {
    /// Of one object. More is for nobody to read.
    private static let mostChanges = 200

    /// What differs between an object as it is and as it would be. What is new as a whole is told field by field, but for what
    /// it is called.
    static func between(_ old: MaskedDocument?, _ new: MaskedDocument?) -> FieldChanges {
        let kind = (new ?? old)?.value.kind ?? ""
        var comparison = Comparison(kind: kind, most: mostChanges, expandsAdditions: old == nil)
        comparison.compare(start(old?.value, new?.value), new?.value ?? [:], at: FieldPath())
        return FieldChanges(changes: comparison.changes, leftOut: comparison.leftOut, isCut: comparison.isCut)
    }

    /// The old document with its type, which servers leave out in lists; of a new object, its name.
    private static func start(_ old: Value?, _ new: Value?) -> Value {
        var start = old ?? [:]
        for field in ["apiVersion", "kind"] where start[field] == nil { start[field] = new?[field] }
        guard old == nil, let metadata = new?["metadata"]?.object else { return start }
        let name = metadata.filter { $0.key == "name" || $0.key == "namespace" }
        start["metadata"] = .object(Object(name.map { ($0.key, $0.value) }))
        return start
    }

    /// Whether two values say the same to Kubernetes. Nothing of them is told.
    static func agree(_ old: Value?, _ new: Value?, at names: [String] = [], kind: String = "") -> Bool {
        var comparison = Comparison(kind: kind, most: 0, expandsAdditions: false)
        comparison.compare(old, new, at: names.reduce(FieldPath()) { $0.member($1) })
        return comparison.leftOut == 0 && !comparison.isCut
    }
}

/// One walk through two documents.
private struct Comparison {
    /// Deeper values are compared, and not told apart.
    private static let deepest = 80
    /// How many values may be looked at.
    private static let mostValues = 400_000

    let kind: String
    let most: Int
    let expandsAdditions: Bool
    private(set) var changes: [FieldChange] = []
    private(set) var leftOut = 0
    private(set) var isCut = false
    private var left = mostValues

    init(kind: String, most: Int, expandsAdditions: Bool) {
        self.kind = kind
        self.most = most
        self.expandsAdditions = expandsAdditions
    }

    /// Absent and null are the same to Kubernetes.
    mutating func compare(_ old: Value?, _ new: Value?, at path: FieldPath) {
        left -= 1
        guard left > 0 else {
            isCut = true
            return
        }
        switch (old ?? .null, new ?? .null) {
        case (.null, .null): return
        case (.null, .object(let object)) where expandsAdditions && !object.isEmpty && path.steps.count < Self.deepest:
            compare(Object(), object, at: path)
        case (.null, .array(let elements))
        where expandsAdditions && elements.contains { $0.object != nil } && path.steps.count < Self.deepest:
            compare([], elements, at: path)
        case (.null, let new): note(path, nil, new)
        case (let old, .null): note(path, old, nil)
        case (.object(let old), .object(let new)) where path.steps.count < Self.deepest: compare(old, new, at: path)
        case (.array(let old), .array(let new)) where path.steps.count < Self.deepest: compare(old, new, at: path)
        case (let old, let new): if !isSame(old, new, at: path) { note(path, old, new) }
        }
    }

    private mutating func compare(_ old: Object, _ new: Object, at path: FieldPath) {
        let keys = old.keys + new.keys.filter { !old.contains($0) }
        for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard !isCut else { return }
            compare(old[key], new[key], at: path.member(key))
        }
    }

    // MARK: Lists

    private mutating func compare(_ old: [Value], _ new: [Value], at path: FieldPath) {
        if let keys = MergeKeys(of: path.names, old, new) {
            compare(old, new, by: keys, at: path)
        } else {
            compareByPlace(old, new, at: path)
        }
    }

    private mutating func compare(_ old: [Value], _ new: [Value], by keys: MergeKeys, at path: FieldPath) {
        var places: [[Value]: Int] = [:]
        for (index, element) in old.enumerated() { places[keys.key(of: element) ?? []] = index }
        let partners = new.map { keys.key(of: $0).flatMap { places[$0] } }
        let pairs = keys.isLoose ? loosePairs(old, new, partners) : partners
        let kept = Set(pairs.compactMap(\.self))
        for (index, element) in old.enumerated() where !kept.contains(index) {
            compare(element, nil, at: path.element(keys.label(of: element), live: index))
        }
        for (index, element) in new.enumerated() {
            guard !isCut else { return }
            // What was changed in a key has no name that both have.
            let label = pairs[index] == partners[index] ? keys.label(of: element) : String(index)
            compare(pairs[index].map { old[$0] }, element, at: path.element(label, live: pairs[index]))
        }
        if keys.isOrdered { noteOrder(of: pairs.compactMap(\.self), in: old, by: keys, at: path) }
    }

    /// What has no partner by its keys has one by its name, or else by its place.
    private func loosePairs(_ old: [Value], _ new: [Value], _ partners: [Int?]) -> [Int?] {
        var pairs = partners
        var free = Set(old.indices).subtracting(partners.compactMap(\.self))
        var named: [String: Int] = [:]
        for index in free.sorted().reversed() { if let name = old[index]["name"]?.string { named[name] = index } }
        for index in new.indices where pairs[index] == nil {
            guard let partner = new[index]["name"]?.string.flatMap({ named[$0] }), free.remove(partner) != nil else {
                continue
            }
            pairs[index] = partner
        }
        for index in new.indices where pairs[index] == nil && free.contains(index) {
            pairs[index] = free.remove(index)
        }
        return pairs
    }

    private mutating func noteOrder(of places: [Int], in old: [Value], by keys: MergeKeys, at path: FieldPath) {
        guard places != places.sorted(), hasRoom() else { return }
        func text(_ places: [Int]) -> String {
            ValueText.of(.array(places.map { .string(keys.label(of: old[$0])) }))
        }
        let kind = FieldChange.Kind.reordered(from: text(places.sorted()), to: text(places))
        changes.append(FieldChange(path: path, kind: kind, author: nil))
    }

    private mutating func compareByPlace(_ old: [Value], _ new: [Value], at path: FieldPath) {
        var symbols = Symbols<Value>()
        let gaps = Alignment.gaps(old.map { symbols[$0] }, new.map { symbols[$0] })
        for gap in gaps {
            let common = min(gap.old.count, gap.new.count)
            for (before, after) in zip(gap.old, gap.new) {
                guard !isCut else { return }
                compare(old[before], new[after], at: path.element(String(after), live: before))
            }
            for index in gap.old.dropFirst(common) {
                compare(old[index], nil, at: path.element(String(index), live: index))
            }
            for index in gap.new.dropFirst(common) {
                compare(nil, new[index], at: path.element(String(index), live: nil))
            }
        }
    }

    // MARK: Values

    private func isSame(_ old: Value, _ new: Value, at path: FieldPath) -> Bool {
        // Texts are compared by their bytes: Swift takes an é for e and an accent.
        if case (.string(let old), .string(let new)) = (old, new), old.utf8.elementsEqual(new.utf8) { return true }
        if old.string == nil || new.string == nil, old == new { return true }
        if let old = old.double, let new = new.double { return old == new }
        let names = path.names
        if KnownFields.isQuantity(names, of: kind), let old = Quantity(old), let new = Quantity(new) {
            return old == new
        }
        return KnownFields.isNumberOrText(names) && (old.string ?? old.json()) == (new.string ?? new.json())
    }

    private mutating func note(_ path: FieldPath, _ old: Value?, _ new: Value?) {
        guard hasRoom() else { return }
        changes.append(FieldChange(path: path, kind: Self.change(from: old, to: new), author: nil))
    }

    /// Whether one more change is told; else it is counted.
    private mutating func hasRoom() -> Bool {
        if changes.count >= most { leftOut += 1 }
        return changes.count < most
    }

    private static func change(from old: Value?, to new: Value?) -> FieldChange.Kind {
        if case (.string(let old)?, .string(let new)?) = (old, new), let lines = LineDifference(old, new) {
            return .lines(lines)
        }
        switch (old.map { ValueText.of($0) }, new.map { ValueText.of($0) }) {
        case (let before?, let after?):
            return .changed(from: before, to: before == after ? "\(after) (differs further on)" : after)
        case (let before?, nil): return .removed(before)
        case (nil, let after): return .added(after ?? "")
        }
    }
}

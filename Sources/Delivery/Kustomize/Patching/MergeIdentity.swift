/// What tells an element of a list from the others: the values of its merge keys. Scalars have one key without a name.
struct MergeIdentity {
    var keys: [String]
    /// There may be less than keys; the keys beyond are then as the last one.
    var values: [String]

    /// Puts an element into a list: in the place of those of this identity, else at the end; nil takes those away.
    ///
    /// Null and empty elements go in any case, and where no values are given, all elements.
    func put(_ element: MergeNode?, into list: MergeNode) throws(KustomizeError) {
        var kept: [MergeNode] = []
        var isFound = false
        for other in list.elements where !other.isEmptyMapping {
            let passesBy = other.kind != .mapping && keys.first?.isEmpty == false && values.first?.isEmpty == false
            guard !passesBy, try matches(other) else {
                if passesBy || !values.isEmpty { kept.append(other) }
                continue
            }
            isFound = true
            if let element { kept.append(element) }
        }
        if let element, !isFound, !element.isNull { kept.append(element) }
        list.elements = kept
    }

    private func matches(_ element: MergeNode) throws(KustomizeError) -> Bool {
        var isMatch = false
        for (key, value) in zip(keys, values) {
            isMatch = try matches(element, key, value)
            guard isMatch else { return false }
        }
        return isMatch
    }

    private func matches(_ element: MergeNode, _ key: String, _ value: String) throws(KustomizeError) -> Bool {
        let wanted: MergeNode.Kind = key.isEmpty ? .scalar : .mapping
        guard element.kind == wanted else {
            throw KustomizeError(
                .invalid,
                "a list that is merged has a \(element.kind?.name ?? "null") where a \(wanted.name) is expected")
        }
        if key.isEmpty { return element.text == value }
        guard let member = element[key] else { return false }
        return value.isEmpty || member.text == value
    }
}

extension MergeNode {
    /// Where the elements with these values of keys are; nil where one lacks a value, or two have the same.
    func places(by keys: [String]) -> [[String]: Int]? {
        var places: [[String]: Int] = [:]
        for (index, element) in elements.enumerated() {
            guard let values = element.values(of: keys), places.updateValue(index, forKey: values) == nil else {
                return nil
            }
        }
        return places
    }

    /// The texts of an element's keys, or for no keys its own; nil where one is missing.
    func values(of keys: [String]) -> [String]? {
        guard !keys.isEmpty else { return kind == .scalar && !text.isEmpty ? [text] : nil }
        guard kind == .mapping else { return nil }
        var values: [String] = []
        for key in keys {
            guard let member = self[key], !member.isNull, !member.text.isEmpty else { return nil }
            values.append(member.text)
        }
        return values
    }

    /// Puts the elements of another list into this one, each in the place of those that are of its identity.
    func append(_ other: MergeNode, by keys: [String]) throws(KustomizeError) {
        for element in other.elements {
            guard keys.first?.isEmpty == false else {
                try MergeIdentity(keys: [""], values: [element.text]).put(element, into: self)
                continue
            }
            guard element.kind == .mapping || element.isNull else {
                throw KustomizeError(
                    .invalid, "a list that is merged by '\(keys[0])' has an element that is no mapping")
            }
            var values: [String] = []
            for key in keys {
                if let member = element[key] { values.append(member.text) } else { elements.append(element) }
            }
            let identity = MergeIdentity(keys: keys, values: values)
            if keys.count > 1 { try identity.put(nil, into: self) }
            try identity.put(element, into: self)
        }
    }
}

/// The identities of the elements of several lists, in the order in which they are met.
struct MergeEntries {
    private let keys: [String]
    private(set) var identities: [[String]] = []
    private var seen: Set<[String]> = []

    init(keys: [String]) { self.keys = keys.isEmpty ? [""] : keys }

    mutating func add(_ list: MergeNode) {
        for element in list.elements {
            let values = keys.map { key in
                guard !key.isEmpty else { return element.text }
                return element[key].map { $0.isNull ? "" : $0.text } ?? ""
            }
            if seen.insert(values).inserted { identities.append(values) }
        }
    }

    /// Where elements have several keys and one lacks what another has, they count as the same.
    mutating func fillIn() {
        guard keys.count > 1 else { return }
        for left in identities.indices {
            // As it was before the others were looked at: it can be joined with several, and the last one counts.
            let own = identities[left]
            for right in identities.indices {
                guard let joined = MergeEntries.joined(own, identities[right]) else { continue }
                identities[left] = joined
                identities[right] = joined
            }
        }
    }

    /// Nil where they differ, or have nothing in common.
    private static func joined(_ left: [String], _ right: [String]) -> [String]? {
        var joined: [String] = []
        var hasCommon = false
        for (left, right) in zip(left, right) {
            if left == right { hasCommon = true } else if !left.isEmpty, !right.isEmpty { return nil }
            joined.append(left.isEmpty ? right : left)
        }
        return hasCommon ? joined : nil
    }

    /// The keys that any element has a value for, with those of one of them; all keys where none has any.
    func identity(_ values: [String]) -> MergeIdentity { identity(values, among: identities) }

    private func identity(_ values: [String], among all: [[String]]) -> MergeIdentity {
        let used = keys.indices.filter { index in all.contains { !$0[index].isEmpty } }
        let places = used.isEmpty ? Array(keys.indices) : used
        return MergeIdentity(keys: places.map { keys[$0] }, values: places.map { values[$0] })
    }

    /// The first element of a list that has the values, as far as there are any.
    func element(_ values: [String], in list: MergeNode) -> MergeNode? {
        let identity = identity(identity(values).values, of: identity(values).keys)
        guard identity.keys.first?.isEmpty == false else {
            return list.elements.first { $0.text == identity.values.first }
        }
        return list.elements.first { element in
            element.kind == .mapping
                && zip(identity.keys, identity.values).allSatisfy { element[$0]?.text == $1 }
        }
    }

    /// Of some keys those that have a value here; all where none has.
    private func identity(_ values: [String], of keys: [String]) -> MergeIdentity {
        let places = values.indices.filter { !values[$0].isEmpty }
        guard !places.isEmpty else { return MergeIdentity(keys: keys, values: values) }
        return MergeIdentity(keys: places.map { keys[$0] }, values: places.map { values[$0] })
    }
}

internal import Documents

/// One thing that a schema allows less than another.
struct SchemaNarrowing {
    var words: String
    /// What of stored objects it is about.
    var test: StoredTest

    private init(_ words: String, _ test: StoredTest) { (self.words, self.test) = (words, test) }

    /// What one schema allows less than another, itself and not what is below it.
    static func between(_ old: Value, _ new: Value) -> [SchemaNarrowing] {
        [type(old, new), nullability(old, new), choice(old, new)].compactMap(\.self)
            + texts(old, new) + bounds(old, new) + rules(old, new)
    }

    /// Whether fields are taken that it does not name.
    static func isOpen(_ schema: Value) -> Bool {
        if schema["x-kubernetes-preserve-unknown-fields"]?.bool == true { return true }
        switch schema["additionalProperties"] {
        case .object?, .bool(true)?: return true
        default: return false
        }
    }

    private static func type(_ old: Value, _ new: Value) -> SchemaNarrowing? {
        func types(_ schema: Value) -> Set<String>? {
            if schema["x-kubernetes-int-or-string"]?.bool == true { return ["integer", "string"] }
            switch schema["type"]?.string {
            case "number"?: return ["integer", "number"]
            case let type?: return [type]
            case nil: return nil
            }
        }
        guard let now = types(new) else { return nil }
        func text(_ types: Set<String>?) -> String { types.map { $0.sorted().joined(separator: " or ") } ?? "anything" }
        let before = types(old)
        return before?.isSubset(of: now) == true
            ? nil : SchemaNarrowing("has another type: \(text(before)) → \(text(now))", .isNoType(of: now))
    }

    private static func nullability(_ old: Value, _ new: Value) -> SchemaNarrowing? {
        old["nullable"]?.bool == true && new["nullable"]?.bool != true
            ? SchemaNarrowing("may not be null any more", .isNull) : nil
    }

    private static func choice(_ old: Value, _ new: Value) -> SchemaNarrowing? {
        guard let now = new["enum"]?.array else { return nil }
        guard let before = old["enum"]?.array else {
            return SchemaNarrowing("may only have \(ValueText.of(.array(now))) now", .isNone(of: now))
        }
        let kept = Set(now)
        let gone = before.filter { !kept.contains($0) }
        return gone.isEmpty
            ? nil : SchemaNarrowing("may not have \(ValueText.of(.array(gone))) any more", .isNone(of: now))
    }

    /// Of these, only that they are others can be told.
    private static func texts(_ old: Value, _ new: Value) -> [SchemaNarrowing] {
        let named = ["pattern", "format"].compactMap { field -> SchemaNarrowing? in
            guard let now = new[field], now != old[field] else { return nil }
            let words = "has \(old[field] == nil ? "a" : "another") \(field): \(ValueText.of(now))"
            return SchemaNarrowing(words, field == "pattern" ? .differs(from: now.string ?? "") : .isThere)
        }
        let listType = new["x-kubernetes-list-type"]?.string
        let isSet = listType != old["x-kubernetes-list-type"]?.string && (listType == "set" || listType == "map")
        let set = SchemaNarrowing("may not have an element twice any more", listType == "set" ? .repeats : .isThere)
        let combined = ["allOf", "anyOf", "oneOf", "not"].filter { new[$0] != nil && new[$0] != old[$0] }
        return named + (isSet ? [set] : []) + combined.map { SchemaNarrowing("has another \($0)", .isThere) }
    }

    private static func bounds(_ old: Value, _ new: Value) -> [SchemaNarrowing] {
        let upper = ["maximum", "maxLength", "maxItems", "maxProperties"]
        let lower = ["minimum", "minLength", "minItems", "minProperties"]
        func words(_ field: String, _ isNarrower: (Double, Double) -> Bool) -> SchemaNarrowing? {
            guard let now = new[field], let number = now.double else { return nil }
            let bound = StoredTest.isBeyond(Bound(field: field, limit: number))
            guard let before = old[field], let former = before.double else {
                // No length is below zero.
                return number == 0 && lower.dropFirst().contains(field)
                    ? nil : SchemaNarrowing("has a \(field) now: \(ValueText.of(now))", bound)
            }
            guard isNarrower(number, former) else { return nil }
            return SchemaNarrowing("has another \(field): \(ValueText.of(before)) → \(ValueText.of(now))", bound)
        }
        let flags = ["exclusiveMaximum", "exclusiveMinimum", "uniqueItems"]
            .filter { new[$0]?.bool == true && old[$0]?.bool != true }
            .map { SchemaNarrowing("has \($0) now", $0 == "uniqueItems" ? .repeats : .isThere) }
        let multiple =
            new["multipleOf"] != nil && new["multipleOf"] != old["multipleOf"]
            ? [SchemaNarrowing("has another multipleOf", .isThere)] : []
        return upper.compactMap { words($0, <) } + lower.compactMap { words($0, >) } + flags + multiple
    }

    /// In CEL: what a rule allows cannot be told, so a new one counts.
    private static func rules(_ old: Value, _ new: Value) -> [SchemaNarrowing] {
        func expressions(_ schema: Value) -> [String] {
            (schema["x-kubernetes-validations"]?.array ?? []).compactMap { $0["rule"]?.string }
        }
        let before = Set(expressions(old))
        return expressions(new).filter { !before.contains($0) }.prefix(3).map {
            SchemaNarrowing("has to fulfil another rule: \(ValueText.of(.string($0)))", .isThere)
        }
    }
}

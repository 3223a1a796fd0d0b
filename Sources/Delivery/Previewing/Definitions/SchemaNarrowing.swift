internal import Documents

/// What one schema allows less than another, itself and not what is below it.
enum SchemaNarrowing {
    static func words(_ old: Value, _ new: Value) -> [String] {
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

    private static func type(_ old: Value, _ new: Value) -> String? {
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
        return before?.isSubset(of: now) == true ? nil : "has another type: \(text(before)) → \(text(now))"
    }

    private static func nullability(_ old: Value, _ new: Value) -> String? {
        old["nullable"]?.bool == true && new["nullable"]?.bool != true ? "may not be null any more" : nil
    }

    private static func choice(_ old: Value, _ new: Value) -> String? {
        guard let now = new["enum"]?.array else { return nil }
        guard let before = old["enum"]?.array else { return "may only have \(ValueText.of(.array(now))) now" }
        let kept = Set(now)
        let gone = before.filter { !kept.contains($0) }
        return gone.isEmpty ? nil : "may not have \(ValueText.of(.array(gone))) any more"
    }

    /// Of these, only that they are others can be told.
    private static func texts(_ old: Value, _ new: Value) -> [String] {
        let named = ["pattern", "format"].compactMap { field -> String? in
            guard let now = new[field], now != old[field] else { return nil }
            return "has \(old[field] == nil ? "a" : "another") \(field): \(ValueText.of(now))"
        }
        let listType = new["x-kubernetes-list-type"]?.string
        let isSet = listType != old["x-kubernetes-list-type"]?.string && (listType == "set" || listType == "map")
        let combined = ["allOf", "anyOf", "oneOf", "not"].filter { new[$0] != nil && new[$0] != old[$0] }
        return named + (isSet ? ["may not have an element twice any more"] : [])
            + combined.map { "has another \($0)" }
    }

    private static func bounds(_ old: Value, _ new: Value) -> [String] {
        let upper = ["maximum", "maxLength", "maxItems", "maxProperties"]
        let lower = ["minimum", "minLength", "minItems", "minProperties"]
        func words(_ field: String, _ isNarrower: (Double, Double) -> Bool) -> String? {
            guard let now = new[field], let number = now.double else { return nil }
            guard let before = old[field], let former = before.double else {
                // No length is below zero.
                return number == 0 && lower.dropFirst().contains(field)
                    ? nil : "has a \(field) now: \(ValueText.of(now))"
            }
            guard isNarrower(number, former) else { return nil }
            return "has another \(field): \(ValueText.of(before)) → \(ValueText.of(now))"
        }
        let flags = ["exclusiveMaximum", "exclusiveMinimum", "uniqueItems"]
            .filter { new[$0]?.bool == true && old[$0]?.bool != true }.map { "has \($0) now" }
        let multiple =
            new["multipleOf"] != nil && new["multipleOf"] != old["multipleOf"] ? ["has another multipleOf"] : []
        return upper.compactMap { words($0, <) } + lower.compactMap { words($0, >) } + flags + multiple
    }

    /// In CEL: what a rule allows cannot be told, so a new one counts.
    private static func rules(_ old: Value, _ new: Value) -> [String] {
        func expressions(_ schema: Value) -> [String] {
            (schema["x-kubernetes-validations"]?.array ?? []).compactMap { $0["rule"]?.string }
        }
        let before = Set(expressions(old))
        return expressions(new).filter { !before.contains($0) }.prefix(3).map {
            "has to fulfil another rule: \(ValueText.of(.string($0)))"
        }
    }
}

import Documents

extension Check {
    mutating func checkReferences() throws(JSONSchemaError) {
        if let target = rules.recursiveRef {
            let hasAnchor = work.nodes[target].rules.hasRecursiveAnchor
            add(try reference(hasAnchor ? recursiveTarget(target) : target, keyword: "$recursiveRef"))
        }
        if let target = rules.dynamicRef {
            let anchor = rules.dynamicRefAnchor
            let isDynamic = !anchor.isEmpty && work.nodes[target].rules.dynamicAnchor == anchor
            add(try reference(isDynamic ? dynamicTarget(anchor, target) : target, keyword: "$dynamicRef"))
        }
    }

    /// The outermost schema on the way here whose resource has the anchor.
    private func recursiveTarget(_ target: Int) -> Int {
        var found = target
        var current: Scope? = scope
        while let scope = current {
            let resource = scope.node.rules.resource
            if work.nodes[resource].rules.hasRecursiveAnchor {
                found = scope.node.rules.index
            }
            current = scope.parent
        }
        return found
    }

    private func dynamicTarget(_ anchor: String, _ target: Int) -> Int {
        var found = target
        var current: Scope? = scope
        while let scope = current {
            found = work.nodes[scope.node.rules.resource].rules.dynamicAnchors[anchor] ?? found
            current = scope.parent
        }
        return found
    }

    mutating func checkConditions() throws(JSONSchemaError) {
        if let schema = rules.not, try same(schema, isUnread: true) == nil { add(failure("'not' failed")) }
        try checkAllOf()
        try checkAnyOf()
        try checkOneOf()
        guard let condition = rules.condition else { return }
        let consequence = try same(condition, isUnread: true) == nil ? rules.then : rules.otherwise
        if let consequence { add(try same(consequence)) }
    }

    private mutating func checkAllOf() throws(JSONSchemaError) {
        var causes: [Failure] = []
        for schema in rules.allOf {
            guard let cause = try same(schema) else { continue }
            causes.append(cause)
            if isUnread { break }
        }
        if !causes.isEmpty { add(failure("'allOf' failed", causes: causes)) }
    }

    private mutating func checkAnyOf() throws(JSONSchemaError) {
        guard !rules.anyOf.isEmpty else { return }
        var causes: [Failure] = []
        var isMatched = false
        for schema in rules.anyOf {
            if let cause = try same(schema) {
                causes.append(cause)
            } else {
                isMatched = true
                // Each match may say something about further members.
                if unevaluated.isEmpty { break }
            }
        }
        if !isMatched { add(failure("'anyOf' failed", causes: causes)) }
    }

    private mutating func checkOneOf() throws(JSONSchemaError) {
        guard !rules.oneOf.isEmpty else { return }
        var causes: [Failure] = []
        var matched: Int?
        for (index, schema) in rules.oneOf.enumerated() {
            if let cause = try same(schema, isUnread: matched != nil) {
                causes.append(cause)
                continue
            }
            if let matched {
                return add(
                    failure("'oneOf' failed, subschemas \(Wording.number(matched)), \(Wording.number(index)) matched"))
            }
            matched = index
        }
        if matched == nil { add(failure("'oneOf' failed, none matched", causes: causes)) }
    }

    mutating func checkUnevaluated() throws(JSONSchemaError) {
        if case .object(let object) = value, let schema = rules.unevaluatedProperties {
            for (name, member) in object.sortedByKey() where unevaluated.members.contains(name) {
                add(try part(schema, member, at: name))
            }
            unevaluated.members = []
        }
        if case .array(let elements) = value, let schema = rules.unevaluatedItems {
            for index in unevaluated.elements.sorted() { add(try part(schema, elements[index], at: String(index))) }
            unevaluated.elements = []
        }
    }
}

import Documents

extension Check {
    mutating func checkObject(_ object: Object) throws(JSONSchemaError) {
        if let least = rules.minProperties, object.count < least {
            add(failure("minProperties: got \(Wording.number(object.count)), want \(Wording.number(least))"))
        }
        if let most = rules.maxProperties, object.count > most {
            add(failure("maxProperties: got \(Wording.number(object.count)), want \(Wording.number(most))"))
        }
        try work.charge(rules.required.count)
        let missing = rules.required.filter { !object.contains($0) }
        if !missing.isEmpty {
            add(failure("missing \(missing.count == 1 ? "property" : "properties") \(Wording.quote(missing))"))
        }
        if isUnread, !failures.isEmpty { return }
        try work.charge(rules.dependencies.count + rules.dependentSchemas.count + rules.dependentRequired.count)
        for (name, dependency) in rules.dependencies where object.contains(name) {
            switch dependency {
            case .names(let names): require(names, for: name, in: object)
            case .schema(let schema): add(try same(schema))
            }
        }
        try checkMembers(object)
        try checkNames(object)
        for (name, schema) in rules.dependentSchemas where object.contains(name) { add(try same(schema)) }
        for (name, names) in rules.dependentRequired where object.contains(name) {
            require(names, for: name, in: object)
        }
    }

    private mutating func require(_ names: [String], for name: String, in object: Object) {
        let missing = names.filter { !object.contains($0) }
        guard !missing.isEmpty else { return }
        add(failure("properties \(Wording.quote(missing)) required, if \(Wording.quote(name)) exists"))
    }

    /// In the order of their names, which Go leaves open.
    private mutating func checkMembers(_ object: Object) throws(JSONSchemaError) {
        var additional: [String] = []
        for (name, member) in object.sortedByKey() {
            if isUnread, !failures.isEmpty { return }
            var isEvaluated = false
            if let schema = rules.properties[name] {
                isEvaluated = true
                add(try part(schema, member, at: name))
            }
            try work.charge(rules.patternProperties.count << 2)
            for (pattern, schema) in rules.patternProperties where pattern.matches(name) {
                isEvaluated = true
                add(try part(schema, member, at: name))
            }
            if !isEvaluated, let allowance = rules.additionalProperties {
                isEvaluated = true
                switch allowance {
                case .bool(let isAllowed): if !isAllowed { additional.append(name) }
                case .schema(let schema): add(try part(schema, member, at: name))
                }
            }
            if isEvaluated { unevaluated.members.remove(name) }
        }
        if !additional.isEmpty { add(failure("additional properties \(Wording.quote(additional)) not allowed")) }
    }

    /// Names are values of their own, and say no place.
    private mutating func checkNames(_ object: Object) throws(JSONSchemaError) {
        guard let schema = rules.propertyNames else { return }
        let node = work.nodes[schema]
        for (name, _) in object.sortedByKey() {
            var check = Check(
                value: .string(name), path: [], node: node,
                scope: Scope(node: node, keyword: "", isSameValue: false, parent: nil),
                unevaluated: Unevaluated(of: .null, for: node, isWanted: false), isUnread: isUnread, work: work)
            guard let cause = try check.run() else { continue }
            let causes = cause.kind == .group ? cause.causes : [cause]
            let told = "invalid propertyName \(Wording.quote(name))"
            add(isUnread ? .unread : Failure(path: [], message: told, causes: causes))
        }
    }
}

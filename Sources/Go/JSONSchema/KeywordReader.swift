import Documents

/// Reads one schema's keywords.
struct KeywordReader {
    let object: Object
    let place: SchemaCompilation.Place
    /// The address that references are relative to.
    let base: String
    let compilation: SchemaCompilation

    func read(_ start: Rules) throws(JSONSchemaError) -> Rules {
        var rules = start
        rules.ref = try reference("$ref")
        // Up to draft 7 nothing counts beside a reference.
        if rules.draft < .draft2019, rules.ref != nil { return rules }
        readConditions(&rules)
        try readObject(&rules)
        readArray(&rules)
        try readValues(&rules)
        if rules.draft >= .draft2019 { try read2019(&rules) }
        if rules.draft >= .draft2020 { try read2020(&rules) }
        return rules
    }

    private func readConditions(_ rules: inout Rules) {
        rules.allOf = list("allOf") ?? []
        rules.anyOf = list("anyOf") ?? []
        rules.oneOf = list("oneOf") ?? []
        rules.not = schema("not")
        guard rules.draft >= .draft7 else { return }
        rules.condition = schema("if")
        guard rules.condition != nil else { return }
        let known = object["if"]?.bool
        if known != false { rules.then = schema("then") }
        if known != true { rules.otherwise = schema("else") }
    }

    private func readObject(_ rules: inout Rules) throws(JSONSchemaError) {
        for (name, schema) in map("properties") { rules.properties[name] = schema }
        for (name, schema) in map("patternProperties") {
            rules.patternProperties.append((try pattern(name, at: "patternProperties"), schema))
        }
        rules.additionalProperties = allowance("additionalProperties")
        for (name, value) in object["dependencies"]?.object?.sortedByKey() ?? [] {
            if let names = value.array {
                rules.dependencies.append((name, .names(names.compactMap(\.string))))
            } else {
                rules.dependencies.append((name, .schema(schema("dependencies", name))))
            }
        }
        if rules.draft >= .draft6 { rules.propertyNames = schema("propertyNames") }
        rules.minProperties = integer("minProperties")
        rules.maxProperties = integer("maxProperties")
        rules.required = object["required"]?.array?.compactMap(\.string) ?? []
    }

    private func readArray(_ rules: inout Rules) {
        if rules.draft < .draft2020 {
            if let schemas = list("items") {
                rules.items = .each(schemas)
                rules.additionalItems = allowance("additionalItems")
            } else {
                rules.items = schema("items").map { .all($0) }
            }
        }
        if rules.draft >= .draft6 { rules.contains = schema("contains") }
        rules.minItems = integer("minItems")
        rules.maxItems = integer("maxItems")
        rules.hasUniqueItems = object["uniqueItems"]?.bool ?? false
    }

    private func readValues(_ rules: inout Rules) throws(JSONSchemaError) {
        if let type = object["type"] { rules.types = Types(named: type) }
        rules.enumeration = object["enum"]?.array
        if rules.draft >= .draft6 { rules.constant = object["const"] }
        if compilation.assertsFormats || rules.draft < .draft2019 { rules.format = object["format"]?.string }
        rules.multipleOf = object["multipleOf"]?.double
        (rules.maximum, rules.exclusiveMaximum) = bounds("maximum", "exclusiveMaximum")
        (rules.minimum, rules.exclusiveMinimum) = bounds("minimum", "exclusiveMinimum")
        rules.minLength = integer("minLength")
        rules.maxLength = integer("maxLength")
        if let text = object["pattern"]?.string { rules.pattern = (text, try pattern(text, at: "pattern")) }
    }

    private func read2019(_ rules: inout Rules) throws(JSONSchemaError) {
        rules.recursiveRef = try reference("$recursiveRef")
        rules.hasRecursiveAnchor = object["$recursiveAnchor"]?.bool ?? false
        if rules.contains != nil {
            rules.minContains = integer("minContains")
            rules.maxContains = integer("maxContains")
        }
        for (name, value) in object["dependentRequired"]?.object?.sortedByKey() ?? [] {
            guard let names = value.array else { continue }
            rules.dependentRequired.append((name, names.compactMap(\.string)))
        }
        rules.dependentSchemas = map("dependentSchemas")
        rules.unevaluatedItems = schema("unevaluatedItems")
        rules.unevaluatedProperties = schema("unevaluatedProperties")
    }

    private func read2020(_ rules: inout Rules) throws(JSONSchemaError) {
        rules.dynamicRef = try reference("$dynamicRef")
        if let text = object["$dynamicRef"]?.string {
            let fragment = SchemaURL.split(text).fragment
            rules.dynamicRefAnchor = fragment.hasPrefix("/") ? "" : fragment
        }
        rules.dynamicAnchor = object["$dynamicAnchor"]?.string ?? ""
        rules.prefixItems = list("prefixItems") ?? []
        rules.restItems = schema("items")
    }

    private func reference(_ key: String) throws(JSONSchemaError) -> Int? {
        guard let text = object[key]?.string else { return nil }
        return compilation.index(try compilation.resolve(text, base: base, from: place.url))
    }

    private func schema(_ key: String) -> Int? {
        guard object.contains(key) else { return nil }
        return schema(at: SchemaURL.append(key, to: place.pointer))
    }

    private func schema(_ key: String, _ name: String) -> Int {
        schema(at: SchemaURL.append(name, to: SchemaURL.append(key, to: place.pointer)))
    }

    private func schema(at pointer: String) -> Int {
        compilation.index(SchemaCompilation.Place(url: place.url, pointer: pointer))
    }

    private func list(_ key: String) -> [Int]? {
        guard let elements = object[key]?.array else { return nil }
        return elements.indices.map { schema(key, String($0)) }
    }

    private func map(_ key: String) -> [(name: String, schema: Int)] {
        let members = object[key]?.object?.sortedByKey() ?? []
        return members.map { ($0.key, schema(key, $0.key)) }
    }

    private func allowance(_ key: String) -> Rules.Allowance? {
        if let value = object[key]?.bool { return .bool(value) }
        return schema(key).map { .schema($0) }
    }

    private func integer(_ key: String) -> Int? { object[key]?.integer }

    /// Draft 4 says with `true` that a bound itself is excluded.
    private func bounds(_ key: String, _ exclusive: String) -> (Double?, Double?) {
        let bound = object[key]?.double
        if object[exclusive]?.bool ?? false { return (nil, bound) }
        return (bound, object[exclusive]?.double)
    }

    private func pattern(_ text: String, at key: String) throws(JSONSchemaError) -> any SchemaPattern {
        do {
            return try compilation.patterns(text)
        } catch {
            let location = SchemaCompilation.Place(url: place.url, pointer: "\(place.pointer)/\(key)").location
            throw JSONSchemaError(.schema, "invalid regex \"\(text)\" at \"\(location)\": \(error.message)")
        }
    }
}

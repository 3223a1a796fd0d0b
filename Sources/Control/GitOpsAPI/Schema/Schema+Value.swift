package import Documents

extension Schema {
    /// As it stands in a CustomResourceDefinition.
    package var value: Value {
        var object: Object = ["description": .string(description)]
        switch content {
        case .string(let text): Schema.add(text, to: &object)
        case .integer(let minimum, let maximum):
            object["type"] = "integer"
            object["format"] = "int64"
            object["minimum"] = minimum.map(Value.integer)
            object["maximum"] = maximum.map(Value.integer)
        case .number: object["type"] = "number"
        case .boolean: object["type"] = "boolean"
        case .object(let properties): Schema.add(properties, to: &object)
        case .stringMap:
            object["type"] = "object"
            object["additionalProperties"] = ["type": "string", "nullable": true]
        case .anyMapping:
            object["type"] = "object"
            object["x-kubernetes-preserve-unknown-fields"] = true
        case .list(let element, let keys, let maximum):
            object["type"] = "array"
            object["maxItems"] = maximum.map(Value.integer)
            object["items"] = element.value
            object["x-kubernetes-list-type"] = keys.isEmpty ? "atomic" : "map"
            if !keys.isEmpty { object["x-kubernetes-list-map-keys"] = .strings(keys) }
        }
        if !alternatives.isEmpty {
            object["oneOf"] = .array(alternatives.map { ["required": .array([.string($0)])] })
        }
        object["default"] = defaultValue
        if !groups.isEmpty { object["anyOf"] = .array(groups.map(Schema.demand)) }
        return .object(object)
    }

    /// That properties are there, and what they hold as far as it is named.
    private static func demand(_ names: [String]) -> Value {
        var nested: [(name: String, below: [String])] = []
        for parts in names.map({ $0.split(separator: ".", maxSplits: 1).map(String.init) }) {
            let index = nested.firstIndex { $0.name == parts[0] } ?? nested.endIndex
            if index == nested.endIndex { nested.append((parts[0], [])) }
            nested[index].below += parts.dropFirst()
        }
        var object: Object = ["required": .strings(nested.map(\.name))]
        let deeper = nested.filter { !$0.below.isEmpty }.map { ($0.name, demand($0.below)) }
        if !deeper.isEmpty { object["properties"] = .object(Object(deeper)) }
        return .object(object)
    }

    private static func add(_ text: Text, to object: inout Object) {
        object["type"] = "string"
        object["format"] = text.format.map(Value.string)
        if !text.choices.isEmpty { object["enum"] = .strings(text.choices) }
        object["pattern"] = text.pattern.map(Value.string)
        object["minLength"] = text.minimumLength.map(Value.integer)
        object["maxLength"] = text.maximumLength.map(Value.integer)
        if text.mayBeEmpty { object["nullable"] = true }
    }

    private static func add(_ properties: [Property], to object: inout Object) {
        object["type"] = "object"
        let required = properties.filter(\.required).map(\.name)
        if !required.isEmpty { object["required"] = .strings(required) }
        object["properties"] = .object(Object(properties.map { ($0.name, $0.schema.value) }))
    }
}

extension Schema.Text {
    /// API servers of before 1.23 that were built with Go 1.19 or newer, Debian's among them, take an empty text for a
    /// null, and refuse it unless null is allowed.
    fileprivate var mayBeEmpty: Bool {
        choices.isEmpty && pattern == nil && format == nil && (minimumLength ?? 0) == 0
    }
}

extension Value {
    /// An object of those members that are there, in this order.
    static func fields(_ members: KeyValuePairs<String, Value?>) -> Value {
        .object(Object(members.compactMap { key, value in value.map { (key, $0) } }))
    }

    static func strings(_ texts: [String]) -> Value { .array(texts.map(Value.string)) }
}

package import Documents

/// A structural schema (OpenAPI v3, as CustomResourceDefinitions take it) of one value.
package struct Schema: Sendable {
    package enum Content: Sendable {
        case string(Text)
        case integer(minimum: Int?, maximum: Int?)
        case boolean
        case object([Property])
        /// An object with keys that people choose and texts as values.
        case stringMap
        /// An object of any content.
        case anyMapping
        /// `keys` tell elements apart; empty where the list is one value.
        indirect case list(of: Schema, keys: [String], maximum: Int?)
    }

    /// What a text has to look like.
    package struct Text: Sendable {
        package var choices: [String] = []
        package var pattern: String?
        package var format: String?
        package var minimumLength: Int?
        package var maximumLength: Int?
    }

    package struct Property: Sendable {
        package var name: String
        package var schema: Schema
        package var required: Bool
    }

    package var content: Content
    package var description: String
    package var defaultValue: Value?
    /// Of an object: properties of which exactly one has to be there.
    package var alternatives: [String] = []
    /// Of these groups of properties of an object one at least has to be there, whole. Dots lead into objects.
    package var groups: [[String]] = []
}

// MARK: - Writing schemas

extension Schema {
    static func string(_ description: String, default: String? = nil, _ text: Text = Text()) -> Schema {
        Schema(content: .string(text), description: description, defaultValue: `default`.map(Value.string))
    }

    static func choice<T: RawRepresentable<String> & CaseIterable>(
        _ description: String, _: T.Type, default: T? = nil
    ) -> Schema {
        string(description, default: `default`?.rawValue, Text(choices: T.allCases.map(\.rawValue)))
    }

    static func duration(_ description: String, default: APIDuration? = nil) -> Schema {
        string(description, default: `default`?.description, Text(pattern: APIDuration.pattern))
    }

    static func time(_ description: String) -> Schema { string(description, Text(format: "date-time")) }

    /// The name of an object: not empty; `validate` says the rest in better words than a pattern does.
    static func name(_ description: String) -> Schema {
        string(description, Text(minimumLength: 1, maximumLength: 253))
    }

    static func boolean(_ description: String, default: Bool? = nil) -> Schema {
        Schema(content: .boolean, description: description, defaultValue: `default`.map(Value.bool))
    }

    static func integer(
        _ description: String, default: Int? = nil, minimum: Int? = nil, maximum: Int? = nil
    ) -> Schema {
        Schema(
            content: .integer(minimum: minimum, maximum: maximum), description: description,
            defaultValue: `default`.map(Value.integer))
    }

    static func count(_ description: String) -> Schema { integer(description, minimum: 0) }

    static func object(_ description: String, _ properties: [Property]) -> Schema {
        Schema(content: .object(properties), description: description, defaultValue: nil)
    }

    static func stringMap(_ description: String) -> Schema {
        Schema(content: .stringMap, description: description, defaultValue: nil)
    }

    static func anyMapping(_ description: String) -> Schema {
        Schema(content: .anyMapping, description: description, defaultValue: nil)
    }

    static func list(_ description: String, of element: Schema, keys: [String] = [], maximum: Int? = nil) -> Schema {
        Schema(
            content: .list(of: element, keys: keys, maximum: maximum), description: description, defaultValue: nil)
    }

    /// The same, where exactly one of these properties has to be there.
    func exactlyOne(of alternatives: [String]) -> Schema {
        var schema = self
        schema.alternatives = alternatives
        return schema
    }

    /// The same with `{}` as the default: the API server fills in defaults only inside of what is there.
    var defaultingToEmpty: Schema {
        var schema = self
        schema.defaultValue = .object(Object())
        return schema
    }
}

extension Schema {
    func needingOne(of groups: [[String]]) -> Schema {
        var schema = self
        schema.groups = groups
        return schema
    }
}

extension Schema.Property {
    static func required(_ name: String, _ schema: Schema) -> Schema.Property {
        Schema.Property(name: name, schema: schema, required: true)
    }

    static func optional(_ name: String, _ schema: Schema) -> Schema.Property {
        Schema.Property(name: name, schema: schema, required: false)
    }
}

package import Documents

/// A structural schema (OpenAPI v3, as CustomResourceDefinitions take it) of one value.
package struct Schema: Sendable {
    /// Which type of value, and what bounds it.
    package enum Content: Sendable {
        case string(Text)
        case integer(minimum: Int?, maximum: Int?)
        /// Whole or not.
        case number
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

    /// A member of an object.
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
    static func string(_ description: String, _ text: Text = Text()) -> Schema {
        Schema(content: .string(text), description: description)
    }

    static func time(_ description: String) -> Schema { string(description, Text(format: "date-time")) }

    static func count(_ description: String) -> Schema {
        Schema(content: .integer(minimum: 0, maximum: nil), description: description)
    }

    static func object(_ description: String, _ properties: [Property]) -> Schema {
        Schema(content: .object(properties), description: description)
    }

    static func list(_ description: String, of element: Schema, keys: [String] = []) -> Schema {
        Schema(content: .list(of: element, keys: keys, maximum: nil), description: description)
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

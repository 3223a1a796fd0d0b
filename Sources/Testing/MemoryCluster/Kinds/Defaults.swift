internal import Documents

/// Values that a server adds where an object does not have them.
struct Defaults: Sendable {
    /// Members of an object, and the one item of a list for each item of it. A name that ends in `?` is for an object that
    /// is there; others are made.
    private let template: Value?
    private let schema: Schema?

    static let none = Defaults(template: nil, schema: nil)

    private init(template: Value?, schema: Schema?) {
        self.template = template
        self.schema = schema
    }

    init(_ template: Value) { self.init(template: template, schema: nil) }

    /// As the schema of a definition says.
    init(schema: Value, _ traits: ServerTraits) { self.init(template: nil, schema: Schema(schema, traits)) }

    func added(to object: Value) -> Value {
        if let schema { return schema.defaulted(object) }
        return template.map { Self.fill(object, $0) } ?? object
    }

    private static func fill(_ value: Value, _ template: Value) -> Value {
        switch (value, template) {
        case (.object(var members), .object(let wanted)):
            for (key, standard) in wanted {
                let isOptional = key.hasSuffix("?")
                let name = isOptional ? String(key.dropLast()) : key
                if let member = members[name] {
                    members[name] = fill(member, standard)
                } else if !isOptional {
                    members[name] = standard.object == nil ? standard : fill(.object(Object()), standard)
                }
            }
            return .object(members)
        case (.array(let items), .array(let wanted)):
            guard let standard = wanted.first else { return value }
            return .array(items.map { fill($0, standard) })
        default: return value
        }
    }
}

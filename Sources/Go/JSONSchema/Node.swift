import Documents

/// A schema, made ready. Other schemas are their indices.
final class Node: Sendable {
    let rules: Rules

    init(_ rules: Rules) { self.rules = rules }

    /// Whether it counts which members no schema has said anything about.
    ///
    /// - Parameter isWanted: whether a schema around asks for them.
    func asksForMembers(isWanted: Bool) -> Bool {
        !rules.evaluatesAllMembers && (isWanted || rules.unevaluatedProperties != nil)
    }

    /// As `asksForMembers`, of elements.
    func asksForElements(isWanted: Bool) -> Bool {
        !rules.evaluatesAllElements && (isWanted || rules.unevaluatedItems != nil)
    }
}

/// The kinds of values that a schema names.
struct Types: OptionSet, Sendable {
    let rawValue: Int

    static let null = Types(rawValue: 1)
    static let boolean = Types(rawValue: 2)
    static let number = Types(rawValue: 4)
    static let integer = Types(rawValue: 8)
    static let string = Types(rawValue: 16)
    static let array = Types(rawValue: 32)
    static let object = Types(rawValue: 64)

    private static let names: KeyValuePairs<String, Types> = [
        "null": .null, "boolean": .boolean, "number": .number, "integer": .integer, "string": .string, "array": .array,
        "object": .object,
    ]

    init(rawValue: Int) { self.rawValue = rawValue }

    init(of value: Value) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .integer, .double: self = .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    /// Of a text, or a list of them; empty where there is no known name.
    init(named value: Value) {
        let wanted = (value.array ?? [value]).compactMap(\.string)
        self = []
        for (name, type) in Types.names where wanted.contains(name) { insert(type) }
    }

    var names: [String] { Types.names.compactMap { contains($0.value) ? $0.key : nil } }
}

/// What a schema says.
struct Rules: Sendable {
    enum Allowance: Sendable {
        case bool(Bool)
        case schema(Int)
    }

    enum Dependency: Sendable {
        case names([String])
        case schema(Int)
    }

    enum Items: Sendable {
        case all(Int)
        case each([Int])
    }

    /// The schema's own.
    var index: Int
    let place: SchemaCompilation.Place
    var draft: Draft
    /// The schema with an address of its own that this one is in.
    var resource: Int
    /// Of a resource.
    var dynamicAnchors: [String: Int] = [:]
    /// `true` and `false` are schemas.
    var bool: Bool?

    var ref: Int?
    var recursiveRef: Int?
    var hasRecursiveAnchor = false
    var dynamicRef: Int?
    var dynamicRefAnchor = ""
    var dynamicAnchor = ""

    var types: Types = []
    var enumeration: [Value]?
    var constant: Value?
    var format: String?
    var not: Int?
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var condition: Int?
    var then: Int?
    var otherwise: Int?

    var minProperties: Int?
    var maxProperties: Int?
    var required: [String] = []
    var properties: [String: Int] = [:]
    var patternProperties: [(pattern: any SchemaPattern, schema: Int)] = []
    var additionalProperties: Allowance?
    var propertyNames: Int?
    var dependencies: [(name: String, dependency: Dependency)] = []
    var dependentSchemas: [(name: String, schema: Int)] = []
    var dependentRequired: [(name: String, required: [String])] = []
    var unevaluatedProperties: Int?

    var minItems: Int?
    var maxItems: Int?
    var hasUniqueItems = false
    var items: Items?
    var additionalItems: Allowance?
    var prefixItems: [Int] = []
    var restItems: Int?
    var contains: Int?
    var minContains: Int?
    var maxContains: Int?
    var unevaluatedItems: Int?

    var minLength: Int?
    var maxLength: Int?
    var pattern: (text: String, pattern: any SchemaPattern)?

    var minimum: Double?
    var maximum: Double?
    var exclusiveMinimum: Double?
    var exclusiveMaximum: Double?
    var multipleOf: Double?

    init(index: Int, place: SchemaCompilation.Place, draft: Draft, resource: Int) {
        self.index = index
        self.place = place
        self.draft = draft
        self.resource = resource
    }

    var location: String { place.location }

    var evaluatesAllMembers: Bool { additionalProperties != nil }

    var evaluatesAllElements: Bool {
        guard draft < .draft2020 else { return restItems != nil }
        if case .all = items { return true }
        return additionalItems != nil
    }

    var evaluatedElements: Int {
        guard draft < .draft2020 else { return prefixItems.count }
        guard case .each(let schemas) = items else { return 0 }
        return schemas.count
    }
}

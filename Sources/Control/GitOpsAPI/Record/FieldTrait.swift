internal import Documents

/// What a member's value has to be like, beyond its type.
enum FieldTrait: Sendable {
    /// A text fits this regular expression.
    case pattern(String)
    case length(atLeast: Int? = nil, atMost: Int? = nil)
    case number(from: Int? = nil, to: Int? = nil)
    /// A list has no more elements; those behind them are not written.
    case count(atMost: Int)
    /// This member tells the elements of a list apart.
    case keyed(by: String)
    /// What the elements of a list are, and have to be like.
    case elements(String, [FieldTrait] = [])
    /// A reference leads to what is called so in descriptions.
    case refers(to: String)
    /// An empty text counts as absent.
    case emptyIsNone

    /// The length that names of objects may have: `validate` says the rest in better words than a pattern does.
    static let objectName = FieldTrait.length(atLeast: 1, atMost: 253)

    var meansEmptyIsNone: Bool {
        if case .emptyIsNone = self { true } else { false }
    }

    var maximumCount: Int? {
        if case .count(let maximum) = self { maximum } else { nil }
    }
}

extension Schema {
    /// The same with another description, where there is one.
    func described(_ description: String?) -> Schema {
        var schema = self
        if let description { schema.description = description }
        return schema
    }

    /// The same with a default, where there is one.
    func defaulting(to value: Value?) -> Schema {
        var schema = self
        schema.defaultValue = value
        return schema
    }

    func with(_ traits: [FieldTrait]) -> Schema {
        var schema = self
        for trait in traits { schema.content = schema.content.with(trait) }
        return schema
    }
}

extension Schema.Content {
    fileprivate func with(_ trait: FieldTrait) -> Schema.Content {
        switch (self, trait) {
        case (.string(var text), .pattern(let pattern)):
            text.pattern = pattern
            return .string(text)
        case (.string(var text), .length(let minimum, let maximum)):
            text.minimumLength = minimum
            text.maximumLength = maximum
            return .string(text)
        case (.string, .emptyIsNone): return self
        case (.integer, .number(let minimum, let maximum)): return .integer(minimum: minimum, maximum: maximum)
        case (.list(let element, let keys, _), .count(let maximum)):
            return .list(of: element, keys: keys, maximum: maximum)
        case (.list(let element, let keys, let maximum), .keyed(let key)):
            return .list(of: element, keys: keys + [key], maximum: maximum)
        case (.list(let element, let keys, let maximum), .elements(let description, let traits)):
            return .list(of: element.described(description).with(traits), keys: keys, maximum: maximum)
        case (.object, .refers(let noun)): return NamespacedReference.referring(to: noun).schema.content
        default: preconditionFailure("\(trait) does not fit \(self)")
        }
    }
}

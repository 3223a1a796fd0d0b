internal import Documents

/// How a server merges a value, as far as its schema says: what is told apart in it, and by what.
///
/// It says nothing of types: a scalar is a leaf in any shape, and so is a list where the shape is none of a list.
indirect enum Shape: Sendable {
    /// One field, whatever it holds.
    case atomic
    /// An object. Names that are not among `fields` are fields as well where `entries` is nil, and else entries of that shape.
    case object([String: Shape], entries: Shape?)
    /// A list whose items are told apart by some of their fields.
    case list([ListKey], element: Shape)
    /// A list of scalars, each once.
    case set
    /// What no schema tells of: objects are maps, lists are atomic.
    case deduced

    struct ListKey: Sendable {
        var name: String
        /// What an item is taken for that does not have the field.
        var standard: Value?

        init(_ name: String, standard: Value? = nil) {
            self.name = name
            self.standard = standard
        }
    }

    /// An object of which nothing is said but that its fields have names.
    static let loose = Shape.object([:], entries: nil)
    /// Labels, annotations, data.
    static let map = Shape.object([:], entries: .atomic)

    static func fields(_ fields: [String: Shape]) -> Shape { .object(fields, entries: nil) }
    static func list(by names: String..., element: Shape = .loose) -> Shape {
        .list(names.map { ListKey($0) }, element: element)
    }

    /// What a member is like, and whether it is a field with a name of its own rather than an entry of a map.
    func child(_ name: String) -> (shape: Shape, isNamed: Bool) {
        switch self {
        case .object(let fields, let entries):
            if let shape = fields[name] { return (shape, true) }
            return entries.map { ($0, false) } ?? (.loose, true)
        case .deduced: return (.deduced, false)
        case .atomic, .list, .set: return (.loose, true)
        }
    }

    /// What an item of the list is like.
    var element: Shape {
        if case .list(_, let element) = self { element } else { .loose }
    }

    /// How one value is treated.
    enum Form {
        case leaf, object, list
    }

    func form(of value: Value) -> Form {
        switch (self, value) {
        case (.object, .object), (.deduced, .object): .object
        case (.list, .array), (.set, .array): .list
        default: .leaf
        }
    }

    /// What is at a step of a value, where that is more than a leaf.
    func inside(_ value: Value, at step: PathElement) -> (shape: Shape, content: Value)? {
        let shape: Shape
        let content: Value?
        if case .field(let name) = step {
            shape = child(name).shape
            content = value[name]
        } else {
            shape = element
            content = form(of: value) == .list ? value.array?.first { pathElement(of: $0) == step } : nil
        }
        guard let content, shape.form(of: content) != .leaf else { return nil }
        return (shape, content)
    }

    /// By what an item of the list is told apart.
    func pathElement(of item: Value) -> PathElement {
        guard case .list(let keys, _) = self else { return .value(item) }
        let parts = keys.compactMap { key in
            (item[key.name] ?? key.standard).map { PathElement.KeyPart(name: key.name, value: $0) }
        }
        return .key(parts.sorted { $0.name < $1.name })
    }
}

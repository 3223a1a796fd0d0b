internal import Documents

/// A type whose values are mappings in a resource: its stored properties, and one declaration that says how they stand there.
protocol Recorded: FieldValue {
    static var record: Record<Self> { get }
}

/// All that there is to say about the members of a mapping, one declaration for each: reading, writing, the schema and
/// the reference come from it.
///
/// A value in which nothing has been said is the start. It holds the defaults, so that they are written down once, as the
/// initial values of properties; of members that are required it may hold anything.
///
/// Errors say where they are from the mapping on, and whoever asked puts the way to it in front: where nothing is wrong
/// no path is ever put together.
struct Record<Root: Sendable>: Sendable {
    let initial: Root
    let fields: [Field<Root>]
    private(set) var schema: Schema
    private var check: (@Sendable (Root) throws(APIError) -> Void)?

    init(_ initial: Root, _ description: String, _ fields: [Field<Root>]) {
        self.initial = initial
        self.fields = fields
        schema = .object(description, fields.flatMap { $0.properties(initial) })
    }

    /// What is absent stays as it is without a word; what nobody declared is passed over.
    func read(_ value: Value?) throws(APIError) -> Root {
        let members = try Object(mapping: value)
        var root = initial
        for field in fields { try field.read(members, &root) }
        try check?(root)
        return root
    }

    /// The same, with the way from the resource's root in errors.
    func read(_ value: Value?, at place: String) throws(APIError) -> Root {
        try APIError.inside(place) { () throws(APIError) in try read(value) }
    }

    /// Reads as far as it goes: a member that is not as we write it counts as absent, whole.
    func readWhatCanBeRead(_ value: Value?) -> Root {
        guard let members = try? Object(mapping: value) else { return initial }
        var root = initial
        for field in fields { try? field.read(members, &root) }
        return root
    }

    /// Members come in the order of their declarations, so that equal values have equal bytes.
    func write(_ root: Root) -> Value {
        var members = Object(minimumCapacity: fields.count)
        for field in fields { field.write(root, initial, &members) }
        return .object(members)
    }
}

// MARK: - What members have to do with each other

extension Record {
    /// The same, where exactly one of these members has to be there. For the schema; reading has to see to it itself.
    func exactlyOne(of names: [String]) -> Record {
        var record = self
        record.schema.alternatives = names
        return record
    }

    /// The same, where at least one of these groups of members has to be there, whole. Dots lead into mappings. For the
    /// schema; reading has to see to it itself.
    func needingOne(of groups: [[String]]) -> Record {
        var record = self
        record.schema.groups = groups
        return record
    }

    /// The same, which reads only what passes.
    func checked(_ check: @escaping @Sendable (Root) throws(APIError) -> Void) -> Record {
        var record = self
        record.check = check
        return record
    }
}

extension Recorded {
    init(field value: Value) throws(APIError) { self = try Self.record.read(value) }

    var fieldValue: Value { Self.record.write(self) }

    static var fieldSchema: Schema { record.schema }

    /// The API server fills in defaults only inside of what is there.
    var defaultValue: Value { .object(Object()) }
}

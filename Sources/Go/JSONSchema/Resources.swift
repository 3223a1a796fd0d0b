import Documents

/// A schema with an address of its own, inside a document.
struct Resource: Sendable {
    var pointer: String
    var id: String
    var draft: Draft
    /// Pointers by anchor.
    var anchors: [String: String] = [:]
    var dynamicAnchors: [String] = []
}

/// A document with schemas.
struct SchemaDocument: Sendable {
    let url: String
    let document: Value
    private(set) var resources: [String: Resource] = [:]
    /// The pointers of resources, by their addresses.
    private var pointers: [String: String] = [:]
    private var processed: Set<String> = []

    init(_ document: Value, url: String) throws(JSONSchemaError) {
        self.document = document
        self.url = url
        try collect(document, at: "", base: url, draft: .draft2020)
    }

    func isProcessed(_ pointer: String) -> Bool { processed.contains(pointer) }

    /// The innermost resource around a pointer.
    func resource(around pointer: String) -> Resource? {
        // Most documents are one resource.
        if resources.count == 1, let whole = resources[""] { return whole }
        var rest = pointer[...]
        while true {
            if let found = resources[String(rest)] { return found }
            guard let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) else { return resources[""] }
            rest = rest[..<slash]
        }
    }

    /// A schema at a place where none was expected: something refers to it.
    mutating func add(_ value: Value, at pointer: String) throws(JSONSchemaError) {
        guard let around = resource(around: pointer) else { return }
        try collect(value, at: pointer, base: around.id, draft: around.draft)
        if resources[pointer] == nil, let object = value.object {
            try collectAnchors(object, at: pointer, in: around.pointer)
        }
    }

    /// The pointer that an address means; nil where it is of another document.
    func pointer(address: String, fragment: String) throws(JSONSchemaError) -> String? {
        let target = address == url ? resources[""] : pointers[address].flatMap { resources[$0] }
        guard let target else { return nil }
        guard !fragment.isEmpty, !fragment.hasPrefix("/") else { return target.pointer + fragment }
        guard let pointer = target.anchors[fragment] else {
            throw JSONSchemaError(
                .schema, "anchor in \"\(target.id)#\(SchemaURL.encode(fragment))\" not found in schema \"\(url)\"")
        }
        return pointer
    }

    private mutating func collect(
        _ value: Value, at pointer: String, base: String, draft fallback: Draft
    ) throws(JSONSchemaError) {
        guard processed.insert(pointer).inserted else { return }
        guard let object = value.object else {
            if value.bool != nil, pointer.isEmpty { add(Resource(pointer: "", id: base, draft: fallback)) }
            return
        }
        var draft = try SchemaDocument.draft(of: object, fallback: fallback, url: url, isRoot: pointer.isEmpty)
        var id = draft.id(of: object)
        if id == nil, !pointer.isEmpty {
            draft = fallback
            id = draft.id(of: object)
        }
        var base = base
        if let id {
            base = SchemaURL.resolve(id, against: base)
            if let other = pointers[base].flatMap({ resources[$0] }) {
                throw JSONSchemaError(
                    .schema, "duplicate id \"\(base)\" in \"\(url)\" at \"\(pointer)\" and \"\(other.pointer)\"")
            }
        }
        if id != nil || pointer.isEmpty { add(Resource(pointer: pointer, id: base, draft: draft)) }
        guard let around = resource(around: pointer) else { return }
        try collectAnchors(object, at: pointer, in: around.pointer)
        for (place, subschema) in draft.subschemas(of: object, at: pointer) {
            try collect(subschema, at: place, base: base, draft: around.draft)
        }
    }

    private mutating func add(_ resource: Resource) {
        resources[resource.pointer] = resource
        if pointers[resource.id] == nil { pointers[resource.id] = resource.pointer }
    }

    private static func draft(
        of object: Object, fallback: Draft, url: String, isRoot: Bool
    ) throws(JSONSchemaError) -> Draft {
        guard let schema = object["$schema"]?.string else { return fallback }
        if let draft = Draft(schema: schema) { return draft }
        guard isRoot || fallback.id(of: object) != nil else { return fallback }
        let address = SchemaURL.split(schema).address
        if isRoot, address == url { throw JSONSchemaError(.schema, "draft \"\(address)\" is not supported") }
        throw SchemaCompilation.refusal(address)
    }

    private mutating func collectAnchors(
        _ object: Object, at pointer: String, in resource: String
    ) throws(JSONSchemaError) {
        guard let draft = resources[resource]?.draft else { return }
        if draft < .draft2019 {
            guard !object.contains("$ref"), let id = object[draft.idKey]?.string else { return }
            let fragment = SchemaURL.split(id).fragment
            if !fragment.isEmpty, !fragment.hasPrefix("/") { try add(anchor: fragment, at: pointer, in: resource) }
            return
        }
        if let anchor = object["$anchor"]?.string { try add(anchor: anchor, at: pointer, in: resource) }
        if draft >= .draft2020, let anchor = object["$dynamicAnchor"]?.string {
            try add(anchor: anchor, at: pointer, in: resource)
            resources[resource]?.dynamicAnchors.append(anchor)
        }
    }

    private mutating func add(anchor: String, at pointer: String, in resource: String) throws(JSONSchemaError) {
        if let other = resources[resource]?.anchors[anchor], other != pointer {
            throw JSONSchemaError(
                .schema, "duplicate anchor \"\(anchor)\" in \"\(url)\" at \"\(other)\" and \"\(pointer)\"")
        }
        resources[resource]?.anchors[anchor] = pointer
    }
}

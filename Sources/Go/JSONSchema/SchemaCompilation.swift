import Documents

/// Makes nodes of the schemas that can be reached from one.
final class SchemaCompilation {
    /// How many schemas there may be. Real ones have some thousands.
    private static let mostNodes = 100_000

    /// A schema by its document and its place in it.
    struct Place: Hashable, Sendable {
        var url: String
        var pointer: String

        var location: String { "\(url)#\(SchemaURL.encode(pointer))" }
    }

    let patterns: JSONSchemaCompiler.Patterns
    /// In the drafts since 2019 formats are notes, but for the drafts' own schemas.
    let assertsFormats: Bool
    let checks: Int
    /// Holds a schema against that of its draft.
    let validate: (Value, Draft, String) throws(JSONSchemaError) -> Void

    private var documents: [String: SchemaDocument] = [:]
    private var places: [Place] = []
    private var indices: [Place: Int] = [:]

    init(
        patterns: @escaping JSONSchemaCompiler.Patterns, assertsFormats: Bool, checks: Int,
        validate: @escaping (Value, Draft, String) throws(JSONSchemaError) -> Void
    ) {
        self.patterns = patterns
        self.assertsFormats = assertsFormats
        self.checks = checks
        self.validate = validate
    }

    func compile(_ document: Value, location: String) throws(JSONSchemaError) -> CompiledSchema {
        try add(document, url: location)
        var nodes: [Node] = []
        _ = index(Place(url: location, pointer: ""))
        while nodes.count < places.count {
            guard places.count <= SchemaCompilation.mostNodes else {
                throw JSONSchemaError(.limit, "has more than \(SchemaCompilation.mostNodes) schemas")
            }
            nodes.append(try node(places[nodes.count], index: nodes.count))
        }
        return CompiledSchema(nodes: nodes, patterns: patterns, checks: checks)
    }

    /// The schema's index; it is made ready later where it is new.
    func index(_ place: Place) -> Int {
        if let known = indices[place] { return known }
        places.append(place)
        indices[place] = places.count - 1
        return places.count - 1
    }

    private func add(_ document: Value, url: String) throws(JSONSchemaError) {
        let added = try SchemaDocument(document, url: url)
        documents[url] = added
        guard Metaschemas.text(url) == nil else { return }
        try validate(document, added.resource(around: "")?.draft ?? .draft2020, Place(url: url, pointer: "").location)
    }

    private func node(_ place: Place, index ownIndex: Int) throws(JSONSchemaError) -> Node {
        guard var document = documents[place.url] else { throw SchemaCompilation.refusal(place.url) }
        guard let value = SchemaURL.value(at: place.pointer, in: document.document) else {
            throw JSONSchemaError(.schema, "json-pointer in \"\(place.location)\" not found")
        }
        if !document.isProcessed(place.pointer) {
            // Out of the dictionary, so that it is not copied as a whole.
            documents[place.url] = nil
            try document.add(value, at: place.pointer)
            documents[place.url] = document
            if Metaschemas.text(place.url) == nil {
                try validate(value, document.resource(around: place.pointer)?.draft ?? .draft2020, place.location)
            }
        }
        guard let resource = document.resource(around: place.pointer) else {
            throw JSONSchemaError(.schema, "\"\(place.location)\" is no schema")
        }
        let resourceIndex = index(Place(url: place.url, pointer: resource.pointer))
        var rules = Rules(index: ownIndex, place: place, draft: resource.draft, resource: resourceIndex)
        if rules.draft >= .draft2020, resource.pointer == place.pointer {
            for anchor in resource.dynamicAnchors {
                guard let pointer = resource.anchors[anchor] else { continue }
                rules.dynamicAnchors[anchor] = index(Place(url: place.url, pointer: pointer))
            }
        }
        if let object = value.object, !object.isEmpty {
            let keywords = KeywordReader(object: object, place: place, base: resource.id, compilation: self)
            rules = try keywords.read(rules)
        } else {
            rules.bool = value.bool ?? true
        }
        return Node(rules)
    }

    /// Where a reference leads.
    func resolve(_ reference: String, base: String, from url: String) throws(JSONSchemaError) -> Place {
        let (relative, encoded) = SchemaURL.split(reference)
        guard let fragment = SchemaURL.decode(encoded) else {
            throw JSONSchemaError(.schema, "error in parsing \"\(reference)\": invalid URL escape")
        }
        let address = SchemaURL.resolve(relative, against: base)
        if let pointer = try documents[url]?.pointer(address: address, fragment: fragment) {
            return Place(url: url, pointer: pointer)
        }
        if documents[address] == nil {
            if address.hasPrefix("urn:") {
                documents[address] = try SchemaDocument(.bool(true), url: address)
            } else {
                try add(try Metaschemas.document(address), url: address)
            }
        }
        guard let pointer = try documents[address]?.pointer(address: address, fragment: fragment) else {
            throw SchemaCompilation.refusal(address)
        }
        return Place(url: address, pointer: pointer)
    }

    static func refusal(_ address: String) -> JSONSchemaError {
        JSONSchemaError(
            .schema,
            "failing loading \"\(address)\": schemas are not loaded from elsewhere; write the definitions into the schema, "
                + "or skip the schema's validation")
    }
}

import Documents

/// A version of JSON Schema.
enum Draft: Int, Sendable, Hashable, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    case draft2019 = 2019
    case draft2020 = 2020

    static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }

    /// By the text of `$schema`; nil where it is none of a draft.
    init?(schema: String) {
        let (address, fragment) = SchemaURL.split(schema)
        guard fragment.isEmpty else { return nil }
        var name = address[...]
        for scheme in ["http://", "https://"] where name.hasPrefix(scheme) { name = name.dropFirst(scheme.count) }
        switch name {
        case "json-schema.org/schema", "json-schema.org/draft/2020-12/schema": self = .draft2020
        case "json-schema.org/draft/2019-09/schema": self = .draft2019
        case "json-schema.org/draft-07/schema": self = .draft7
        case "json-schema.org/draft-06/schema": self = .draft6
        case "json-schema.org/draft-04/schema": self = .draft4
        default: return nil
        }
    }

    var url: String {
        switch self {
        case .draft4: "http://json-schema.org/draft-04/schema"
        case .draft6: "http://json-schema.org/draft-06/schema"
        case .draft7: "http://json-schema.org/draft-07/schema"
        case .draft2019: "https://json-schema.org/draft/2019-09/schema"
        case .draft2020: "https://json-schema.org/draft/2020-12/schema"
        }
    }

    /// The key of a schema's own address.
    var idKey: String { self == .draft4 ? "id" : "$id" }

    /// A schema's own address without a fragment; nil where it has none.
    func id(of object: Object) -> String? {
        // Up to draft 7 nothing counts beside a reference.
        guard self >= .draft2019 || !object.contains("$ref"), let id = object[idKey]?.string else { return nil }
        let address = SchemaURL.split(id).address
        return address.isEmpty ? nil : address
    }

    /// The schemas that stand right inside one, with their pointers.
    func subschemas(of object: Object, at pointer: String) -> [(pointer: String, value: Value)] {
        var found: [(String, Value)] = []
        for (key, shape) in Draft.positions where shape.since <= self {
            guard let value = object[key] else { continue }
            let place = SchemaURL.append(key, to: pointer)
            if shape.isSchema { found.append((place, value)) }
            if shape.isList {
                for (index, element) in (value.array ?? []).enumerated() {
                    found.append(("\(place)/\(index)", element))
                }
            }
            if shape.isMap {
                for (name, member) in value.object ?? [:] { found.append((SchemaURL.append(name, to: place), member)) }
            }
        }
        return found
    }

    private struct Shape {
        var since: Draft = .draft4
        var isSchema = false
        var isList = false
        var isMap = false
    }

    private static let positions: KeyValuePairs<String, Shape> = [
        "definitions": Shape(isMap: true), "not": Shape(isSchema: true), "allOf": Shape(isList: true),
        "anyOf": Shape(isList: true), "oneOf": Shape(isList: true), "properties": Shape(isMap: true),
        "additionalProperties": Shape(isSchema: true), "patternProperties": Shape(isMap: true),
        "items": Shape(isSchema: true, isList: true), "additionalItems": Shape(isSchema: true),
        "dependencies": Shape(isMap: true), "propertyNames": Shape(since: .draft6, isSchema: true),
        "contains": Shape(since: .draft6, isSchema: true), "if": Shape(since: .draft7, isSchema: true),
        "then": Shape(since: .draft7, isSchema: true), "else": Shape(since: .draft7, isSchema: true),
        "$defs": Shape(since: .draft2019, isMap: true), "dependentSchemas": Shape(since: .draft2019, isMap: true),
        "unevaluatedProperties": Shape(since: .draft2019, isSchema: true),
        "unevaluatedItems": Shape(since: .draft2019, isSchema: true),
        "contentSchema": Shape(since: .draft2019, isSchema: true),
        "prefixItems": Shape(since: .draft2020, isList: true),
    ]
}

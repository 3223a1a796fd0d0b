import Documents

@testable import GitOpsAPI

/// What an API server does with a schema, as far as the tests need it.
enum SchemaWalk {
    /// Every property, as `spec.source.path`; elements of lists as `dependsOn[].name`.
    static func paths(of schema: Schema, at path: String) -> Set<String> {
        switch schema.content {
        case .object(let properties):
            properties.reduce(into: []) { paths, property in
                let child = "\(path).\(property.name)"
                paths.insert(child)
                paths.formUnion(self.paths(of: property.schema, at: child))
            }
        case .list(let element, _, _): paths(of: element, at: "\(path)[]")
        case .string, .integer, .number, .boolean, .stringMap, .anyMapping: []
        }
    }

    /// The same of a value, led by the schema: keys that people choose are no properties.
    static func paths(of value: Value, _ schema: Schema, at path: String) -> Set<String> {
        switch schema.content {
        case .object(let properties):
            var paths: Set<String> = []
            for (key, member) in value.object ?? Object() {
                let child = "\(path).\(key)"
                paths.insert(child)
                guard let property = properties.first(where: { $0.name == key }) else { continue }
                paths.formUnion(self.paths(of: member, property.schema, at: child))
            }
            return paths
        case .list(let element, _, _):
            return (value.array ?? []).reduce(into: []) { $0.formUnion(paths(of: $1, element, at: "\(path)[]")) }
        case .string, .integer, .number, .boolean, .stringMap, .anyMapping: return []
        }
    }

    /// Fills in defaults from the outside in.
    static func defaulted(_ value: Value, _ schema: Schema) -> Value {
        switch schema.content {
        case .object(let properties):
            var result = value
            for property in properties {
                guard let member = result[property.name] ?? property.schema.defaultValue else { continue }
                result[property.name] = defaulted(member, property.schema)
            }
            return result
        case .list(let element, _, _): return .array((value.array ?? []).map { defaulted($0, element) })
        case .string, .integer, .number, .boolean, .stringMap, .anyMapping: return value
        }
    }

    /// All schemas below one, with their places.
    static func all(_ schema: Schema, at path: String) -> [(path: String, schema: Schema)] {
        let below =
            switch schema.content {
            case .object(let properties): properties.flatMap { all($0.schema, at: "\(path).\($0.name)") }
            case .list(let element, _, _): all(element, at: "\(path)[]")
            case .string, .integer, .number, .boolean, .stringMap, .anyMapping: [(path: String, schema: Schema)]()
            }
        return [(path, schema)] + below
    }
}

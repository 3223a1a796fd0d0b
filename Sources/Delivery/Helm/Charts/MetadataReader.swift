import GoValues
import GoYAML

/// Takes fields out of a mapping the way Go decodes YAML into a struct: names match whatever their case, numbers and
/// booleans become text where text is wanted, and anything else of the wrong kind is an error.
struct MetadataReader {
    private let fields: [String: GoValue]
    private let type: String
    private let path: String

    /// - Parameters:
    ///   - type: the struct's name, for messages.
    ///   - path: the names of the fields that lead to it, for messages.
    init(_ map: GoMap, type: String, path: String = "") {
        self.type = type
        self.path = path
        var fields: [String: GoValue] = [:]
        // Later names win in Go; the one that is spelt right does here.
        for key in map.sortedKeys { fields[key.string.lowercased()] = map[key] }
        for (key, value) in map.entries where key.string == key.string.lowercased() { fields[key.string] = value }
        self.fields = fields
    }

    func value(_ name: String) -> GoValue? {
        guard let value = fields[name.lowercased()], !value.isNull else { return nil }
        return value
    }

    func text(_ name: String) throws(HelmError) -> String {
        guard let value = value(name) else { return "" }
        return try text(value, name)
    }

    func flag(_ name: String) throws(HelmError) -> Bool {
        guard let value = value(name) else { return false }
        guard case .bool(let flag) = value else { throw mismatch(value, name, "bool") }
        return flag
    }

    func list(_ name: String, of element: String) throws(HelmError) -> [GoValue]? {
        guard let value = value(name) else { return nil }
        guard case .list(let list) = value else { throw mismatch(value, name, "[]\(element)") }
        return list.elements
    }

    func texts(_ name: String) throws(HelmError) -> [String] {
        var texts: [String] = []
        for element in try list(name, of: "string") ?? [] {
            texts.append(element.isNull ? "" : try text(element, name))
        }
        return texts
    }

    func textMap(_ name: String) throws(HelmError) -> [String: String] {
        guard let value = value(name) else { return [:] }
        guard case .map(let map) = value else { throw mismatch(value, name, "map[string]string") }
        var texts: [String: String] = [:]
        for (key, element) in map.entries { texts[key.string] = element.isNull ? "" : try text(element, name) }
        return texts
    }

    /// - Parameter type: that of the field, as Go prints it.
    func reader(_ name: String, type: String) throws(HelmError) -> MetadataReader? {
        guard let value = value(name) else { return nil }
        guard case .map(let map) = value else { throw mismatch(value, name, type) }
        return MetadataReader(map, type: "", path: "\(path)\(name).")
    }

    /// The elements of a list of mappings.
    func readers(_ name: String, type: String, pointer: String) throws(HelmError) -> [MetadataReader?]? {
        guard let elements = try list(name, of: pointer) else { return nil }
        var readers: [MetadataReader?] = []
        for element in elements {
            switch element {
            case .null: readers.append(nil)
            case .map(let map): readers.append(MetadataReader(map, type: type, path: "\(path)\(name)."))
            default: throw mismatch(element, name, pointer.replacing("*", with: ""))
            }
        }
        return readers
    }

    private func text(_ value: GoValue, _ name: String) throws(HelmError) -> String {
        guard let text = GoYAML.text(ofField: value) else { throw mismatch(value, name, "string") }
        return text.string
    }

    /// As Go's decoder of JSON words it.
    private func mismatch(_ value: GoValue, _ name: String, _ wanted: String) -> HelmError {
        return HelmError(
            .chart,
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(ChartYAML.kind(of: value)) into Go struct field "
                + "\(type).\(path)\(name) of type \(wanted)")
    }
}

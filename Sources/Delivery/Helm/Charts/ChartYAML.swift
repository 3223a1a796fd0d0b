import Documents
import GoValues
import GoYAML

/// Reads YAML as Helm does.
enum ChartYAML {
    /// Files of a chart are at most that large; what templates make can be larger.
    private static let limits = DocumentLimits(
        bytes: 64 << 20, depth: 200, documents: 1, nodes: ChartLimits.nodes)

    /// The first document; nil where it is empty.
    ///
    /// - Parameters:
    ///   - type: the Go type that Helm reads into, for messages.
    ///   - keepsIntegers: where the fields are read by a `MetadataReader`.
    ///   - memory: where the document has to fit in; nil where nobody reckons that.
    static func mapping(
        _ bytes: [UInt8], for type: String, keepsIntegers: Bool, memory: MemoryBudget?
    ) throws(HelmError) -> GoMap? {
        let value: GoValue
        let bounds = memory?.bounds(within: limits) ?? limits
        do {
            value = try GoYAML.unmarshal(bytes, limits: bounds, keepsIntegers: keepsIntegers)
        } catch {
            memory?.note(error.code, of: bounds, within: limits)
            throw HelmError(error.code == .limit ? .limit : .chart, error.message)
        }
        switch value {
        case .null: return nil
        case .map(let map): return map
        default:
            throw HelmError(
                .chart,
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(kind(of: value)) into Go value "
                    + "of type \(type)")
        }
    }

    /// All documents of a file of values, one merged over the other.
    static func values(_ bytes: [UInt8], memory: MemoryBudget?) throws(HelmError) -> GoMap {
        var values = GoMap()
        let documents: [[UInt8]]
        do {
            documents = try GoYAML.documents(bytes)
        } catch {
            throw HelmError(.chart, "error reading yaml document: \(error.message)")
        }
        for document in documents {
            do {
                let map = try mapping(
                    document, for: "map[string]interface {}", keepsIntegers: false, memory: memory)
                guard let map else { continue }
                values = Tables.merged(map, over: values)
            } catch {
                throw HelmError(error.code, "cannot unmarshal yaml document: \(error.message)")
            }
        }
        return values
    }

    /// As `toYaml` writes it: without a line feed at the end, and nothing at all where it cannot be written.
    static func text(_ value: GoValue) -> GoString {
        guard var bytes = try? GoYAML.marshal(value) else { return "" }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return GoString(bytes: bytes)
    }

    /// What Go's JSON calls this kind of value.
    static func kind(of value: GoValue) -> String {
        switch value {
        case .map: "object"
        case .list: "array"
        case .bool: "bool"
        case .string: "string"
        default: "number"
        }
    }
}

import Documents
import GoValues

/// What Helm reads of a document: its kind, its name and its annotations.
struct ManifestHead {
    let kind: String
    let name: String
    let annotations: [String: String]

    private static let metadataType =
        #"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#

    /// Fails where the text is no YAML, or is no mapping. A document of comments alone has no kind and is fine.
    init(_ document: [UInt8], path: String, memory: MemoryBudget) throws(HelmError) {
        do {
            let map = try ChartYAML.mapping(document, for: "util.SimpleHead", keepsIntegers: true, memory: memory)
            guard let map else {
                (kind, name, annotations) = ("", "", [:])
                return
            }
            let reader = MetadataReader(map, type: "SimpleHead")
            _ = try reader.text("apiVersion")
            kind = try reader.text("kind")
            let metadata = try reader.reader("metadata", type: Self.metadataType)
            name = try metadata?.text("name") ?? ""
            annotations = try metadata?.textMap("annotations") ?? [:]
        } catch {
            throw HelmError(error.code == .limit ? .limit : .template, "YAML parse error on \(path): \(error.message)")
        }
    }
}

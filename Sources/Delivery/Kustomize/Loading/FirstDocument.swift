import Documents
import GoValues
import GoYAML

/// Reads what kustomize reads by way of JSON, with YAML 1.1's rules: kustomizations, configurations, JSON patches.
enum FirstDocument {
    /// The first document of a text; null where there is none.
    static func read(_ bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) -> Value {
        let value: GoValue
        do throws(GoYAMLError) {
            value = try GoYAML.unmarshal(bytes, limits: limits)
        } catch {
            throw KustomizeError(error.code == .limit ? .limit : .invalid, error.message)
        }
        do throws(GoError) { return try value.document(nodes: limits.nodes) } catch {
            throw KustomizeError(.invalid, error.message)
        }
    }
}

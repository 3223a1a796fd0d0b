internal import Documents
internal import FoundationEssentials
package import GitOpsAPI
internal import KubeModel
package import KubeRuntime
internal import Rendering

/// The variables that a ConfigMap or a Secret holds.
enum VariableValues {
    static func read(_ object: Value, kind: GitOpsApplication.VariableSource.Kind) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in object["data"]?.object ?? Object() {
            guard let text = value.string else { continue }
            switch kind {
            case .configMap: values[name] = text
            case .secret: values[name] = Data(base64Encoded: text).flatMap { String(validating: $0, as: UTF8.self) }
            }
        }
        return values
    }

    /// Where variables are from.
    ///
    /// - Parameter object: what is known of one that they are taken from.
    static func origins(
        _ substitution: GitOpsApplication.Substitution, _ object: (GitOpsApplication.VariableSource) -> Value?
    ) -> [String: String] {
        var origins: [String: String] = [:]
        for source in substitution.from {
            for name in object(source).map({ read($0, kind: source.kind) })?.keys.sorted() ?? [] {
                origins[name] = "the \(source.kind.rawValue) \(source.name)"
            }
        }
        for name in substitution.variables.keys { origins[name] = "spec.source.substitute.variables" }
        return origins
    }

    /// One entry; nil where the object has none of this name, or it cannot be read.
    static func bytes(_ entry: String, of object: Value, kind: GitOpsApplication.VariableSource.Kind) -> [UInt8]? {
        let text = object.at("data", entry)?.string
        switch kind {
        case .configMap: return text.map { Array($0.utf8) }
        case .secret: return text.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
        }
    }
}

extension NamedReference {
    package init(_ source: GitOpsApplication.VariableSource, in namespace: String) {
        self.init(
            type: source.kind == .secret ? .secrets : .configMaps,
            key: ObjectKey(namespace: namespace, name: source.name))
    }
}

extension RenderRequest {
    init(_ source: GitOpsApplication.Source, variables: [String: String]?) {
        self.init(
            path: source.path, type: SourceType(rawValue: source.type.rawValue) ?? .auto,
            directory: DirectoryOptions(
                recurse: source.directory.recurse, include: source.directory.include, exclude: source.directory.exclude),
            overlay: OverlayOptions(source.kustomize), substitution: variables.map { Substitution(variables: $0) })
    }
}

extension RenderError {
    var conditionReason: String {
        switch code {
        case .notFound: "PathNotFound"
        case .lost: "SourceNotReady"
        case .unsupported: "UnsupportedSource"
        case .substitution: "SubstitutionFailed"
        case .kept: "KeptResultsUnavailable"
        case .unavailable: "SourceNotReady"
        case .invalid, .duplicate, .limit: "RenderFailed"
        }
    }
}

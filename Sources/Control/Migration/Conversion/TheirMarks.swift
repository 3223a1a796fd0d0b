internal import Documents

/// The labels and annotations by which tools find what they manage.
enum TheirMarks {
    /// What is taken off an object that has become ours. Labels that charts set as well, such as
    /// `app.kubernetes.io/instance`, are not among them: what the source does not set of these goes with the take-over.
    static let annotations = ["argocd.argoproj.io/tracking-id", "argocd.argoproj.io/installation-id"]
    static let labels = ["kustomize", "helm"].flatMap { tool in
        ["name", "namespace"].map { "\(tool).toolkit.fluxcd.io/\($0)" }
    }
    static let ofHelm = ["meta.helm.sh/release-name", "meta.helm.sh/release-namespace"]

    static func isOfATool(_ name: String) -> Bool {
        let domain = name.prefix { $0 != "/" }
        return name == "app.kubernetes.io/instance" || domain == "argocd.argoproj.io"
            || domain == "kubectl.kubernetes.io"
            || domain.hasSuffix("fluxcd.io") || domain == "meta.helm.sh"
    }

    /// Labels of a person.
    static func others(in labels: Value?) -> [String: String] {
        Dictionary(
            (labels?.object ?? Object()).compactMap { name, value in
                isOfATool(name) ? nil : value.string.map { (name, $0) }
            }
        ) { _, new in new }
    }

    /// Whose an object is, where its marks name another of the tool's objects than this one; nil where they do not.
    static func owner(of object: Value, as origin: ObjectID) -> String? {
        switch origin.group {
        case ArgoApplication.group:
            // `application:group/kind:namespace/name`, with the namespace ahead where it is not Argo CD's own.
            guard let name = object.annotation(annotations[0])?.split(separator: ":").first.map(String.init) else {
                return nil
            }
            return [origin.name, "\(origin.namespace)_\(origin.name)"].contains(name)
                ? nil : "the Application \(name.cut(to: 253))"
        default:
            let tools = [FluxKustomization.group, FluxRelease.group]
            for tool in tools {
                guard let name = object.label("\(tool)/name"), let namespace = object.label("\(tool)/namespace") else {
                    continue
                }
                guard tool != origin.group || name != origin.name || namespace != origin.namespace else { continue }
                return "\(namespace)/\(name) of \(tool)"
            }
            return nil
        }
    }
}

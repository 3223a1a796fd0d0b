package import Documents
internal import KubeModel
internal import Rendering

/// Which objects of which applications a policy is about.
package struct PolicyScope: Sendable {
    private let kinds: [(group: Glob, kind: Glob)]
    private let namespaces: [Glob]
    private let selector: LabelSelector
    private let applicationLabels: LabelSelector
    let environments: [String]

    /// All objects there are: what cannot be read may have meant any.
    static let everything = PolicyScope()

    private init() {
        (kinds, namespaces, environments) = ([], [], [])
        (selector, applicationLabels) = (LabelSelector(), LabelSelector())
    }

    /// - Parameter problems: told which globs are none. What is about one of them is about all then.
    init(_ text: PolicyText, problems: inout [String]) {
        func glob(_ pattern: String, _ place: String) -> Glob {
            do throws(Glob.Malformed) {
                return try Glob(pattern, style: .path)
            } catch {
                problems.append("\(place): the glob '\(pattern.cut(to: 100))' \(error.message)")
                return .anything
            }
        }
        kinds = text.kinds.enumerated().map { index, kind in
            (
                glob(kind.group, "match.kinds[\(index)].group"), glob(kind.kind, "match.kinds[\(index)].kind")
            )
        }
        namespaces = text.namespaces.enumerated().map { glob($1, "match.namespaces.names[\($0)]") }
        selector = text.namespaceSelector
        environments = text.environments
        applicationLabels = LabelSelector(labels: text.applicationLabels)
    }

    /// Whether labels of namespaces have to be known.
    var needsNamespaceLabels: Bool { !selector.isEmpty }

    func includes(applicationWith labels: [String: String]) -> Bool { applicationLabels.matches(labels) }

    /// - Parameter labels: what the labels of the object's namespace are or may be; one of them has to fit.
    func includes(_ id: ObjectID, namespaceLabels labels: [[String: String]]) -> Bool {
        guard kinds.isEmpty || kinds.contains(where: { $0.group.matches(id.group) && $0.kind.matches(id.kind) }) else {
            return false
        }
        guard !namespaces.isEmpty || !selector.isEmpty else { return true }
        let namespace = id.ownNamespace
        guard !namespace.isEmpty else { return false }
        guard namespaces.isEmpty || namespaces.contains(where: { $0.matches(namespace) }) else { return false }
        return selector.isEmpty || labels.contains(where: selector.matches)
    }
}

extension ObjectID {
    /// The namespace that counts as the object's: of a Namespace it is that itself. Empty for none.
    package var ownNamespace: String {
        namespace.isEmpty && group.isEmpty && kind == "Namespace" ? name : namespace
    }
}

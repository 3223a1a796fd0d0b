internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime

/// The labels of namespaces where objects go, for those who choose namespaces by them. They are watched once somebody does.
final class NamespaceBook: Sendable {
    /// By name, in no namespace.
    let store = Store<[String: String]>()
    private let isNeeded = Doorbell()

    /// Somebody chooses by labels.
    func need() { isNeeded.ring() }

    func waitUntilNeeded() async { await isNeeded.wait() }

    /// - Parameter expected: the labels of namespaces that are about to be made.
    func labels(of name: String, expected: [String: [String: String]]) -> [String: String] {
        var labels = store.latest(ObjectKey(namespace: "", name: name)) ?? expected[name] ?? [:]
        // The server sees to it, whatever a manifest says.
        labels["kubernetes.io/metadata.name"] = name
        return labels
    }
}

internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Synchronization

/// The labels of namespaces where objects go, for those who choose namespaces by them. They are watched once somebody does.
final class NamespaceBook: Sendable {
    /// By name, in no namespace.
    let store = Store<[String: String]>()
    private let isNeeded = Doorbell()
    private let needed = Mutex(false)

    /// Somebody chooses by labels.
    func need() {
        needed.withLock { $0 = true }
        isNeeded.ring()
    }

    func waitUntilNeeded() async { await isNeeded.wait() }

    /// Whether whoever chooses by labels can be answered.
    var isKnown: Bool { store.isSynced || !needed.withLock { $0 } }

    /// - Parameter expected: the labels of namespaces that are about to be made.
    func labels(of name: String, expected: [String: [String: String]]) -> [String: String] {
        var labels = store.latest(ObjectKey(namespace: "", name: name)) ?? expected[name] ?? [:]
        // The server sees to it, whatever a manifest says.
        labels["kubernetes.io/metadata.name"] = name
        return labels
    }
}

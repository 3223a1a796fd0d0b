import Documents
import FoundationEssentials
import KubeClient
import KubeTesting
import OperatorTesting
import Testing

/// The real program while everything around it, and it itself, breaks.
///
/// One control plane for all of them, which some of them stop: one test after the other. Each has a namespace, a
/// repository and controllers of its own that look at nothing else.
@Suite(
    .serialized, .timeLimit(.minutes(8)),
    .enabled("needs etcd and kube-apiserver; Scripts/kubernetes gets them") { await TestControlPlane.isAvailable() })
enum ChaosTests {
    /// For what takes a second or two by itself, on machines that are shared.
    static let soon = Duration.seconds(20)
    /// For what waits for back-off, which may have grown to half a minute.
    static let recovery = Duration.seconds(90)

    static func ground(_ name: String, options: [String] = []) async throws -> Workspace {
        let cluster = try await shared.value().get()
        return try await Workspace(alone: cluster, name, options: options)
    }

    private static let shared = Once<Result<OperatorCluster, any Error>> {
        do { return .success(try await OperatorCluster.start()) } catch { return .failure(error) }
    }
}

/// Manifests of a test.
func configMap(_ name: String, _ text: String, in namespace: String? = nil) -> String {
    let place = namespace.map { "  namespace: \($0)\n" } ?? ""
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n\(place)data:\n  text: \"\(text)\"\n"
}

extension Workspace {
    /// The text of a ConfigMap as above; nil where there is none.
    func text(_ name: String) async throws -> String? {
        try await cluster.find(.configMap(name, in: namespace))?.at("data", "text")?.string
    }

    func setText(_ name: String, _ text: String) async throws {
        try await cluster.patch(.configMap(name, in: namespace), ["data": ["text": .string(text)]])
    }

    func version(_ reference: Reference) async throws -> String {
        try await cluster.get(reference).at("metadata", "resourceVersion")?.string ?? ""
    }

    /// Names and texts of the ConfigMaps that carry the mark of the workspace's controller.
    func managed() async throws -> [String: String] {
        let type = try await cluster.type("v1", "ConfigMap")
        let objects = try await cluster.client.list(
            type, namespace: namespace, labelSelector: "gitops.martlet.dev/managed-by=\(namespace)")
        return Dictionary(objects.map { ($0.name ?? "", $0.at("data", "text")?.string ?? "") }) { first, _ in first }
    }

    /// Requests to the API server so far, by verb.
    func requests(_ verbs: String...) async throws -> Double {
        var sum = 0.0
        for verb in verbs { sum += try await controller.metric("martlet_kube_requests_total", ["verb": verb]) }
        return sum
    }
}

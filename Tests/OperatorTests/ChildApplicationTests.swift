import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// Applications among the objects of an application.
@Suite(.timeLimit(.minutes(1))) struct ChildApplicationTests {
    private static func child(_ name: String, wave: Int) -> String {
        """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata:
          name: \(name)
          annotations: {argocd.argoproj.io/sync-wave: "\(wave)"}
        spec:
          source: {repositoryRef: {name: r}, path: \(name)}

        """
    }

    /// Healthy once somebody has given it an address.
    private static let door = """
        {apiVersion: v1, kind: Service, metadata: {name: door}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
        """

    /// A platform in a first wave, and what needs it in a second.
    private func play(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.play { bench in
            bench.repository.commit("root/platform.yaml", Self.child("platform", wave: 0))
            bench.repository.commit("root/shop.yaml", Self.child("shop", wave: 1))
            bench.repository.commit("platform/door.yaml", Self.door)
            bench.repository.commit("shop/two.yaml", Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                let spec: Object = ["destination": ["serviceAccountName": "deployer"]]
                try await bench.apply(Bench.application("root", path: "root", spec: spec))
                try await bench.eventually("the first child is there") { ready(bench, "platform") == "Progressing" }
                try await body(bench)
            }
        }
    }

    private func ready(_ bench: Bench, _ name: String) -> String? {
        let conditions = bench.applications[name]?.at("status", "conditions")?.array ?? []
        return conditions.first { $0["type"] == "Ready" }?["reason"]?.string
    }

    private func setAddress(_ bench: Bench, _ address: Value) async throws {
        let status: Value = ["status": ["loadBalancer": ["ingress": address]]]
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "v1", kind: "Service"))
        _ = try await bench.client.patch(
            type, ObjectKey(namespace: "default", name: "door"), subresource: "status", kind: .merge, body: status)
    }

    @Test("a child of a later wave is made on the event that makes the one before it healthy, and not earlier")
    func waves() async throws {
        try await play { bench in
            try await bench.eventually("the root waits") { ready(bench, "root") == "Syncing" }
            try await bench.surroundings.sleep(for: .seconds(300))
            #expect(bench.applications["shop"] == nil)
            try await setAddress(bench, [["ip": "192.0.2.1"]])
            try await bench.eventually("the second child is there", within: .seconds(3)) { bench.data("two") == "1" }
            try await bench.eventually("all are ready", within: .seconds(3)) {
                ["root", "platform", "shop"].allSatisfy { ready(bench, $0) == "Healthy" }
            }
        }
    }

    @Test("an application is as healthy as its children, as soon as they are")
    func health() async throws {
        try await play { bench in
            try await setAddress(bench, [["ip": "192.0.2.1"]])
            try await bench.eventually("the root is ready") { ready(bench, "root") == "Healthy" }
            try await setAddress(bench, .null)
            try await bench.eventually("it is no more", within: .seconds(3)) { ready(bench, "root") == "Progressing" }
            let message = bench.applications["root"]?.at("status", "health", "message")?.string ?? ""
            #expect(message.contains("platform"), "\(message)")
            try await setAddress(bench, [["ip": "192.0.2.1"]])
            try await bench.eventually("it is again", within: .seconds(3)) { ready(bench, "root") == "Healthy" }
        }
    }
}

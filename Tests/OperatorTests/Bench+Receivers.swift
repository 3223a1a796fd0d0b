import Controllers
import Cryptography
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import Metrics
import Testing
import Webhooks

extension Bench {
    static let webhookSecret = "a secret of sixteen and more"

    /// What takes deliveries in one process.
    ///
    /// - Parameter controllers: of the same process; nil where another one leads.
    func makeReceivers(for controllers: Operator?) async throws -> Receivers {
        Receivers(
            settings: Self.settings, client: cluster.client(userAgent: "martlet/test", surroundings: surroundings),
            digestKey: try await InstallationKey.load(client, namespace: "default"), metrics: Metrics(),
            logger: Bench.silent, leads: { controllers != nil }, look: { controllers?.look(for: $0, of: $1) })
    }

    /// While an operator works, with what takes deliveries beside it, and in a process that does not lead.
    func whileReceiving(
        _ body: @escaping @Sendable (_ leading: Receivers, _ other: Receivers) async throws -> Void
    ) async throws {
        let controllers = try await makeOperator(on: Network(cluster, surroundings))
        let leading = try await makeReceivers(for: controllers)
        let other = try await makeReceivers(for: nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await controllers.run() }
            group.addTask { await leading.run() }
            group.addTask { await other.run() }
            defer { group.cancelAll() }
            try await body(leading, other)
            controllers.stop()
        }
    }

    /// Declares a receiver of the type `Generic`, and its Secret.
    func declareReceiver(_ spec: Object = [:]) async throws {
        try await writeWebhookSecret(["token": Self.webhookSecret])
        var whole: Object = ["type": "Generic", "secretRef": ["name": "webhook"]]
        for (name, value) in spec { whole[name] = value }
        try await apply([
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsReceiver",
            "metadata": ["name": "ci", "namespace": "default"], "spec": .object(whole),
        ])
    }

    func writeWebhookSecret(_ entries: [String: String]) async throws {
        try await apply([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "webhook", "namespace": "default"],
            "stringData": .object(Object(entries.map { ($0.key, .string($0.value)) })),
        ])
    }

    /// As the cluster has it.
    var receiver: Value? { cluster.objects(group: "gitops.martlet.dev", resource: "gitopsreceivers").first }

    func receiverReason() -> String? { Conditions(receiver?.at("status", "conditions"))["Ready"]?.reason }

    /// Where deliveries go, once the receiver takes them.
    func receiverPath() async throws -> String {
        try await eventually("the receiver listens") { receiverReason() == "Listening" }
        return try #require(receiver?.at("status", "path")?.string)
    }

    static func delivery(_ body: Value, secret: String = webhookSecret) -> Delivery {
        let bytes = body.jsonBytes()
        var hash = KeyedHash(key: Array(secret.utf8))
        hash.add(bytes)
        let digits = hash.finish().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return Delivery(headers: ["x-signature": "sha256=\(digits)"], query: "", body: bytes)
    }

    /// A push to the repository's main, at another of its addresses.
    static func push(_ commit: String = String(repeating: "c", count: 40)) -> Value {
        ["repository": "git@git.test:R.git", "ref": "refs/heads/main", "revision": .string(commit)]
    }
}

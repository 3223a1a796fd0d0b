import Documents
import KubeClient
import KubeModel
import MemoryCluster

extension Bench {
    func deletePolicy(_ name: String) async throws {
        let type = try await client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsPolicy"))
        _ = try await client.delete(
            type, ObjectKey(namespace: "", name: name), uid: nil, resourceVersion: nil, propagation: .background)
    }

    func policyCondition(_ name: String, _ type: String) -> Value? {
        let policies = cluster.objects(group: "gitops.martlet.dev", resource: "gitopspolicies")
        return policies.first { $0.name == name }?.at("status", "conditions")?.array?.first {
            $0["type"]?.string == type
        }
    }

    /// Events with a reason.
    func events(_ reason: String) -> [Value] {
        cluster.objects(group: "events.k8s.io", resource: "events").filter { $0["reason"]?.string == reason }
    }
}

import ArgumentParser
import Documents
import KubeClient
import KubeModel
import Transport

/// Fills a cluster with applications that say how they are, and that no controller looks at.
struct FillApplications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Creates suspended GitOpsApplications with the status of one that was applied.")

    @Option(help: "The kubeconfig of a cluster that may be filled.")
    var kubeconfig: String

    @Option(help: "How many.")
    var applications = 10_000

    func run() async throws {
        let http = Cluster.connections()
        defer { http.shutDown() }
        let cluster = try Cluster(kubeconfig: kubeconfig, over: http)
        try await cluster.createNamespace("many")
        let all = (0..<applications).map(Self.application)
        try await cluster.apply(all, namespace: "many")
        let type = try await cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsApplication")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, application) in all.enumerated() {
                if number >= cluster.concurrency { _ = try await group.next() }
                let key = ObjectKey(namespace: "many", name: application.name ?? "")
                group.addTask {
                    _ = try await cluster.client.patch(
                        type, key, subresource: "status", kind: .merge, body: ["status": Self.status(number)])
                }
            }
            try await group.waitForAll()
        }
    }

    private static func application(_ number: Int) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
            "metadata": ["name": .string("application-\(number)"), "labels": ["team": .string("team-\(number % 50)")]],
            "spec": [
                "suspend": true, "source": ["repositoryRef": ["name": "many"], "path": .string("apps/\(number)")],
            ],
        ]
    }

    private static func status(_ number: Int) -> Value {
        let revision: Value = "main@sha1:9f2c1a7d00000000000000000000000000000000"
        let time: Value = "2026-11-21T09:00:00Z"
        let conditions = ["Ready", "Reconciling", "Stalled"].map { type -> Value in
            [
                "type": .string(type), "status": .string(type == "Ready" ? "True" : "False"), "reason": "Healthy",
                "message": "applied main@9f2c1a7, 4 objects", "lastTransitionTime": time, "observedGeneration": 1,
            ]
        }
        let entries = ["Deployment_apps", "Service_", "Ingress_networking.k8s.io", "ServiceAccount_"].map {
            kind -> Value in
            ["id": .string("many_application-\(number)_\(kind)"), "v": "v1", "d": "0123456789abcdef0123456789abcdef"]
        }
        let history = (0..<3).map { _ -> Value in
            ["revision": revision, "appliedAt": time, "digest": "0123456789abcdef", "result": "Succeeded"]
        }
        return [
            "observedGeneration": 1, "sync": ["status": "Synced", "revision": revision, "lastSyncedAt": time],
            "shortRevision": "main@9f2c1a7", "health": ["status": number % 20 == 0 ? "Degraded" : "Healthy"],
            "summary": ["objects": 4, "outOfSync": 0, "unhealthy": 0], "history": .array(history),
            "inventory": ["entries": .array(entries)], "conditions": .array(conditions),
        ]
    }
}

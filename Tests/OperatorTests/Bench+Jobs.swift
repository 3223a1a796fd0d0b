import Documents
import KubeClient
import KubeModel
import MemoryCluster
import Surroundings
import Testing

/// Jobs, whose ends a test decides.
extension Bench {
    var jobs: [String: Value] {
        let objects = cluster.objects(group: "batch", resource: "jobs").filter { $0.namespace == "default" }
        return Dictionary(uniqueKeysWithValues: objects.map { ($0.name ?? "", $0) })
    }

    func job(_ name: String) -> Value? { jobs[name] }

    /// Ends a Job whose name was generated, once there is another than before. Returns its name.
    func endCall(besides known: String? = nil) async throws -> String? {
        func call() -> String? { jobs.keys.first { $0.hasPrefix("call-") && $0 != known && isRunning($0) } }
        try await eventually("a Job with a generated name runs") { call() != nil }
        let name = call()
        if let name { try await end(name, succeeded: true) }
        return name
    }

    func isRunning(_ name: String) -> Bool {
        guard let job = job(name) else { return false }
        return job.at("metadata", "deletionTimestamp") == nil && job.at("status", "conditions") == nil
    }

    func end(_ name: String, succeeded: Bool) async throws {
        let condition: Value = ["type": succeeded ? "Complete" : "Failed", "status": "True", "message": "so it was"]
        _ = try await client.patch(
            try await jobType, ObjectKey(namespace: "default", name: name), subresource: "status", kind: .merge,
            body: ["status": ["conditions": [condition]]])
    }

    func deleteJob(_ name: String) async throws {
        _ = try await client.delete(
            try await jobType, ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    private var jobType: ResourceType {
        get async throws {
            try await client.discovery.resource(for: GroupVersionKind(group: "batch", version: "v1", kind: "Job"))
        }
    }

    var status: Value? {
        get async throws {
            try await client.get(try await applicationType, ObjectKey(namespace: "default", name: "a"))["status"]
        }
    }

    var applicationType: ResourceType {
        get async throws {
            try await client.discovery.resource(
                for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsApplication"))
        }
    }

    func operation(_ field: String) async throws -> Value? { try await status?.at("operation", field) }

    func condition(_ type: String) async throws -> Value? {
        try await status?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    func isReady() async throws -> Bool { try await condition("Ready")?["status"] == "True" }
}

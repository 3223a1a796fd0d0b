package import Documents
package import KubeClient
package import KubeModel

/// Writes the status of objects of one kind: only the difference to what it was, and nothing where there is none.
package struct StatusWriter: Sendable {
    private let client: KubeClient
    private let type: ResourceType

    package init(client: KubeClient, type: ResourceType) {
        self.client = client
        self.type = type
    }

    /// Makes `status` the status of an object as it was last seen. Returns the new object, and nil where there was
    /// nothing to write. Fails with `conflict` where another object has the name by now.
    package func write(_ status: Value, to object: Value) async throws(KubeError) -> Value? {
        guard let patch = Self.patch(status, to: object) else { return nil }
        let key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
        do throws(KubeError) {
            return try await client.patch(type, key, subresource: "status", kind: .merge, body: patch)
        } catch {
            throw Self.isForeignObject(error) ? KubeError(.conflict, error.message, status: error.status) : error
        }
    }

    /// Older servers say that the uid cannot be changed, where newer ones say that a precondition failed.
    private static func isForeignObject(_ error: KubeError) -> Bool {
        error.code == .invalid && error.causes.contains { $0.field == "metadata.uid" }
    }

    static func patch(_ status: Value, to object: Value) -> Value? {
        guard let difference = mergeDifference(from: object["status"], to: status) else { return nil }
        var patch: Object = ["status": difference]
        if let uid = object.at("metadata", "uid") { patch["metadata"] = .object(["uid": uid]) }
        return .object(patch)
    }
}

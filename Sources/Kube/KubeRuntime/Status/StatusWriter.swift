package import Documents
package import KubeClient
package import KubeModel

/// Writes the status of objects of one kind: only the difference to what it was, and nothing where there is none.
package struct StatusWriter: Sendable {
    /// What must still be true of the object, or else the write is refused as `conflict`.
    package enum Precondition: Sendable, Hashable {
        /// It is the same object, not a later one of the same name. For fields that only we write.
        case sameObject
        /// Nobody has written it since. For what depends on the rest of the object.
        case sameVersion
    }

    private let client: KubeClient
    private let type: ResourceType

    package init(client: KubeClient, type: ResourceType) {
        self.client = client
        self.type = type
    }

    /// Makes `status` the status of an object as it was last seen. Returns the new object, and nil where there was
    /// nothing to write.
    package func write(
        _ status: Value, to object: Value, if precondition: Precondition
    ) async throws(KubeError) -> Value? {
        guard let patch = Self.patch(status, to: object, if: precondition) else { return nil }
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

    static func patch(_ status: Value, to object: Value, if precondition: Precondition) -> Value? {
        guard let difference = mergeDifference(from: object["status"], to: status) else { return nil }
        let field =
            switch precondition {
            case .sameObject: "uid"
            case .sameVersion: "resourceVersion"
            }
        var patch: Object = ["status": difference]
        if let value = object.at("metadata", field) { patch["metadata"] = .object([field: value]) }
        return .object(patch)
    }
}

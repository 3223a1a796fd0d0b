package import Documents
package import KubeModel

extension KubeClient {
    /// Deletes an object; with `uid` and `resourceVersion` only if it is still that one (else `.conflict`).
    ///
    /// Returns the object where it stays for now, because of finalizers or a grace period, and nil where it is gone.
    package func delete(
        _ type: ResourceType, _ key: ObjectKey, uid: String?, resourceVersion: String?, propagation: Propagation
    ) async throws(KubeError) -> Value? {
        var preconditions = Object()
        preconditions["uid"] = uid.map(Value.string)
        preconditions["resourceVersion"] = resourceVersion.map(Value.string)
        var options: Object = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
        ]
        if !preconditions.isEmpty { options["preconditions"] = .object(preconditions) }
        let answer = try await object(
            APIRequest(
                verb: .delete, method: "DELETE", path: try type.objectPath(key, subresource: nil),
                body: Value.object(options).jsonBytes(), contentType: "application/json",
                timeout: RequestBounds.write,
                // Without the uid, a repeated delete could hit an object that was created in between.
                isRepeatable: uid != nil || resourceVersion != nil, isVersioned: resourceVersion != nil,
                isSecret: type.isSecret))
        // For some kinds servers return the object that is gone; one that stays carries the time of its deletion.
        guard answer.at("metadata", "deletionTimestamp") != nil else { return nil }
        return answer
    }
}

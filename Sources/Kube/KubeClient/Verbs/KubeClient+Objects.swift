package import Documents
package import KubeModel
import Transport

extension KubeClient {
    /// An object as the server has it now. Throws `.notFound` where there is none.
    package func get(_ type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> Value {
        try await object(
            APIRequest(
                verb: .get, method: "GET", path: try type.objectPath(key, subresource: nil),
                timeout: RequestBounds.read, isRepeatable: true, isSecret: type.isSecret))
    }

    /// Replaces an object. With `metadata.resourceVersion` in the body, only that version of it (else `.conflict`).
    package func replace(
        _ type: ResourceType, _ key: ObjectKey, subresource: String? = nil, body: Value
    ) async throws(KubeError) -> Value {
        try await object(
            APIRequest(
                verb: .update, method: "PUT", path: try type.objectPath(key, subresource: subresource),
                query: [("fieldManager", connection.fieldManager)], body: body.jsonBytes(),
                contentType: "application/json", timeout: RequestBounds.write,
                isRepeatable: true, isVersioned: body.isVersioned, isSecret: type.isSecret))
    }

    /// Server-side apply: the object as far as `fieldManager` decides about it. Creates it where it is not there.
    /// Without `force`, fields of other managers are `.conflict`, with one cause for each.
    ///
    /// - Parameter validation: nil for what the server does of its own accord.
    package func apply(
        _ type: ResourceType, _ key: ObjectKey, body: Value, fieldManager: String, force: Bool, dryRun: Bool,
        validation: FieldValidation? = nil
    ) async throws(KubeError) -> Value {
        let kind = PatchKind.apply(fieldManager: fieldManager, force: force)
        var request = try patchRequest(type, key, subresource: nil, kind: kind, body: body, dryRun: dryRun)
        if let validation { request.query.append(("fieldValidation", validation.rawValue)) }
        return try await object(request)
    }

    /// Changes an object, or a subresource of it such as `status`. Returns it as it is then.
    package func patch(
        _ type: ResourceType, _ key: ObjectKey, subresource: String?, kind: PatchKind, body: Value
    ) async throws(KubeError) -> Value {
        try await object(
            try patchRequest(type, key, subresource: subresource, kind: kind, body: body, dryRun: false))
    }

    /// The object as a JSON patch would make it. Changes nothing.
    package func tryOut(_ type: ResourceType, _ key: ObjectKey, patch: Value) async throws(KubeError) -> Value {
        try await object(try patchRequest(type, key, subresource: nil, kind: .json, body: patch, dryRun: true))
    }

    private func patchRequest(
        _ type: ResourceType, _ key: ObjectKey, subresource: String?, kind: PatchKind, body: Value, dryRun: Bool
    ) throws(KubeError) -> APIRequest {
        var request = APIRequest(
            verb: .patch, method: "PATCH", path: try type.objectPath(key, subresource: subresource),
            body: body.jsonBytes(), contentType: kind.contentType, timeout: RequestBounds.write,
            isRepeatable: kind != .json, isVersioned: body.isVersioned, isSecret: type.isSecret)
        if case .apply(let fieldManager, let force) = kind {
            request.verb = .apply
            request.query = [("fieldManager", fieldManager), ("force", force ? "true" : "false")]
        } else {
            request.query = [("fieldManager", connection.fieldManager)]
        }
        if dryRun { request.query.append(("dryRun", "All")) }
        return request
    }

    func object(_ request: APIRequest) async throws(KubeError) -> Value {
        let response = try await response(to: request)
        tellWarnings(response.headers, isSecret: request.isSecret)
        return try Connection.decode(response.body)
    }
}

extension Value {
    fileprivate var isVersioned: Bool { at("metadata", "resourceVersion") != nil }
}

extension ResourceType {
    var isSecret: Bool { gvk.group.isEmpty && plural == "secrets" }

    /// Refuses names that would lead to another object, or to the whole collection.
    func objectPath(_ key: ObjectKey, subresource: String?) throws(KubeError) -> String {
        let fault =
            ObjectNames.fault(ofName: key.name) ?? (namespaced ? ObjectNames.fault(ofNamespace: key.namespace) : nil)
        if let fault { throw KubeError(.invalid, "\(gvk.kind) \"\(key)\": \(fault)") }
        guard subresource.map(Self.isPathSegment) ?? true else {
            throw KubeError(.invalid, "\(gvk.kind) \"\(key)\" has no subresource of that name")
        }
        return try path(namespace: key.namespace, name: key.name, subresource: subresource)
    }

    /// The path of a collection; only where `forAll` may a namespaced kind go without a namespace.
    func collectionPath(namespace: String?, forAll: Bool) throws(KubeError) -> String {
        let isMissing = namespaced && namespace == nil && !forAll
        guard !isMissing, !namespaced || namespace.map(Self.isPathSegment) ?? true else {
            throw KubeError(.invalid, "\(gvk.kind) needs a namespace, without slashes")
        }
        return try path(namespace: namespace, name: nil, subresource: nil)
    }
}

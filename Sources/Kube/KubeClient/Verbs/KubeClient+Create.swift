package import Documents
package import KubeModel

extension KubeClient {
    /// Creates an object; the name is in the body (or `generateName`).
    ///
    /// Where the connection breaks, and nobody knows whether it was carried out, an object with a name is created once more.
    package func create(_ type: ResourceType, namespace: String?, body: Value) async throws(KubeError) -> Value {
        let request = try creation(of: type, namespace, body, dryRun: false)
        guard let name = body.name else { return try await object(request) }
        return try await Creation.carryOut(body) { () async throws(KubeError) in
            try await object(request)
        } read: { () async throws(KubeError) in
            try await get(type, ObjectKey(namespace: namespace ?? "", name: name))
        }
    }

    /// The object as it would be if it were created.
    package func tryToCreate(_ type: ResourceType, namespace: String?, body: Value) async throws(KubeError) -> Value {
        try await object(try creation(of: type, namespace, body, dryRun: true))
    }

    private func creation(
        of type: ResourceType, _ namespace: String?, _ body: Value, dryRun: Bool
    ) throws(KubeError) -> APIRequest {
        APIRequest(
            verb: .create, method: "POST", path: try type.collectionPath(namespace: namespace, forAll: false),
            query: [("fieldManager", connection.fieldManager)] + (dryRun ? [("dryRun", "All")] : []),
            body: body.jsonBytes(), contentType: "application/json", timeout: RequestBounds.write,
            isRepeatable: dryRun, isSecret: type.isSecret)
    }
}

/// A creation whose answer may get lost.
enum Creation {
    /// That the object exists by then is a success only if it is as we would have made it: then it makes no difference who did.
    static func carryOut(
        _ body: Value, create: () async throws(KubeError) -> Value, read: () async throws(KubeError) -> Value
    ) async throws(KubeError) -> Value {
        do {
            return try await create()
        } catch let error where error.code == .transport {
            do {
                return try await create()
            } catch let error where error.code == .alreadyExists {
                let found = try await read()
                guard holds(found, body) else { throw error }
                return found
            }
        }
    }

    /// Whether a value has all that another one has; servers add to what they are given.
    private static func holds(_ value: Value, _ part: Value) -> Bool {
        guard let members = part.object else { return value == part }
        return members.allSatisfy { key, member in value[key].map { holds($0, member) } ?? member.isNull }
    }
}

package import Documents
package import KubeClient
package import KubeModel

/// Our word in an object's `metadata.finalizers`: while it is there, the object cannot vanish unnoticed.
///
/// Expected flow: add it in a pass of its own, before anything is made for the object; take it away when all of that is
/// gone.
package struct Finalizer: Sendable {
    /// Others may change the list at the same time; more often than this in a row they do not.
    private static let attempts = 3

    private let client: KubeClient
    private let type: ResourceType
    private let name: String

    package init(_ name: String, client: KubeClient, type: ResourceType) {
        self.name = name
        self.client = client
        self.type = type
    }

    /// Returns the object with the finalizer; nil where the object is gone.
    package func add(to object: Value) async throws(KubeError) -> Value? {
        try await change(object) { FinalizerPatch.adding(name, to: $0) }
    }

    /// Returns the object without the finalizer; nil where the object is gone, for instance because this was the last.
    package func remove(from object: Value) async throws(KubeError) -> Value? {
        try await change(object) { FinalizerPatch.removing(name, from: $0) }
    }

    private func change(_ object: Value, _ patch: (Value) -> Value?) async throws(KubeError) -> Value? {
        let key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
        var latest = object
        var attempt = 1
        while let body = patch(latest) {
            do throws(KubeError) {
                return try await client.patch(type, key, subresource: nil, kind: .json, body: body)
            } catch {
                guard error.code != .notFound else { return nil }
                // A failed test is told as an invalid patch.
                guard error.code == .invalid || error.code == .conflict, attempt < Self.attempts else { throw error }
                attempt += 1
                guard let fresh = try await get(key), isSame(fresh, object) else { return nil }
                latest = fresh
            }
        }
        return latest
    }

    private func get(_ key: ObjectKey) async throws(KubeError) -> Value? {
        do throws(KubeError) {
            return try await client.get(type, key)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    private func isSame(_ left: Value, _ right: Value) -> Bool {
        left.at("metadata", "uid") == right.at("metadata", "uid")
    }
}

package import Documents
package import KubeModel

extension KubeClient {
    /// One object as the server has it now, by a list of its name. Nil where the server has the kind and no such object of
    /// it; `.notFound` where it does not have the kind.
    ///
    /// Takes the right to list. That to `get`, where it is given for all resources, is more than one to read: it opens
    /// `pods/exec`, `nodes/proxy` and `services/proxy`.
    package func find(_ type: ResourceType, _ key: ObjectKey) async throws(KubeError) -> Value? {
        // Refuses what would name a whole collection.
        _ = try type.objectPath(key, subresource: nil)
        let found = Found(key.name)
        _ = try await list(
            type, namespace: type.namespaced ? key.namespace : nil, labelSelector: nil,
            fieldSelector: Self.selector(name: key.name), pageSize: 500, restart: { found.object = nil },
            each: { found.offer($0) })
        return found.object
    }

    /// The field selector for an object's name, in which some characters have a meaning.
    static func selector(name: String) -> String {
        "metadata.name="
            + name.replacing("\\", with: "\\\\").replacing(",", with: "\\,").replacing("=", with: "\\=")
    }
}

/// What is looked for in a list. Some servers of further APIs answer with more than was asked for.
private final class Found {
    private let name: String
    var object: Value?

    init(_ name: String) { self.name = name }

    func offer(_ candidate: Value) {
        if candidate.name == name { object = candidate }
    }
}

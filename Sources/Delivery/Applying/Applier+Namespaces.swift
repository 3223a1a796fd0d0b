package import Documents
internal import KubeClient
package import KubeModel
internal import Observing
package import Planning

/// The namespace that objects go to, where it is to be made.
extension Applier {
    /// Makes an object that is not to be there yet, and before it the namespace that is to be made.
    func create(_ manifest: Value, of object: PreparedObject) async throws(KubeError) -> Value {
        let namespace = object.type.namespaced ? object.key.namespace : nil
        do throws(KubeError) {
            return try await client.create(object.type, namespace: namespace, body: manifest)
        } catch let error where error.code == .notFound && createNamespace != nil && namespace == createNamespace {
            try await makeNamespace(object.key.namespace)
            return try await client.create(object.type, namespace: namespace, body: manifest)
        }
    }

    /// With what it is to carry, held as an apply of it holds that: then what is taken out later goes.
    func makeNamespace(_ name: String) async throws(KubeError) {
        var body = Applier.bareNamespace(name)
        do {
            guard let namespaceMetadata else {
                _ = try await client.create(.namespaces, namespace: nil, body: body)
                return
            }
            body["metadata"] = namespaceMetadata
            _ = try await client.apply(
                .namespaces, ObjectKey(namespace: "", name: name), body: body, fieldManager: index.fieldManager,
                force: false, dryRun: false)
        } catch let error where error.code == .alreadyExists {
            return
        }
    }

    private static func bareNamespace(_ name: String) -> Value {
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
    }

    /// Takes from a namespace all that was applied to it, marks among it, and leaves it to others. Returns why that cannot be
    /// done.
    package func letGo(of id: ObjectID, _ type: ResourceType, _ row: LiveRow) async -> ObjectProblem? {
        var body = Applier.bareNamespace(id.name)
        // As it was seen: one that is gone is not made anew.
        body.setResourceVersion(row.resourceVersion)
        do throws(KubeError) {
            let live = try await client.apply(
                type, ObjectKey(namespace: "", name: id.name), body: body, fieldManager: index.fieldManager,
                force: true, dryRun: false)
            index.record(live, type: type)
            return nil
        } catch {
            return ObjectProblem(id, error)
        }
    }
}

package import Documents
internal import KubeModel

/// Objects that are taken to be in the cluster, for whoever asks what would come of them before they are made.
package struct SupposedObjects: Sendable {
    package static let none = SupposedObjects([])

    private let objects: [ObjectID: Value]

    /// - Parameter objects: whole ones, in the place of those of the cluster.
    package init(_ objects: [Value]) {
        self.objects = Dictionary(objects.compactMap { object in object.objectID.map { ($0, object) } }) { _, new in new
        }
    }

    /// Nil where nothing is supposed of it.
    func find(_ type: ResourceType, _ key: ObjectKey) -> Value? {
        objects[ObjectID(group: type.gvk.group, kind: type.gvk.kind, namespace: key.namespace, name: key.name)]
    }
}

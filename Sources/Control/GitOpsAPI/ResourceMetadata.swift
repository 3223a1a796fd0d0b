package import Documents
package import KubeModel

/// The part of an object's metadata that controllers decide by.
package struct ResourceMetadata: Sendable, Hashable {
    package var key: ObjectKey
    package var uid: String
    package var generation: Int
    package var resourceVersion: String
    /// Nil while nobody has asked to delete the object.
    package var deletionTimestamp: KubeTime?
    package var finalizers: [String]
    /// Only those of our own group: others can be large, and nothing here reads them.
    package var annotations: [String: String]

    package init(
        key: ObjectKey, uid: String, generation: Int, resourceVersion: String, deletionTimestamp: KubeTime?,
        finalizers: [String], annotations: [String: String]
    ) {
        self.key = key
        self.uid = uid
        self.generation = generation
        self.resourceVersion = resourceVersion
        self.deletionTimestamp = deletionTimestamp
        self.finalizers = finalizers
        self.annotations = annotations
    }

    /// Reads the `metadata` of a whole object.
    package init(_ object: Value) throws(APIError) {
        let fields = try Fields(object["metadata"], at: "metadata")
        self.init(
            key: ObjectKey(namespace: try fields.string("namespace") ?? "", name: try fields.required("name")),
            uid: try fields.string("uid") ?? "",
            generation: try fields.integer("generation") ?? 0,
            resourceVersion: try fields.string("resourceVersion") ?? "",
            deletionTimestamp: try fields.time("deletionTimestamp"),
            finalizers: try fields.strings("finalizers"),
            annotations: try fields.stringMap("annotations").filter { $0.key.hasPrefix("\(APIGroup.name)/") })
    }

    package var isDeleting: Bool { deletionTimestamp != nil }
    package var hasFinalizer: Bool { finalizers.contains(APIGroup.finalizer) }
    package var requestedAt: String? { annotations[Annotations.requestedAt] }
    package var requestedSync: String? { annotations[Annotations.sync] }
}

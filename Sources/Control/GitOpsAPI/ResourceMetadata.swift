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
    package var labels: [String: String] = [:]

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
        self = try Self.record.read(object["metadata"], at: "metadata")
        annotations = annotations.filter { $0.key.hasPrefix("\(APIGroup.name)/") }
    }

    package var isDeleting: Bool { deletionTimestamp != nil }
    package var hasFinalizer: Bool { finalizers.contains(APIGroup.finalizer) }
    package var requestedAt: String? { annotations[Annotations.requestedAt] }
    package var requestedSync: String? { annotations[Annotations.sync] }
    package var requestedObjects: String? { annotations[Annotations.syncObjects] }
    package var requestedRestore: String? { annotations[Annotations.restore] }
}

extension ResourceMetadata: Recorded {
    /// Without descriptions: it is in no schema of ours.
    static let record = Record(
        Self(
            key: ObjectKey(namespace: "", name: ""), uid: "", generation: 0, resourceVersion: "",
            deletionTimestamp: nil, finalizers: [], annotations: [:]),
        "",
        [
            .optional("namespace", \.key.namespace), .required("name", \.key.name), .optional("uid", \.uid),
            .optional("generation", \.generation), .optional("resourceVersion", \.resourceVersion),
            .optional("deletionTimestamp", \.deletionTimestamp), .optional("finalizers", \.finalizers),
            .optional("annotations", \.annotations), .optional("labels", \.labels),
        ])
}

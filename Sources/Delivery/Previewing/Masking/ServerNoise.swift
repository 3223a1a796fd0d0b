internal import Documents

/// What servers and their controllers write of their own accord, and what tools note for themselves: no change of an object.
enum ServerNoise {
    private static let metadata: Set = [
        "managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink", "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ]

    /// Some of these hold a whole manifest, and with it whatever a Secret held.
    private static let annotations: Set = [
        "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
        "deprecated.daemonset.template.generation", "kapp.k14s.io/original", "kapp.k14s.io/original-diff-md5",
        "banzaicloud.com/last-applied", "objectset.rio.cattle.io/applied",
        "kopf.zalando.org/last-handled-configuration",
    ]

    static func leaving(_ document: Value) -> Value {
        guard var object = document.object else { return document }
        object["status"] = nil
        guard var metadata = object["metadata"]?.object else { return .object(object) }
        metadata.removeAll { key, _ in self.metadata.contains(key) }
        if var notes = metadata["annotations"]?.object {
            notes.removeAll { key, _ in annotations.contains(key) }
            metadata["annotations"] = notes.isEmpty ? nil : .object(notes)
        }
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}

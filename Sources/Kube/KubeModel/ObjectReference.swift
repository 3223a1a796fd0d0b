package import Documents

/// `core/v1` ObjectReference: what an event is about.
package struct ObjectReference: Sendable, Hashable {
    package var apiVersion: String
    package var kind: String
    package var namespace: String
    package var name: String
    package var uid: String?
    package var resourceVersion: String?

    package init(
        apiVersion: String, kind: String, namespace: String, name: String, uid: String?, resourceVersion: String?
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// Nil where the value is no object of Kubernetes.
    package init?(to object: Value) {
        guard let apiVersion = object.apiVersion, let kind = object.kind, let name = object.name else { return nil }
        self.init(
            apiVersion: apiVersion, kind: kind, namespace: object.namespace ?? "", name: name,
            uid: object.at("metadata", "uid")?.string,
            resourceVersion: object.at("metadata", "resourceVersion")?.string)
    }

    package var value: Value {
        var reference: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        if !namespace.isEmpty { reference["namespace"] = .string(namespace) }
        reference["name"] = .string(name)
        reference["uid"] = uid.map(Value.string)
        reference["resourceVersion"] = resourceVersion.map(Value.string)
        return .object(reference)
    }
}

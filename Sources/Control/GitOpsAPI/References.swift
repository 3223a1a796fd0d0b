package import Documents

/// The name of an object in the same namespace.
package struct LocalReference: Sendable, Hashable {
    package var name: String

    package init(name: String) {
        self.name = name
    }
}

extension LocalReference: Recorded {
    static let record = Record(
        Self(name: ""), "A Secret in the same namespace.",
        [.required("name", \.name, "The name of the Secret.", .objectName)])
}

/// The name of an object in the same namespace or in another.
package struct NamespacedReference: Sendable, Hashable {
    package var name: String
    /// Empty for the namespace of the object that refers.
    package var namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }

    /// Which object is meant by a reference from an object in `home`.
    package func key(from home: String) -> ObjectKey {
        ObjectKey(namespace: namespace.isEmpty ? home : namespace, name: name)
    }
}

extension NamespacedReference: Recorded {
    static let record = referring(to: "object")

    /// The same in other words: with this one for the object.
    static func referring(to noun: String) -> Record<Self> {
        Record(
            Self(name: "", namespace: ""), "One of them.",
            [
                .required("name", \.name, "The name of the \(noun).", .objectName),
                .optional(
                    "namespace", \.namespace,
                    "The namespace of the \(noun), where it is another one; the controller has to allow that.",
                    .length(atMost: 63)),
            ])
    }
}

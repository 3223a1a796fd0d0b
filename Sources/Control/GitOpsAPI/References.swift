package import Documents

/// The name of an object in the same namespace.
package struct LocalReference: Sendable, Hashable {
    package var name: String

    package init(name: String) {
        self.name = name
    }
}

extension LocalReference: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
    }

    package var value: Value { .fields(["name": .string(name)]) }
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

extension NamespacedReference: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.required("name")
        namespace = try fields.string("namespace") ?? ""
    }

    package var value: Value {
        .fields(["namespace": namespace.nonEmpty.map(Value.string), "name": .string(name)])
    }
}

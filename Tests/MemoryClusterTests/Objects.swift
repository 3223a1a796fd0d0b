import Documents

/// A ConfigMap as tests use it.
func configMap(
    _ name: String, _ data: Value? = nil, labels: Value? = nil, finalizers: Value? = nil, namespace: String? = nil
) -> Value {
    var object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
    object["data"] = data
    object["metadata"]?["labels"] = labels
    object["metadata"]?["finalizers"] = finalizers
    object["metadata"]?["namespace"] = namespace.map(Value.string)
    return object
}

extension Value {
    var uid: String? { at("metadata", "uid")?.string }
    var version: String? { at("metadata", "resourceVersion")?.string }
}

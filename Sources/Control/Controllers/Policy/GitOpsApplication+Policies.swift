package import Documents
package import GitOpsAPI

extension GitOpsApplication {
    /// What expressions of policies see of it.
    package func seenByPolicies(_ spec: Spec) -> Value {
        let labels = metadata.labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
        return [
            "metadata": [
                "name": .string(metadata.key.name), "namespace": .string(metadata.key.namespace),
                "labels": .object(Object(labels)),
            ],
            "spec": spec.value,
        ]
    }
}

package import Documents
package import KubeModel

/// One kind of ours, as the API server is to know it.
package struct CustomResource: Sendable {
    /// A column that `kubectl get` prints.
    package struct Column: Sendable {
        package var name: String
        package var type: String
        package var path: String
        package var description: String
        /// Only with `kubectl get --output wide`.
        package var wide: Bool
    }

    package var resource: ResourceType
    package var shortName: String
    package var description: String
    package var spec: Schema
    package var status: Schema
    package var columns: [Column]
    /// Whether status is written by itself. Of what controllers write as a whole it is not, which takes one request and not two.
    package var hasStatusSubresource = true

    /// All kinds, in the order in which people meet them.
    package static let all: [CustomResource] = [
        .repository, .application, .deployment, .environment, .window, .policy, .receiver,
    ]

    package var kind: String { resource.gvk.kind }
    package var plural: String { resource.plural }
    package var singular: String { kind.lowercased() }

    /// The name of the file in `CRDs/`.
    package var fileName: String { "\(APIGroup.name)_\(plural).yaml" }

    /// The CustomResourceDefinition. It uses nothing that Kubernetes 1.20 does not know.
    package var definition: Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).\(APIGroup.name)")],
            "spec": [
                "group": .string(APIGroup.name),
                "names": [
                    "kind": .string(kind),
                    "listKind": .string("\(kind)List"),
                    "plural": .string(plural),
                    "singular": .string(singular),
                    "shortNames": [.string(shortName)],
                    "categories": ["gitops"],
                ],
                "scope": resource.namespaced ? "Namespaced" : "Cluster",
                "versions": [
                    [
                        "name": .string(APIGroup.version),
                        "served": true,
                        "storage": true,
                        "subresources": hasStatusSubresource ? ["status": [:]] : [:],
                        "additionalPrinterColumns": .array(columns.map(\.value)),
                        "schema": ["openAPIV3Schema": rootSchema],
                    ]
                ],
            ],
        ]
    }

    private var rootSchema: Value {
        [
            "description": .string(description),
            "type": "object",
            "required": ["spec"],
            "properties": [
                "apiVersion": ["type": "string"],
                "kind": ["type": "string"],
                "metadata": ["type": "object"],
                "spec": spec.value,
                "status": status.value,
            ],
        ]
    }
}

extension CustomResource.Column {
    static func text(_ name: String, _ path: String, _ description: String, wide: Bool = false) -> Self {
        Self(name: name, type: "string", path: path, description: description, wide: wide)
    }

    static func number(_ name: String, _ path: String, _ description: String) -> Self {
        Self(name: name, type: "integer", path: path, description: description, wide: false)
    }

    static func flag(_ name: String, _ path: String, _ description: String) -> Self {
        Self(name: name, type: "boolean", path: path, description: description, wide: false)
    }

    static let age = Self(
        name: "Age", type: "date", path: ".metadata.creationTimestamp", description: "When it was made.", wide: false)

    static let ready = text(
        "Ready", conditionPath("status"), "Whether this generation and the newest revision are there and healthy.")

    static func conditionPath(_ field: String) -> String {
        ".status.conditions[?(@.type==\"\(ConditionType.ready)\")].\(field)"
    }

    var value: Value {
        .fields([
            "name": .string(name), "type": .string(type), "description": .string(description),
            "jsonPath": .string(path), "priority": wide ? 1 : nil,
        ])
    }
}

import Documents
import Previewing
import Rendering

/// Documents and requests that tests begin with.
enum Samples {
    static let deployment: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "shop"],
        "spec": [
            "replicas": 3,
            "template": [
                "spec": [
                    "containers": [["name": "web", "image": "web:1", "ports": [["containerPort": 80]]]]
                ]
            ],
        ],
    ]

    static func configMap(_ data: Object, name: String = "files") -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "shop"],
            "data": .object(data),
        ]
    }

    static func secret(_ data: Object, field: String = "data") -> Value {
        var secret: Value = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "keys", "namespace": "shop"]]
        secret[field] = .object(data)
        return secret
    }

    static func object(_ apiVersion: String, _ kind: String, spec: Value = [:]) -> Value {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "one", "namespace": "shop"],
            "spec": spec,
        ]
    }

    static func texts(_ secrets: String...) -> SecretTexts {
        var texts = SecretTexts()
        for secret in secrets { texts.add(secret: Samples.secret(["key": .string(secret.base64)])) }
        return texts
    }

    static func mask(_ texts: SecretTexts = SecretTexts()) -> Mask { Mask(key: [1, 2, 3], texts: texts) }

    static func object(
        _ action: PreviewAction, from live: Value?, to predicted: Value?, standing: Standing = .own,
        refusal: String? = nil, warnings: [String] = []
    ) -> PreviewedObject {
        object(
            action, from: live, by: predicted.map(Prediction.answer), standing: standing, refusal: refusal,
            warnings: warnings)
    }

    static func object(
        _ action: PreviewAction, from live: Value?, by prediction: Prediction?, standing: Standing = .own,
        refusal: String? = nil, warnings: [String] = []
    ) -> PreviewedObject {
        let document =
            switch prediction {
            case .answer(let document)?, .takingOver(let document, _)?, .manifest(let document)?: document
            case nil: live ?? [:]
            }
        return PreviewedObject(
            id: document.objectID ?? ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "none"),
            action: action, live: live, prediction: prediction, apiVersion: document.apiVersion, warnings: warnings,
            refusal: refusal, standing: standing, manager: "martlet")
    }

    static func preview(
        _ objects: [PreviewedObject], inventory: Int = 100, unchanged: [Value]? = [], server: KubeRelease? = nil,
        target: KubeRelease? = nil, mask: Mask = mask()
    ) -> Preview {
        Preview(
            PreviewRequest(
                objects: objects, inventory: inventory, unchanged: unchanged, server: server, target: target, mask: mask
            ))
    }

    /// The lines of an update.
    static func lines(_ live: Value, _ predicted: Value, mask: Mask = mask()) -> [String] {
        preview([object(.update, from: live, to: predicted)], mask: mask).objects[0].fields.changes.map(\.line)
    }
}

extension Value {
    /// With the value at a pointer set, or taken away.
    func with(_ pointer: String, _ value: Value?) -> Value {
        var changed = self
        guard let way = Pointer(pointer) else { return self }
        if let value { changed.set(way, to: value) } else { changed.remove(way) }
        return changed
    }
}

import Documents
import Testing

@testable import Observing

/// What others have changed of an object, by the records of who holds what.
@Suite("fields that others have changed")
struct LostFieldTests {
    private static let manifest: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": [
            "name": "web", "namespace": "shop", "labels": ["a.b/c": "1", "app": "web"], "annotations": ["note": "x"],
        ],
        "spec": [
            "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
            "template": [
                "spec": [
                    "containers": [["name": "web", "image": "web:1", "ports": [["containerPort": 80]]]],
                    "tolerations": [["key": "a"]], "securityContext": [:],
                ]
            ],
        ],
    ]

    private static let container: Value = [
        ".": [:], "f:name": [:], "f:image": [:],
        "f:ports": ["k:{\"containerPort\":80,\"protocol\":\"TCP\"}": [".": [:], "f:containerPort": [:]]],
    ]

    private static let own: Value = [
        "f:metadata": ["f:labels": ["f:a.b/c": [:], "f:app": [:]], "f:annotations": ["f:note": [:]]],
        "f:spec": [
            "f:replicas": [:], "f:selector": [:],
            "f:template": [
                "f:spec": [
                    "f:containers": ["k:{\"name\":\"web\"}": container], "f:tolerations": [:], "f:securityContext": [:],
                ]
            ],
        ],
    ]

    /// - Parameters:
    ///   - lost: where in the sets what others have taken is.
    ///   - others: what they hold.
    private func found(lost: [[String]], others: Value = [:], earlier: Value = [:]) -> [LostField] {
        var own = LostFieldTests.own
        for path in lost { own.remove(Pointer(tokens: path)) }
        let live: Value = [
            "metadata": [
                "managedFields": [
                    ["manager": "martlet", "operation": "Apply", "apiVersion": "apps/v1", "fieldsV1": own],
                    ["manager": "edit", "operation": "Update", "time": "2026-01-02T00:00:00Z", "fieldsV1": others],
                    ["manager": "old", "operation": "Update", "time": "2026-01-01T00:00:00Z", "fieldsV1": earlier],
                ]
            ]
        ]
        return LostField.all(of: LostFieldTests.manifest, in: live, manager: "martlet")
    }

    private let edit = LostField.Holder(manager: "edit", time: "2026-01-02T00:00:00Z")

    @Test("none where all is ours")
    func none() {
        #expect(found(lost: []).isEmpty)
        #expect(found(lost: [], others: LostFieldTests.own).isEmpty)
    }

    @Test("are named with who holds them, who wrote last where several do")
    func held() {
        let path = ["f:spec", "f:replicas"]
        let replicas: Value = ["f:spec": ["f:replicas": [:]]]
        #expect(found(lost: [path], others: replicas) == [LostField(name: ".spec.replicas", holder: edit)])
        #expect(
            found(lost: [path], others: replicas, earlier: replicas) == [
                LostField(name: ".spec.replicas", holder: edit)
            ])
    }

    @Test("in lists are named by the keys of their element")
    func inLists() {
        let containers = ["f:spec", "f:template", "f:spec", "f:containers"]
        let web = "k:{\"name\":\"web\"}"
        let others: Value = ["f:spec": ["f:template": ["f:spec": ["f:containers": [web: ["f:image": [:]]]]]]]
        let name = ".spec.template.spec.containers[name=\"web\"].image"
        #expect(found(lost: [containers + [web, "f:image"]], others: others) == [LostField(name: name, holder: edit)])
        #expect(
            found(lost: [containers]) == [LostField(name: ".spec.template.spec.containers", holder: nil)])
    }

    @Test("that are gone are named where nobody holds any")
    func gone() {
        let label = ["f:metadata", "f:labels", "f:a.b/c"]
        #expect(found(lost: [label]) == [LostField(name: ".metadata.labels[\"a.b/c\"]", holder: nil)])
        let replicas: Value = ["f:spec": ["f:replicas": [:]]]
        #expect(
            found(lost: [label, ["f:spec", "f:replicas"]], others: replicas).map(\.name) == [".spec.replicas"])
        #expect(
            found(lost: [["f:metadata", "f:annotations"]]) == [LostField(name: ".metadata.annotations", holder: nil)])
    }
}

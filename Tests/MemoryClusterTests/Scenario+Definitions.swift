import Documents
import KubeClient
import KubeModel
import TestKit

extension Scenario {
    static let definitions = [
        Scenario("a definition makes a kind, and takes its objects with it") { stage in
            let birds = try await Birds(stage)
            await stage.see("definition", hiding: ["uid", "resourceVersion", "status"]) {
                try await stage.client.get(.customResourceDefinitions, birds.definition)
            }
            await stage.see("create") {
                try await stage.create(
                    birds.object(
                        "a",
                        [
                            "size": 3, "unknown": 1, "free": ["x": ["y": 1]], "tags": ["a", "b"],
                            "nests": [["tree": "oak", "eggs": 2]],
                        ],
                        status: ["seen": true]), birds.type)
            }
            await stage.see("write status beside the spec") {
                try await stage.merge("a", ["status": ["seen": true]], birds.type)
            }
            await stage.see("write status", hiding: ["managedFields"]) {
                try await stage.merge(
                    "a", ["status": ["seen": true], "spec": ["size": 9]], birds.type, subresource: "status")
            }
            await stage.see("write spec", hiding: ["managedFields"]) {
                try await stage.merge("a", ["spec": ["size": 4]], birds.type)
            }
            await stage.see("replace without a version") { try await stage.replace(birds.object("a", [:]), birds.type) }
            await stage.see("label", hiding: ["managedFields"]) {
                try await stage.merge("a", ["metadata": ["labels": ["x": "y"]]], birds.type)
            }
            try await birds.remove()
            await stage.see("gone") { try await stage.get("a", birds.type) }
            try await birds.makeAgain()
            await stage.see("empty when made again") { try await stage.get("a", birds.type) }
            try await birds.remove()
        },
        Scenario("objects of definitions are applied as their schemas say") { stage in
            let birds = try await Birds(stage)
            let unsure = ["resourceVersion"]
            await stage.see("one") {
                try await stage.apply(
                    birds.object(
                        "a",
                        [
                            "size": 1, "colours": ["wing": "red"], "free": ["x": ["y": 1, "z": [1, 2]]],
                            "tags": ["a", "b"], "nests": [["tree": "oak", "eggs": 2], ["tree": "elm"]], "songs": ["la"],
                        ]),
                    birds.type)
            }
            await stage.see("another", hiding: unsure) {
                try await stage.apply(
                    birds.object(
                        "a",
                        [
                            "colours": ["head": "blue"], "free": ["x": ["w": 2]], "tags": ["c"],
                            "nests": [["tree": "oak", "note": "high"], ["tree": "fir"]],
                        ]), birds.type, as: "two")
            }
            await stage.see("another wants things otherwise") {
                try await stage.apply(
                    birds.object(
                        "a",
                        [
                            "size": 2, "free": ["x": ["y": 2, "z": [1]]], "nests": [["tree": "oak", "eggs": 3]],
                            "songs": ["la", "li"],
                        ]),
                    birds.type, as: "two")
            }
            await stage.see("one leaves much out", hiding: unsure) {
                try await stage.apply(
                    birds.object("a", ["size": 1, "tags": ["a"], "nests": [["tree": "elm"]]]), birds.type)
            }
            await stage.see("one leaves everything out", hiding: unsure) {
                try await stage.apply(birds.object("a", nil), birds.type)
            }
            try await birds.remove()
        },
        Scenario("an object can be had in all versions that are served") { stage in
            let birds = try await Birds(stage)
            _ = try await stage.create(birds.object("a", ["size": 1]), birds.type)
            func type(_ version: String) -> ResourceType {
                let (type, gvk) = (birds.type, birds.type.gvk)
                return ResourceType(
                    gvk: GroupVersionKind(group: gvk.group, version: version, kind: gvk.kind), plural: type.plural,
                    namespaced: type.namespaced, verbs: type.verbs)
            }
            await stage.see("newer") { try await stage.get("a", type("v2")) }
            await stage.see("not served") { try await stage.get("a", type("v1alpha1")) }
            stage.client.discovery.invalidate(group: birds.type.gvk.group)
            stage.note(
                "versions",
                .array(try await stage.client.discovery.groupVersions(of: birds.type.gvk.group).map(Value.string)))
            try await birds.remove()
        },
    ]
}

/// A kind that a scenario makes.
private struct Birds {
    let stage: Stage
    let type: ResourceType
    let definition: ObjectKey

    init(_ stage: Stage) async throws {
        self.stage = stage
        let group = "\(stage.namespace).example.org"
        definition = ObjectKey(namespace: "", name: "birds.\(group)")
        type = ResourceType(
            gvk: GroupVersionKind(group: group, version: "v1", kind: "Bird"), plural: "birds", namespaced: true,
            verbs: [])
        try await makeAgain()
    }

    func makeAgain() async throws {
        _ = try await stage.client.create(.customResourceDefinitions, namespace: nil, body: body)
        try await eventually("the kind is served", within: stage.patience) { try await isServed() }
    }

    func remove() async throws {
        _ = try await stage.client.delete(
            .customResourceDefinitions, definition, uid: nil, resourceVersion: nil, propagation: .background)
        try await eventually("the definition is gone", within: stage.patience) {
            try await !isThere { _ = try await stage.client.get(.customResourceDefinitions, definition) }
        }
        try await eventually("the kind is not served", within: stage.patience) { try await !isServed() }
    }

    private func isServed() async throws -> Bool {
        try await isThere { _ = try await stage.client.list(type, namespace: stage.namespace, labelSelector: nil) }
    }

    private func isThere(_ ask: () async throws -> Void) async throws -> Bool {
        do {
            try await ask()
            return true
        } catch let error as KubeError where error.code == .notFound {
            return false
        }
    }

    func object(_ name: String, _ spec: Value?, status: Value? = nil) -> Value {
        var object: Value = [
            "apiVersion": .string(type.gvk.apiVersion), "kind": "Bird", "metadata": ["name": .string(name)],
        ]
        object["spec"] = spec
        object["status"] = status
        return object
    }

    private static let schema: Value = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object",
                "properties": [
                    "size": ["type": "integer"], "mood": ["type": "string", "default": "good"],
                    "colours": ["type": "object", "additionalProperties": ["type": "string"]],
                    "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                    "tags": ["type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"]],
                    "songs": ["type": "array", "items": ["type": "string"]],
                    "nests": [
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["tree"],
                        "items": [
                            "type": "object", "required": ["tree"],
                            "properties": [
                                "tree": ["type": "string"], "eggs": ["type": "integer"], "note": ["type": "string"],
                            ],
                        ],
                    ],
                ],
            ], "status": ["type": "object", "properties": ["seen": ["type": "boolean"]]],
        ],
    ]

    private var body: Value {
        let versions = [("v1alpha1", false, false), ("v1", true, true), ("v2", true, false)].map {
            name, served, stored -> Value in
            [
                "name": .string(name), "served": .bool(served), "storage": .bool(stored),
                "schema": ["openAPIV3Schema": Self.schema], "subresources": ["status": [:]],
            ]
        }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string(definition.name)],
            "spec": [
                "group": .string(type.gvk.group), "scope": "Namespaced",
                "names": ["plural": "birds", "kind": "Bird"], "versions": .array(versions),
            ],
        ]
    }
}

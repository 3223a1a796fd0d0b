import Documents
import KubeModel
import Testing

@testable import Migration

@Suite("what an object was before") struct ObjectStateTests {
    private static let tool: Value = [
        "manager": "argocd-controller", "operation": "Update", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": ["f:data": ["f:a": [:]]],
    ]

    private static func controller(_ time: String) -> Value {
        [
            "manager": "kube-controller-manager", "operation": "Update", "apiVersion": "v1", "time": .string(time),
            "subresource": "status", "fieldsType": "FieldsV1", "fieldsV1": ["f:status": [:]],
        ]
    }

    private static let ours: Value = [
        "manager": "martlet", "operation": "Apply", "apiVersion": "v1", "time": "2026-01-02T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": ["f:data": ["f:a": [:]]],
    ]

    private func object(
        kind: String = "ConfigMap", labels: Value = [:], annotations: Value, managers: [Value], version: String = "1"
    ) -> Value {
        [
            "apiVersion": "v1", "kind": .string(kind),
            "metadata": [
                "name": "a", "namespace": "n", "uid": "u", "resourceVersion": .string(version), "labels": labels,
                "annotations": annotations, "managedFields": .array(managers),
            ],
        ]
    }

    private func state(_ object: Value) throws -> ObjectState { try #require(ObjectState(object, fields: [])) }

    @Test("marks come back and ours go; what others have set since stays, and what has gone comes back")
    func marks() throws {
        let before = object(
            labels: ["app": "a"],
            annotations: [
                "argocd.argoproj.io/tracking-id": "x", "note": "old",
                "kubectl.kubernetes.io/last-applied-configuration": "{}",
            ],
            managers: [])
        let now = object(
            labels: ["app": "a", "gitops.martlet.dev/managed-by": "martlet", "new": "1"],
            annotations: ["gitops.martlet.dev/application": "n/web", "note": "new"], managers: [], version: "7")
        let patch = try #require(try state(before).restoringPatch(of: now))
        #expect(
            patch == [
                ["op": "add", "path": "/metadata/labels", "value": ["app": "a", "new": "1"]],
                [
                    "op": "add", "path": "/metadata/annotations",
                    "value": [
                        "note": "new", "argocd.argoproj.io/tracking-id": "x",
                        "kubectl.kubernetes.io/last-applied-configuration": "{}",
                    ],
                ], ["op": "replace", "path": "/metadata/resourceVersion", "value": "7"],
            ])
        #expect(try state(before).restoringPatch(of: before) == nil)
    }

    @Test("the tool holds what it held, a controller what it holds by now, and we hold nothing")
    func managers() throws {
        let before = object(annotations: [:], managers: [Self.tool, Self.controller("2026-01-01T00:00:00Z")])
        let now = object(annotations: [:], managers: [Self.ours, Self.controller("2026-01-03T00:00:00Z")])
        let patch = try state(before).managersPatch(of: now)
        #expect(patch?[0]?["value"] == [Self.tool, Self.controller("2026-01-03T00:00:00Z")])
        #expect(try state(before).managersPatch(of: before) == nil)
    }

    @Test("of a Secret the note of what was applied is not kept")
    func secret() throws {
        let secret = object(
            kind: "Secret", annotations: ["kubectl.kubernetes.io/last-applied-configuration": "hunter2", "b": "c"],
            managers: [])
        let kept = try state(secret).document.json()
        #expect(!kept.contains("hunter2") && kept.contains("\"b\""))
    }

    @Test("only what was handed over to this application is given back")
    func handedOver() throws {
        let state = try state(object(annotations: [:], managers: [Self.tool]))
        let web = ObjectKey(namespace: "n", name: "web")
        func isHandedOver(_ annotations: Value, _ managers: [Value]) -> Bool {
            state.isHandedOver(object(annotations: annotations, managers: managers), to: web)
        }
        #expect(isHandedOver(["gitops.martlet.dev/application": "n/web"], []))
        #expect(!isHandedOver(["gitops.martlet.dev/application": "n/other"], [Self.ours]))
        // The marks are back already, and the managers are not.
        #expect(isHandedOver([:], [Self.ours]))
        #expect(!isHandedOver([:], [Self.tool]))
        var another = object(annotations: ["gitops.martlet.dev/application": "n/web"], managers: [])
        another["metadata"]?["uid"] = "v"
        #expect(!state.isHandedOver(another, to: web))
    }
}

@Suite("records of migrations") struct MigrationRecordTests {
    private func theirs(namespace: String = "n") throws -> ObjectState {
        let object: Value = [
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
            "metadata": ["name": "web", "namespace": .string(namespace), "uid": "k"], "spec": ["prune": true],
        ]
        return try #require(ObjectState(object, fields: ["/spec/suspend"]))
    }

    private func objects(_ count: Int, bytes: Int) throws -> [ObjectState] {
        try (0..<count).map { number in
            try #require(
                ObjectState(
                    [
                        "apiVersion": "v1", "kind": "ConfigMap",
                        "metadata": [
                            "name": "c\(number)", "namespace": "n", "uid": "c",
                            "annotations": ["a": .string(String(repeating: "x", count: bytes))],
                        ],
                    ], fields: []))
        }
    }

    @Test("are read back as they were written, in ConfigMaps that a server takes")
    func roundTrip() throws {
        let record = MigrationRecord(
            .flux, origin: try theirs(), ours: ObjectKey(namespace: "n", name: "web"),
            objects: try objects(30, bytes: 100_000))
        let maps = try #require(record.configMaps)
        #expect(maps.count == 6 && maps.allSatisfy { $0.jsonBytes().count < 1 << 20 })
        #expect(MigrationRecord.parts(after: maps[0]) == 5)
        #expect(MigrationRecord(.flux, head: maps[0], parts: Array(maps.dropFirst())) == record)
    }

    @Test("more than there is room for is not written")
    func bounds() throws {
        let record = MigrationRecord(
            .flux, origin: try theirs(), ours: nil, objects: try objects(120, bytes: 600 << 10))
        #expect(record.configMaps == nil)
    }

    @Test("say nothing of another namespace, another kind, or other fields")
    func forged() throws {
        let maps = try #require(
            MigrationRecord(.flux, origin: try theirs(namespace: "n"), ours: nil, objects: []).configMaps)
        #expect(MigrationRecord(.flux, head: maps[0], parts: []) != nil)
        #expect(MigrationRecord(.argocd, head: maps[0], parts: []) == nil)
        var moved = maps[0]
        moved["metadata"]?["namespace"] = "m"
        #expect(MigrationRecord(.flux, head: moved, parts: []) == nil)
        var grasping = maps[0]
        let text = grasping.at("data", "record.json")?.string ?? ""
        grasping["data"]?["record.json"] = .string(text.replacing("/spec/suspend", with: "/spec/serviceAccountName"))
        #expect(MigrationRecord(.flux, head: grasping, parts: []) == nil)
    }
}

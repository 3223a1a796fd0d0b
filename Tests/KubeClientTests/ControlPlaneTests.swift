import Documents
import KubeModel
import KubeTesting
import Metrics
import Surroundings
import Synchronization
import TestKit
import Testing
import Transport

@testable import KubeClient

private let needsControlPlane: Comment =
    "needs etcd and kube-apiserver: run Scripts/kubernetes, or set KUBEBUILDER_ASSETS"

/// What only a real server can say.
@Suite(.enabled(needsControlPlane) { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(5)))
struct ControlPlaneTests {
    /// Newer servers take an empty mapping for a field that an apply decides about.
    private func configMap(_ name: String, _ data: Value = [:], labels: Value? = nil) -> Value {
        var object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data,
        ]
        if let labels { object["metadata"]?["labels"] = labels }
        return object
    }

    private func code(_ body: () async throws -> Void) async -> KubeError.Code? {
        await #expect(throws: KubeError.self) { try await body() }?.code
    }

    @Test("an object lives: create, get, replace, patch, apply, delete")
    func life() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let key = ObjectKey(namespace: try await server.makeNamespace("life"), name: "settings")
        let created = try await client.create(
            .configMaps, namespace: key.namespace, body: configMap(key.name, ["a": "1"]))
        #expect(created.at("metadata", "managedFields")?[0]?["manager"] == "martlet-tests")
        #expect(try await client.get(.configMaps, key)["data"] == ["a": "1"])
        var replacement = created
        replacement["data"] = ["a": "2"]
        let replaced = try await client.replace(.configMaps, key, body: replacement)
        #expect(await code { _ = try await client.replace(.configMaps, key, body: created) } == .conflict)
        _ = try await client.patch(
            .configMaps, key, subresource: nil, kind: .merge, body: ["data": ["a": .null, "b": "3"]])
        _ = try await client.patch(
            .configMaps, key, subresource: nil, kind: .json,
            body: [["op": "add", "path": "/data/c", "value": "4"]])
        #expect(try await client.get(.configMaps, key)["data"] == ["b": "3", "c": "4"])
        #expect(replaced.at("metadata", "uid") == created.at("metadata", "uid"))
        let again = configMap(key.name)
        #expect(
            await code { _ = try await client.create(.configMaps, namespace: key.namespace, body: again) }
                == .alreadyExists)
    }

    @Test("server-side apply: dry run, no change, conflict, force")
    func apply() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let key = ObjectKey(namespace: try await server.makeNamespace("apply"), name: "a")
        func apply(_ value: String, manager: String = "martlet", force: Bool = false, dryRun: Bool = false) async throws
            -> Value
        {
            try await client.apply(
                .configMaps, key, body: configMap(key.name, ["k": .string(value)]), fieldManager: manager, force: force,
                dryRun: dryRun)
        }
        #expect(try await apply("1", dryRun: true).at("data", "k") == "1")
        #expect(await code { _ = try await client.get(.configMaps, key) } == .notFound)
        let first = try await apply("1")
        let second = try await apply("1")
        // Old servers note the time of an apply that changes nothing, and with it a new version, once a second has passed.
        #expect(first["data"] == second["data"])
        #expect(first.at("metadata", "uid") == second.at("metadata", "uid"))
        let error = await #expect(throws: KubeError.self) { _ = try await apply("2", manager: "other") }
        #expect(error?.code == .conflict)
        #expect(error?.causes.map(\.field) == [".data.k"])
        #expect(try await apply("2", manager: "other", force: true).at("data", "k") == "2")
    }

    @Test("deletes happen only where their preconditions hold")
    func delete() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("delete")
        let key = ObjectKey(namespace: namespace, name: "a")
        let object = try await client.create(.configMaps, namespace: namespace, body: configMap("a"))
        let uid = try #require(object.at("metadata", "uid")?.string)
        func delete(uid: String?, version: String? = nil) async throws -> Value? {
            try await client.delete(.configMaps, key, uid: uid, resourceVersion: version, propagation: .background)
        }
        #expect(await code { _ = try await delete(uid: "another") } == .conflict)
        #expect(await code { _ = try await delete(uid: uid, version: "1") } == .conflict)
        _ = try await client.patch(
            .configMaps, key, subresource: nil, kind: .merge, body: ["metadata": ["finalizers": ["example.org/hold"]]])
        #expect(try await delete(uid: uid)?.at("metadata", "deletionTimestamp") != nil)
        _ = try await client.patch(
            .configMaps, key, subresource: nil, kind: .merge, body: ["metadata": ["finalizers": .null]])
        #expect(await code { _ = try await delete(uid: uid) } == .notFound)
        _ = try await client.create(.configMaps, namespace: namespace, body: configMap("a"))
        let gone = try await delete(uid: nil)
        #expect(gone == nil)
    }

    @Test("1,200 objects arrive page by page, once each, with their kind")
    func paging() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("paging")
        try await withThrowingTaskGroup { group in
            for index in 0..<1_200 {
                let body = configMap("c-\(index)", labels: ["odd": index % 2 == 1 ? "yes" : "no"])
                group.addTask { _ = try await client.create(.configMaps, namespace: namespace, body: body) }
            }
            try await group.waitForAll()
        }
        let found = Found()
        let version = try await client.list(
            .configMaps, namespace: namespace, labelSelector: nil, fieldSelector: nil, pageSize: 100,
            restart: { found.restarts += 1 }, each: { found.objects.append($0) })
        #expect(Int(version) != nil)
        #expect(Set(found.objects.compactMap(\.name)).count == 1_200 && found.objects.count == 1_200)
        #expect(found.restarts == 0)
        #expect(found.objects.allSatisfy { $0.kind == "ConfigMap" && $0.apiVersion == "v1" })
        let odd = try await client.list(.configMaps, namespace: namespace, labelSelector: "odd=yes,odd!=no")
        #expect(odd.count == 600)
    }

    @Test("kinds appear in discovery when their CustomResourceDefinition is applied")
    func discovery() async throws {
        let client = try await TestControlPlane.shared().client()
        let discovery = client.discovery
        #expect(try await discovery.serverVersion().major == 1)
        #expect(await discovery.hasPriorityAndFairness())
        let deployments = try await discovery.resource(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        #expect(deployments.plural == "deployments" && deployments.namespaced && deployments.verbs.contains("patch"))
        let nodes = try await discovery.preferred(GroupKind(group: "", kind: "Node"))
        #expect(!nodes.namespaced)
        let gvk = GroupVersionKind(apiVersion: "tests.example.org/v1", kind: "Sparrow")
        #expect(await code { _ = try await discovery.resource(for: gvk) } == .unknownKind)
        _ = try await client.apply(
            .customResourceDefinitions, ObjectKey(namespace: "", name: "sparrows.tests.example.org"),
            body: Self.sparrows, fieldManager: "martlet", force: true, dryRun: false)
        discovery.invalidate(group: "tests.example.org")
        try await eventually("the kind is known") { try await discovery.resource(for: gvk).gvk == gvk }
        let type = try await discovery.resource(for: gvk)
        #expect(
            try type.path(namespace: "n", name: "s", subresource: "status").hasSuffix("/namespaces/n/sparrows/s/status")
        )
    }

    private static let sparrows: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "sparrows.tests.example.org"],
        "spec": [
            "group": "tests.example.org", "scope": "Namespaced",
            "names": ["plural": "sparrows", "singular": "sparrow", "kind": "Sparrow", "listKind": "SparrowList"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                    ],
                ]
            ],
        ],
    ]

    @Test("impersonated accounts may do what RBAC lets them, and no more")
    func impersonation() async throws {
        let server = try await TestControlPlane.shared()
        let admin = try server.client()
        let namespace = try await server.makeNamespace("identity")
        let account = try admin.impersonating(serviceAccount: "deployer", namespace: namespace)
        let body = configMap("mine")
        #expect(
            await code { _ = try await account.create(.configMaps, namespace: namespace, body: body) } == .forbidden)
        try await grant(admin, namespace: namespace, group: "system:serviceaccounts:\(namespace)")
        try await eventually("the server knows of the role") {
            try await account.create(.configMaps, namespace: namespace, body: body).name == "mine"
        }
        #expect(
            await code { _ = try await account.create(.configMaps, namespace: "default", body: body) } == .forbidden)
        // The impersonated account has no right to impersonate, nor do its clients fall back to the administrator.
        #expect(await code { _ = try await account.list(.secrets, namespace: nil, labelSelector: nil) } == .forbidden)
    }

    private func grant(_ admin: KubeClient, namespace: String, group: String) async throws {
        let rbac = "rbac.authorization.k8s.io"
        let roles = try await admin.discovery.preferred(GroupKind(group: rbac, kind: "Role"))
        let bindings = try await admin.discovery.preferred(GroupKind(group: rbac, kind: "RoleBinding"))
        _ = try await admin.create(
            roles, namespace: namespace,
            body: [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "maker"],
                "rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["create"]]],
            ])
        _ = try await admin.create(
            bindings, namespace: namespace,
            body: [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "maker"],
                "roleRef": ["apiGroup": .string(rbac), "kind": "Role", "name": "maker"],
                "subjects": [["kind": "Group", "apiGroup": .string(rbac), "name": .string(group)]],
            ])
    }

    @Test("a refused secret is not quoted, a wrong token is unauthorized, a body is never in an error")
    func errors() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "type": "kubernetes.io/tls",
            "stringData": ["hunter2 not a key": "hunter2"],
        ]
        let error = await #expect(throws: KubeError.self) {
            _ = try await client.create(.secrets, namespace: "default", body: secret)
        }
        #expect(error?.code == .invalid)
        #expect(error.map { "\($0) \($0.causes)" }?.contains("Invalid value") == false)
        var configuration = try server.configuration()
        configuration.credentials = .token(Redacted("wrong"))
        let stranger = server.client(configuration)
        #expect(
            await code { _ = try await stranger.list(.namespaces, namespace: nil, labelSelector: nil) } == .unauthorized
        )
        let ready = try await client.request(method: "GET", path: "/readyz", query: [], body: nil, contentType: nil)
        #expect(ready == Array("ok".utf8))
    }

    @Test("a renewed token file is taken up at the first refusal")
    func tokenRotation() async throws {
        let server = try await TestControlPlane.shared()
        var configuration = try server.configuration()
        guard case .token(let token) = configuration.credentials else {
            Issue.record("the control plane's kubeconfig has no token")
            return
        }
        let folder = try TemporaryFolder()
        configuration.credentials = .tokenFile(try folder.write("token", "outdated"))
        let client = server.client(configuration)
        let key = ObjectKey(namespace: "", name: "default")
        #expect(await code { _ = try await client.get(.namespaces, key) } == .unauthorized)
        try folder.write("token", token.exposed)
        #expect(try await client.get(.namespaces, key).name == "default")
    }

    @Test("requests are counted by verb and status")
    func metrics() async throws {
        let server = try await TestControlPlane.shared()
        let metrics = Metrics()
        let client = server.client(try server.configuration(), metrics: metrics)
        _ = try await client.get(.namespaces, ObjectKey(namespace: "", name: "default"))
        _ = try? await client.get(.namespaces, ObjectKey(namespace: "", name: "nowhere"))
        let text = metrics.render()
        #expect(text.contains(#"martlet_kube_requests_total{verb="get",code="200"} 1"#))
        #expect(text.contains(#"martlet_kube_requests_total{verb="get",code="404"} 1"#))
    }

    @Test("events and leases are what the server takes")
    func records() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let key = ObjectKey(namespace: try await server.makeNamespace("records"), name: "leader")
        let now = KubeTime(.system)
        let lease = LeaseRecord(
            holderIdentity: "me", leaseDurationSeconds: 15, acquireTime: now, renewTime: now, leaseTransitions: 0)
        let stored = try await client.create(
            .leases, namespace: key.namespace, body: lease.object(key: key, resourceVersion: nil))
        #expect(LeaseRecord(spec: stored["spec"]) == lease)
        let event = EventRecord(
            kind: .normal, reason: "Synced", action: "Apply", note: String(repeating: "x", count: 2_000),
            regarding: try #require(ObjectReference(to: stored)), related: nil, eventTime: now, series: nil,
            reportingController: "gitops.martlet.dev/martlet", reportingInstance: "tests")
        let written = try await client.create(.events, namespace: event.namespace, body: event.object(name: "leader.1"))
        #expect(written["reason"] == "Synced")
    }
}

/// Objects of a list while it is read.
final class Found {
    var objects: [Value] = []
    var restarts = 0
}

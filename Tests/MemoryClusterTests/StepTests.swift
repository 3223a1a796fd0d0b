import Documents
import KubeClient
import KubeModel
import MemoryCluster
import Testing

/// What happens in a cluster only when a test says so.
@Suite struct StepTests {
    private let time = TestTime()
    private let cluster: MemoryCluster
    private let client: KubeClient

    init() {
        cluster = MemoryCluster(seed: 1, minor: 20, now: { [time] in time.now })
        client = cluster.client()
    }

    private func create(_ name: String, owner: Value? = nil, finalizers: Value? = nil) async throws -> Value {
        var body = configMap(name, finalizers: finalizers)
        if let owner {
            body["metadata"]?["ownerReferences"] = [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "name": owner.at("metadata", "name") ?? "",
                    "uid": .string(owner.uid ?? ""),
                ]
            ]
        }
        return try await client.create(.configMaps, namespace: "default", body: body)
    }

    private func delete(_ name: String, _ propagation: Propagation) async throws {
        _ = try await client.delete(
            .configMaps, ObjectKey(namespace: "default", name: name), uid: nil, resourceVersion: nil,
            propagation: propagation)
    }

    private var names: [String] { cluster.objects(group: "", resource: "configmaps").compactMap(\.name) }

    @Test("what has lost its owner goes, and what that owned")
    func background() async throws {
        let owner = try await create("owner")
        let child = try await create("child", owner: owner)
        _ = try await create("grandchild", owner: child)
        _ = try await create("other")
        try await delete("owner", .background)
        #expect(names == ["child", "grandchild", "other"])
        cluster.collectGarbage()
        #expect(names == ["other"])
    }

    @Test("what an owner waits for goes first; a finalizer of it holds the owner too")
    func foreground() async throws {
        let owner = try await create("owner")
        _ = try await create("child", owner: owner, finalizers: ["example.org/hold"])
        try await delete("owner", .foreground)
        cluster.collectGarbage()
        #expect(names == ["child", "owner"])
        _ = try await client.patch(
            .configMaps, ObjectKey(namespace: "default", name: "child"), subresource: nil, kind: .merge,
            body: ["metadata": ["finalizers": .null]])
        cluster.collectGarbage()
        #expect(names.isEmpty)
    }

    @Test("orphans stay, without their owner")
    func orphans() async throws {
        let owner = try await create("owner")
        _ = try await create("child", owner: owner)
        try await delete("owner", .orphan)
        cluster.collectGarbage()
        #expect(names == ["child"])
        #expect(cluster.objects(group: "", resource: "configmaps").first?.at("metadata", "ownerReferences") == nil)
    }

    @Test("a namespace ends when it is empty, which takes as long as its finalizers")
    func namespaces() async throws {
        _ = try await client.create(
            .namespaces, namespace: nil, body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"]])
        _ = try await client.create(
            .configMaps, namespace: "n", body: configMap("held", finalizers: ["example.org/hold"]))
        _ = try await client.create(.configMaps, namespace: "n", body: configMap("free"))
        let place = ObjectKey(namespace: "", name: "n")
        _ = try await client.delete(.namespaces, place, uid: nil, resourceVersion: nil, propagation: .background)
        cluster.collectGarbage()
        #expect(names == ["held"])
        #expect(try await client.get(.namespaces, place).at("status", "phase") == "Terminating")
        _ = try await client.patch(
            .configMaps, ObjectKey(namespace: "n", name: "held"), subresource: nil, kind: .merge,
            body: ["metadata": ["finalizers": .null]])
        cluster.collectGarbage()
        await #expect(throws: KubeError.self) { _ = try await client.get(.namespaces, place) }
    }

    @Test("a Deployment is as its spec says once all have settled, and not before")
    func settling() async throws {
        let type = try await client.discovery.resource(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        _ = try await client.create(
            type, namespace: "default",
            body: [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["a": "b"]],
                    "template": [
                        "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ])
        func deployment() -> Value { cluster.objects(group: "apps", resource: "deployments").first ?? .null }
        #expect(deployment().at("status", "observedGeneration") == nil)
        cluster.settle()
        #expect(deployment().at("status", "observedGeneration") == 1)
        #expect(deployment().at("status", "availableReplicas") == 2)
        let version = deployment().version
        cluster.settle()
        #expect(deployment().version == version)
    }

    @Test("definitions that are held are served once all have settled")
    func definitions() async throws {
        cluster.holdDefinitions()
        let gvk = GroupVersionKind(apiVersion: "example.org/v1", kind: "Bird")
        _ = try await client.create(
            .customResourceDefinitions, namespace: nil,
            body: [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": "birds.example.org"],
                "spec": [
                    "group": "example.org", "scope": "Namespaced", "names": ["plural": "birds", "kind": "Bird"],
                    "versions": [["name": "v1", "served": true, "storage": true]],
                ],
            ])
        await #expect(throws: KubeError.self) { _ = try await client.discovery.resource(for: gvk) }
        cluster.settle()
        client.discovery.invalidate(group: "example.org")
        #expect(try await client.discovery.resource(for: gvk).plural == "birds")
    }

    @Test("the same seed, times and requests make the same cluster; another seed makes other uids")
    func determinism() async throws {
        func run(seed: UInt64) async throws -> [Value] {
            let cluster = MemoryCluster(seed: seed, minor: 20) { KubeTime(seconds: 1_700_000_000) }
            let client = cluster.client()
            for number in 0..<3 {
                _ = try await client.create(
                    .configMaps, namespace: "default",
                    body: [
                        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "c-"],
                        "data": ["n": .string("\(number)")],
                    ])
            }
            return cluster.objects(group: "", resource: "configmaps")
        }
        let first = try await run(seed: 7)
        #expect(first == (try await run(seed: 7)))
        #expect(Set(first.map(\.uid)).count == 3)
        #expect(first.map(\.uid) != (try await run(seed: 8)).map(\.uid))
    }

    @Test("who may do what is asked of an authorizer, with who asks")
    func authorization() async throws {
        cluster.authorize { request in
            request.user == "admin" || request.verb == "get" && request.namespace == "default"
        }
        _ = try await create("a")
        let reader = try client.impersonating("reader", groups: ["readers"])
        #expect(try await reader.get(.configMaps, ObjectKey(namespace: "default", name: "a")).name == "a")
        let error = await #expect(throws: KubeError.self) {
            _ = try await reader.list(.configMaps, namespace: "default", labelSelector: nil)
        }
        #expect(
            error?.message
                == "configmaps is forbidden: User \"reader\" cannot list resource \"configmaps\" in API group \"\" in the "
                + "namespace \"default\"")
        #expect(cluster.takeRequests().filter { $0.user == "reader" }.map(\.groups) == [["readers"], ["readers"]])
    }
}

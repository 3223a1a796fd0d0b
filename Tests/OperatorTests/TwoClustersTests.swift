import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Testing

/// Resources live in one cluster and are applied to another.
@Suite(.timeLimit(.minutes(1))) struct TwoClustersTests {
    @Test(
        "what is applied is in the other cluster, and nothing else of ours; what we keep is at home, and nothing else")
    func life() async throws {
        try await Bench.play(hasDestination: true) { bench in
            try await TwoClusters(bench: bench, far: try #require(bench.destination)).live()
        }
    }
}

/// Applications in the namespace `team` at home, which are applied to `work` far away.
private struct TwoClusters: Sendable {
    let bench: Bench
    let far: MemoryCluster

    private static let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n"
    private static let chart = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: chart}
        data:
          k: '{{ (lookup "v1" "ConfigMap" "work" "there").data.k }}'
          made: '{{ now | unixEpoch }}'
        """

    private func object(_ name: String) -> Value? {
        far.objects(group: "", resource: "configmaps").first { $0.name == name && $0.namespace == "work" }
    }

    private var hasTeam: Bool { far.objects(group: "", resource: "namespaces").contains { $0.name == "team" } }

    private func create(_ object: Value, in namespace: String?, by client: KubeClient) async throws {
        let type = try await client.discovery.resource(for: try #require(object.groupVersionKind))
        _ = try await client.create(type, namespace: namespace, body: object)
    }

    private func namespace(_ name: String) -> Value {
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
    }

    private func map(_ name: String, _ value: String) -> Value {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["k": .string(value)]]
    }

    private func inTeam(_ resource: Value) -> Value {
        var resource = resource
        resource["metadata"]?["namespace"] = "team"
        return resource
    }

    private func prepare() async throws {
        bench.repository.write("web/namespace.yaml", Self.namespace)
        bench.repository.write("web/one.yaml", Bench.configMap("one", "${word}"))
        bench.repository.write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n")
        bench.repository.write("chart/templates/map.yaml", Self.chart)
        bench.repository.commit()
        let farClient = far.client(surroundings: bench.surroundings)
        try await create(namespace("work"), in: nil, by: farClient)
        try await create(map("there", "far"), in: "work", by: farClient)
        try await create(namespace("team"), in: nil, by: bench.client)
        try await create(namespace("work"), in: nil, by: bench.client)
        try await create(map("there", "home"), in: "work", by: bench.client)
        try await create(
            [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "words"], "data": ["word": "c2VjcmV0"],
            ], in: "team", by: bench.client)
        var repository = inTeam(bench.repositoryResource)
        repository["spec"]?["secretRef"] = nil
        try await create(repository, in: "team", by: bench.client)
        let source: Value = [
            "repositoryRef": ["name": "r"], "path": "web",
            "substitute": ["from": [["kind": "Secret", "name": "words"]]],
        ]
        let destination: Value = ["namespace": "work"]
        try await create(
            inTeam(Bench.application("web", spec: ["source": source, "destination": destination])), in: "team",
            by: bench.client)
        try await create(
            inTeam(Bench.application("chart", path: "chart", spec: ["destination": destination])), in: "team",
            by: bench.client)
        _ = (bench.cluster.takeRequests(), far.takeRequests())
    }

    private var kept: Int {
        bench.cluster.objects(group: "", resource: "secrets").count { $0.name?.hasPrefix("martlet-kept-") == true }
    }

    func live() async throws {
        try await prepare()
        try await bench.whileOperating { try await observe() }
        #expect(object("there") != nil && bench.cluster.objects(group: "", resource: "configmaps").count == 1)
        expectNothingMisplaced()
    }

    private func observe() async throws {
        try await bench.eventually("all is applied") {
            object("one")?.at("data", "k") == "secret" && object("chart")?.at("data", "k") == "far" && hasTeam
                && bench.applications.values.allSatisfy { $0.at("status", "sync", "status") == "Synced" }
        }
        #expect(bench.applications.values.allSatisfy { $0.at("metadata", "finalizers") != nil })
        #expect(kept == 1)
        _ = try await far.client(surroundings: bench.surroundings).patch(
            .configMaps, ObjectKey(namespace: "work", name: "one"), subresource: nil, kind: .merge,
            body: ["data": ["k": "by hand"]])
        try await bench.eventually("drift is repaired") { object("one")?.at("data", "k") == "secret" }
        bench.repository.remove("web/namespace.yaml")
        bench.repository.commit()
        try await poke()
        try await bench.eventually("a namespace there is an object like others, whatever is called so at home") {
            !hasTeam
        }
        for name in ["web", "chart"] { try await delete(name) }
        try await bench.eventually("everything is gone") {
            object("one") == nil && object("chart") == nil && bench.applications.isEmpty && kept == 0
        }
    }

    private func poke() async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsRepository"))
        _ = try await bench.client.patch(
            type, ObjectKey(namespace: "team", name: "r"), subresource: nil, kind: .merge,
            body: ["metadata": ["annotations": ["gitops.martlet.dev/requestedAt": "now"]]])
    }

    private func delete(_ name: String) async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsApplication"))
        _ = try await bench.client.delete(
            type, ObjectKey(namespace: "team", name: name), uid: nil, resourceVersion: nil, propagation: .background)
    }

    private func expectNothingMisplaced() {
        let (near, away) = (bench.cluster.takeRequests(), far.takeRequests())
        let ours: Set = [
            "gitopsapplications", "gitopsdeployments", "gitopsenvironments", "gitopspolicies", "gitopsrepositories",
            "gitopswindows",
            "events",
            "secrets",
        ]
        #expect(near.filter { !$0.resource.isEmpty && !ours.contains($0.resource) } == [])
        #expect(near.filter { $0.user.contains("martlet-applier") } == [], "nobody is applied as anybody at home")
        #expect(away.filter { ours.contains($0.resource) } == [])
        #expect(Set(away.filter(\.isWrite).map(\.resource)) == ["configmaps", "namespaces"])
        #expect(near.contains { $0.resource == "events" } && near.contains { $0.subresource == "status" })
    }
}

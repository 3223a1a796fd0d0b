import Documents
import KubeClient
import KubeModel
import MemoryCluster
import OperatorTesting
import Testing

/// Resources live in one cluster and are applied to another.
@Suite(.timeLimit(.minutes(1))) struct TwoClustersTests {
    private let far = MemoryCluster(seed: 2, minor: 30) { .now() }

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

    /// A bench whose applications, in `team`, are applied to `work` in the other cluster.
    private func bench(_ repository: GitRepository) async throws -> Bench {
        try repository.write("web/namespace.yaml", Self.namespace)
        try repository.write("web/one.yaml", Bench.configMap("one", "${word}"))
        try repository.write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n")
        try repository.write("chart/templates/map.yaml", Self.chart)
        try repository.commit()
        let bench = try await Bench(destination: far)
        let farClient = far.client()
        try await create(namespace("work"), in: nil, by: farClient)
        try await create(map("there", "far"), in: "work", by: farClient)
        try await create(namespace("team"), in: nil, by: bench.client)
        try await create(namespace("work"), in: nil, by: bench.client)
        try await create(map("there", "home"), in: "work", by: bench.client)
        try await create(
            [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "words"], "data": ["word": "c2VjcmV0"],
            ], in: "team", by: bench.client)
        try await create(inTeam(Bench.repository(url: repository.url)), in: "team", by: bench.client)
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
        return bench
    }

    private func kept(_ bench: Bench) -> Int {
        bench.cluster.objects(group: "", resource: "secrets").count { $0.name?.hasPrefix("martlet-kept-") == true }
    }

    @Test(
        "what is applied is in the other cluster, and nothing else of ours; what we keep is at home, and nothing else")
    func life() async throws {
        let repository = try GitRepository()
        let bench = try await bench(repository)
        try await bench.run {
            try await eventually("all is applied", evidence: { bench.evidence }) {
                object("one")?.at("data", "k") == "secret" && object("chart")?.at("data", "k") == "far" && hasTeam
                    && bench.applications.allSatisfy { $0.at("status", "sync", "status") == "Synced" }
            }
            #expect(bench.applications.allSatisfy { $0.at("metadata", "finalizers") != nil })
            #expect(kept(bench) == 1)
            let one = ObjectKey(namespace: "work", name: "one")
            _ = try await far.client().patch(
                .configMaps, one, subresource: nil, kind: .merge, body: ["data": ["k": "by hand"]])
            try await eventually("drift is repaired") { object("one")?.at("data", "k") == "secret" }
            try repository.remove("web/namespace.yaml")
            try repository.commit("no namespace")
            try await poke(bench)
            try await eventually("a namespace there is an object like others, whatever is called so at home") {
                far.collectGarbage()
                return !hasTeam
            }
            for name in ["web", "chart"] { try await delete(name, bench) }
            try await eventually("everything is gone", evidence: { bench.evidence }) {
                object("one") == nil && object("chart") == nil && bench.applications.isEmpty && kept(bench) == 0
            }
        }
        #expect(object("there") != nil && bench.cluster.objects(group: "", resource: "configmaps").count == 1)
        expectNothingMisplaced(bench)
    }

    private func poke(_ bench: Bench) async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsRepository"))
        _ = try await bench.client.patch(
            type, ObjectKey(namespace: "team", name: "r"), subresource: nil, kind: .merge,
            body: ["metadata": ["annotations": ["gitops.martlet.dev/requestedAt": "now"]]])
    }

    private func delete(_ name: String, _ bench: Bench) async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsApplication"))
        _ = try await bench.client.delete(
            type, ObjectKey(namespace: "team", name: name), uid: nil, resourceVersion: nil, propagation: .background)
    }

    private func expectNothingMisplaced(_ bench: Bench) {
        let (near, away) = (bench.cluster.takeRequests(), far.takeRequests())
        let ours: Set = ["gitopsapplications", "gitopsrepositories", "events", "secrets"]
        #expect(near.filter { !$0.resource.isEmpty && !ours.contains($0.resource) } == [])
        #expect(near.filter { $0.user.contains("martlet-applier") } == [], "nobody is applied as anybody at home")
        #expect(away.filter { ours.contains($0.resource) } == [])
        #expect(Set(away.filter(\.isWrite).map(\.resource)) == ["configmaps", "namespaces"])
        #expect(near.contains { $0.resource == "events" } && near.contains { $0.subresource == "status" })
    }
}

import Documents
import MemoryCluster
import MemorySources
import Testing

/// What the destination's namespace carries.
@Suite(.timeLimit(.minutes(1))) struct NamespaceMetadataTests {
    private static func application(_ name: String, _ labels: Value?) -> Value {
        var destination: Value = ["namespace": "target", "createNamespace": true]
        if let labels { destination["namespaceMetadata"] = ["labels": labels] }
        return Bench.application(name, path: name, spec: ["destination": destination])
    }

    private func play(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.play { bench in
            bench.repository.commit("a/one.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("b/two.yaml", Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) { try await body(bench) }
        }
    }

    private func namespace(_ bench: Bench) -> Value? {
        bench.cluster.objects(group: "", resource: "namespaces").first { $0.name == "target" }
    }

    private func ready(_ bench: Bench, _ name: String) -> String? {
        let conditions = bench.applications[name]?.at("status", "conditions")?.array ?? []
        return conditions.first { $0["type"] == "Ready" }?["reason"]?.string
    }

    @Test("is there with the namespace, which is made before what goes into it, and goes with the words for it")
    func labels() async throws {
        try await play { bench in
            try await bench.apply(Self.application("a", ["team": "shop", "stage": "dev"]))
            try await bench.eventually("it is ready") { ready(bench, "a") == "Healthy" }
            #expect(namespace(bench)?.label("team") == "shop" && namespace(bench)?.label("stage") == "dev")
            try await bench.apply(Self.application("a", ["team": "shop"]))
            try await bench.eventually("one label goes") { namespace(bench)?.label("stage") == nil }
            #expect(namespace(bench)?.label("team") == "shop")
            try await bench.apply(Self.application("a", nil))
            try await bench.eventually("all go") { namespace(bench)?.label("team") == nil }
            try await bench.eventually("it is forgotten") {
                bench.applications["a"]?.at("status", "inventory")?.json().contains("Namespace") == false
            }
            #expect(namespace(bench)?.label("gitops.martlet.dev/managed-by") == nil)
            #expect(namespace(bench)?.annotation("gitops.martlet.dev/application") == nil)
        }
    }

    @Test("stays with the namespace when its application goes")
    func end() async throws {
        try await play { bench in
            try await bench.apply(Self.application("a", ["team": "shop"]))
            try await bench.eventually("it is ready") { ready(bench, "a") == "Healthy" }
            try await bench.delete("GitOpsApplication", "a")
            try await bench.eventually("the application is gone") { bench.applications["a"] == nil }
            #expect(namespace(bench)?.label("team") == "shop")
        }
    }

    @Test("is looked after by one of several applications that say the same, and disputed where they do not")
    func shared() async throws {
        try await play { bench in
            try await bench.apply(Self.application("a", ["team": "shop"]))
            try await bench.eventually("the first is ready") { ready(bench, "a") == "Healthy" }
            try await bench.apply(Self.application("b", ["team": "shop"]))
            try await bench.eventually("the second is ready") { ready(bench, "b") == "Healthy" }
            try await bench.apply(Self.application("b", ["team": "other"]))
            try await bench.eventually("the second says what stands against it") { ready(bench, "b") == "Conflict" }
            #expect(namespace(bench)?.label("team") == "shop")
        }
    }
}

import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Testing

/// What is told of objects that are not well at once.
@Suite(.timeLimit(.minutes(1))) struct PostponementTests {
    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "kustomizations.kustomize.toolkit.fluxcd.io"],
        "spec": [
            "group": "kustomize.toolkit.fluxcd.io", "scope": "Namespaced",
            "names": [
                "plural": "kustomizations", "singular": "kustomization", "kind": "Kustomization",
                "listKind": "KustomizationList",
            ],
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

    private static let manifest = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: slow}
        spec: {path: a}

        """

    /// With one object that somebody has to bring to life.
    private func play(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.play { bench in
            _ = try await bench.client.create(.customResourceDefinitions, namespace: nil, body: Self.definition)
            bench.repository.commit("slow.yaml", Self.manifest)
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.eventually("the repository is fetched") { isFetched(bench) }
                _ = bench.cluster.takeRequests()
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is applied") { object(bench) != nil }
                try await body(bench)
            }
        }
    }

    private func isFetched(_ bench: Bench) -> Bool {
        let repository = bench.cluster.objects(group: "gitops.martlet.dev", resource: "gitopsrepositories").first
        return repository?.at("status", "conditions")?.array?.contains { $0["status"] == "True" } ?? false
    }

    private func object(_ bench: Bench) -> Value? {
        bench.cluster.objects(group: "kustomize.toolkit.fluxcd.io", resource: "kustomizations").first
    }

    private func bringToLife(_ bench: Bench) async throws {
        let type = try await bench.client.discovery.resource(
            for: GroupVersionKind(apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization"))
        let status: Value = [
            "observedGeneration": .integer(1),
            "conditions": [["type": "Ready", "status": "True", "reason": "Done", "message": "done"]],
        ]
        _ = try await bench.client.patch(
            type, ObjectKey(namespace: "default", name: "slow"), subresource: "status", kind: .merge,
            body: ["status": status])
    }

    private func ready(_ bench: Bench) -> String? {
        let conditions = bench.applications["a"]?.at("status", "conditions")?.array ?? []
        return conditions.first { $0["type"] == "Ready" }?["reason"]?.string
    }

    private func isPatch(_ request: MemoryRequest) -> Bool {
        request.resource == "gitopsapplications" && request.subresource == "status" && request.isWrite
    }

    @Test("where they are a moment later, that is told at once with what was done")
    func moment() async throws {
        try await play { bench in
            try await bringToLife(bench)
            try await bench.eventually("the application is ready") { ready(bench) == "Healthy" }
            let operation = bench.applications["a"]?.at("status", "operation")
            #expect(operation?["phase"] == "Succeeded" && operation?["created"] == .integer(1))
            #expect(operation?["message"] == "1 created")
            #expect(bench.cluster.takeRequests().count(where: isPatch) == 1)
        }
    }

    @Test("where they take their time it is told that they do")
    func longer() async throws {
        try await play { bench in
            try await bench.eventually("it is told", within: .seconds(3)) { ready(bench) == "Progressing" }
            #expect(bench.applications["a"]?.at("status", "operation", "phase") == "Succeeded")
            try await bringToLife(bench)
            try await bench.eventually("the application is ready") { ready(bench) == "Healthy" }
            #expect(bench.cluster.takeRequests().count(where: isPatch) == 2)
        }
    }

    private func notes(_ bench: Bench, _ reason: String) -> [String] {
        bench.cluster.objects(group: "events.k8s.io", resource: "events")
            .filter { $0["reason"]?.string == reason && $0.at("regarding", "kind") == "GitOpsApplication" }
            .compactMap { $0["note"]?.string }
    }

    @Test("what another commit comes upon is told before more is done")
    func another() async throws {
        try await play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.poke()
            try await bench.eventually("the other commit is applied") { bench.data("one") == "1" }
            try await bringToLife(bench)
            try await bench.eventually("both are told") { notes(bench, "Synced").count == 2 }
            #expect(notes(bench, "Synced").allSatisfy { $0.contains("1 created") })
        }
    }

    @Test("what cannot be told at first is told as it was, once it can be")
    func refused() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.eventually("the repository is fetched") { isFetched(bench) }
                bench.cluster.add(
                    MemoryFault(
                        .refuse(status: 500, reason: "InternalError", message: "no", retryAfter: nil), to: isPatch,
                        times: 2))
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("the application is ready") { ready(bench) == "Healthy" }
                #expect(bench.applications["a"]?.at("status", "operation", "created") == .integer(1))
                try await bench.eventually("it is told") { notes(bench, "Synced").count == 1 }
                #expect(notes(bench, "Synced")[0].contains("1 created"))
            }
        }
    }

    @Test("that a request was done is told at once")
    func requests() async throws {
        try await play { bench in
            try await bench.eventually("it is told", within: .seconds(3)) { ready(bench) == "Progressing" }
            try await bench.annotate("GitOpsApplication", "a", "sync", "now")
            try await bench.eventually("the request is done", within: .milliseconds(900)) {
                bench.applications["a"]?.at("status", "lastHandledSync") == "now"
            }
        }
    }
}

import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// Applications that have everything tried out before anything is written.
@Suite(.timeLimit(.minutes(1))) struct RehearsalTests {
    /// Without containers, as no server takes it.
    private static let bad = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: bad}
        spec: {template: {spec: {containers: []}}}

        """

    private func play(_ dryRun: Bool, _ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("two.yaml", Bench.configMap("two", "1"))
            bench.repository.commit("web.yaml", Self.bad)
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": .bool(dryRun)]]))
                try await body(bench)
            }
        }
    }

    private func operation(_ bench: Bench) -> Value { bench.applications["a"]?.at("status", "operation") ?? [:] }

    private func isApply(_ request: MemoryRequest) -> Bool { request.resource == "configmaps" && request.isApply }

    @Test("one object that the server refuses keeps all the others from being applied, and is named")
    func refused() async throws {
        try await play(true) { bench in
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            let message = operation(bench)["message"]?.string ?? ""
            #expect(message.contains("nothing is applied, because 1 of 3 objects would be refused"), "\(message)")
            #expect(message.contains("Deployment.apps default/bad"), "\(message)")
            #expect(bench.configMaps["one"] == nil && bench.configMaps["two"] == nil)
            try await bench.surroundings.sleep(for: .seconds(600))
            #expect(bench.configMaps["one"] == nil, "nor by further attempts")
            bench.repository.commit("web.yaml", Bench.configMap("three", "1"))
            try await bench.poke()
            try await bench.eventually("all is applied") { operation(bench)["phase"] == "Succeeded" }
            #expect(bench.data("one") == "1" && bench.data("two") == "1" && bench.data("three") == "1")
        }
    }

    @Test("what was applied before is kept in repair meanwhile")
    func repairs() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await bench.eventually("it is applied") { bench.data("one") == "1" }
                bench.repository.commit("web.yaml", Self.bad)
                try await bench.poke()
                try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("it is repaired") { bench.data("one") == "1" }
            }
        }
    }

    @Test("costs one request more for each object that is about to change, and none otherwise")
    func cost() async throws {
        try await Bench.play { bench in
            for name in ["one", "two", "three"] {
                bench.repository.commit("\(name).yaml", Bench.configMap(name, "1"))
            }
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await bench.eventually("it is applied") { operation(bench)["phase"] == "Succeeded" }
                #expect(bench.cluster.takeRequests().count(where: isApply) == 6)
                bench.repository.commit("one.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.cluster.takeRequests().count(where: isApply) == 2)
            }
        }
    }

    @Test("without it the others are applied")
    func usual() async throws {
        try await play(false) { bench in
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            #expect(bench.data("one") == "1" && bench.data("two") == "1")
        }
    }
}

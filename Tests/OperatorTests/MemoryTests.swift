import Controllers
import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// The whole operator on a cluster and a repository in memory.
@Suite(.timeLimit(.minutes(1))) struct MemoryTests {
    @Test(
        "a commit becomes objects, drift is repaired, what left the repository is deleted, and what is desired no more goes"
    )
    func life() async throws {
        try await Bench.play { bench in
            bench.repository.write("one.yaml", Bench.configMap("one", "1"))
            bench.repository.write("two.yaml", Bench.configMap("two", "1"))
            bench.repository.commit()
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("both objects are there") {
                    bench.data("one") == "1" && bench.data("two") == "1"
                }
                try await bench.edit("one", ["data": ["k": "2"]])
                try await bench.eventually("drift is repaired") { bench.data("one") == "1" }
                bench.repository.remove("two.yaml")
                bench.repository.commit("one.yaml", Bench.configMap("one", "3"))
                try await bench.poke()
                try await bench.eventually("the commit is applied, and what left it deleted") {
                    bench.data("one") == "3" && bench.data("two") == nil
                }
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("everything is gone") {
                    bench.data("one") == nil && bench.applications.isEmpty
                }
            }
        }
    }

    @Test("what changes between being read and being applied stays, too, where it is left to others")
    func keptMeanwhile() async throws {
        @Sendable func text(_ other: Int) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {k: \"1\", other: \"\(other)\"}\n"
        }
        try await Bench.play { bench in
            @Sendable func other() -> Value? { bench.configMaps["one"]?.at("data", "other") }
            bench.repository.commit("one.yaml", text(1))
            try await bench.declareRepository()
            let rule: Value = ["kind": "ConfigMap", "jqPathExpressions": [".data | .[\"k\"]"]]
            try await bench.apply(Bench.application("a", spec: ["ignoreDifferences": [rule]]))
            try await bench.whileOperating {
                try await bench.eventually("the object is there") { other() == "1" }
                bench.cluster.add(
                    MemoryFault(.delay(.seconds(5)), to: { $0.isWrite && $0.resource == "configmaps" }))
                bench.repository.commit("one.yaml", text(2))
                try await bench.poke()
                // By then the apply is under way.
                try await bench.surroundings.sleep(for: .seconds(3))
                #expect(other() == "1")
                try await bench.edit("one", ["data": ["k": "mine"]])
                try await bench.eventually("the commit is applied") { other() == "2" }
                #expect(bench.data("one") == "mine")
                try await bench.eventually("in one attempt") {
                    bench.operation("a", "phase") == "Succeeded" && bench.operation("a", "attempt") == 1
                }
            }
        }
    }

    @Test("what was given up is tried again with the resync, and the operation says that it came from there")
    func resync() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            let sync: Value = ["interval": "1h", "retry": ["limit": 1, "backoff": ["duration": "1s"]]]
            try await bench.apply(Bench.application("a", spec: ["sync": sync]))
            bench.cluster.add(
                MemoryFault(
                    .refuse(status: 422, reason: "Invalid", message: "not now", retryAfter: nil),
                    to: { $0.isWrite && $0.resource == "configmaps" }, times: .max))
            try await bench.whileOperating {
                try await bench.eventually("it is given up", within: .seconds(300)) {
                    bench.operation("a", "phase") == "Failed" && bench.operation("a", "retryAt") == nil
                }
                bench.cluster.removeFaults()
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(bench.data("one") == nil)
                try await bench.eventually("the resync comes", within: .seconds(3_600)) { bench.data("one") == "1" }
                try await bench.eventually("status says so") { bench.operation("a", "phase") == "Succeeded" }
                #expect(
                    bench.operation("a", "trigger") == "Resync" && bench.operation("a", "attempt")?.integer ?? 0 > 1)
            }
        }
    }
}

extension Bench {
    fileprivate func operation(_ name: String, _ field: String) -> Value? {
        applications[name]?.at("status", "operation", field)
    }
}

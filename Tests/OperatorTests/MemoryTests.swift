import Controllers
import Documents
import MemoryCluster
import MemorySources
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
}

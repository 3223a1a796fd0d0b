import Documents
import OperatorTesting
import Testing

/// The whole operator in this process, on a cluster in memory: no program is started but git's.
@Suite(.timeLimit(.minutes(1))) struct MemoryTests {
    @Test(
        "a commit becomes objects, drift is repaired, what left the repository is deleted, and what is desired no more goes"
    )
    func life() async throws {
        let repository = try GitRepository()
        try repository.write("one.yaml", Bench.configMap("one", "1"))
        try repository.write("two.yaml", Bench.configMap("two", "1"))
        try repository.commit()
        let bench = try await Bench()
        try await bench.apply(Bench.repository(url: repository.url))
        try await bench.apply(Bench.application("a"))
        try await bench.run {
            try await eventually("both objects are there", evidence: { bench.evidence }) {
                bench.data("one") == "1" && bench.data("two") == "1"
            }
            try await bench.edit("one", "2")
            try await eventually("drift is repaired") { bench.data("one") == "1" }
            try repository.remove("two.yaml")
            try repository.commit("one.yaml", Bench.configMap("one", "3"))
            try await bench.poke()
            try await eventually("the commit is applied, and what left it deleted") {
                bench.data("one") == "3" && bench.data("two") == nil
            }
            try await bench.delete("GitOpsApplication", "a")
            try await eventually("everything is gone") { bench.data("one") == nil && bench.applications.isEmpty }
        }
    }
}

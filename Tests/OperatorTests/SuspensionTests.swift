import Documents
import KubeModel
import MemorySources
import Surroundings
import Testing

@Suite("Suspended for a time", .timeLimit(.minutes(2))) struct SuspensionTests {
    @Test("an application goes on by itself once the time has come, and says until when it does not")
    func time() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let end = KubeTime(bench.surroundings).wholeSeconds + .seconds(3600)
                try await bench.annotate("GitOpsApplication", "a", "suspendReason", "a sale")
                try await bench.annotate("GitOpsApplication", "a", "suspendedUntil", end.description)
                try await bench.eventually("it says so") {
                    let gate = try await bench.status?["gates"]?[0]
                    return gate?["until"]?.string == end.description
                        && gate?["message"]?.string?.hasSuffix(": a sale") == true
                }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.surroundings.sleep(for: .seconds(3300))
                #expect(bench.data("one") == "1")
                try await bench.surroundings.sleep(for: .seconds(360))
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
                #expect(try await bench.status?["gates"] == nil)
            }
        }
    }
}

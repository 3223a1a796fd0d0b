import KubeTesting
import Testing

/// What applications come to, in memory. The operator's work takes another order with each seed, and comes to the same.
@Suite("what applications come to", .serialized, .timeLimit(.minutes(20))) struct WorldTests {
    @Test("in memory", arguments: WorldScenario.all, [20, 36])
    func memory(scenario: WorldScenario, minor: Int) async throws {
        let first = try await MemoryWorld.play(scenario, seed: 1, minor: minor)
        for seed in 2...3 as ClosedRange<UInt64> {
            let pictures = try await MemoryWorld.play(scenario, seed: seed, minor: minor, like: first)
            #expect(pictures.count == first.count)
        }
    }
}

/// Whether the operator in memory can be believed: the same scenarios, played with the real program on a real server, come to the
/// same.
@Suite(
    "what applications come to, for real", .serialized, .timeLimit(.minutes(20)),
    .enabled("needs etcd and kube-apiserver; Scripts/kubernetes gets them") { await TestControlPlane.isAvailable() })
struct RealWorldTests {
    @Test("as in memory", arguments: WorldScenario.all)
    func agreement(scenario: WorldScenario) async throws {
        let memory = try await MemoryWorld.play(scenario, seed: 1, minor: try await RealWorld.minor())
        let real = try await RealWorld.play(scenario, like: memory)
        #expect(real.count == memory.count)
    }
}

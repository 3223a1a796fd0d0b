import Documents
import KubeClient
import KubeModel
import KubeTesting
import MemoryCluster
import Testing

private let needsControlPlane: Comment =
    "needs etcd and kube-apiserver: run Scripts/kubernetes, or set KUBEBUILDER_ASSETS"

/// Whether the cluster in memory can be believed: the same scenarios, played on it and on a real server, show the same.
@Suite(
    "memory and a real server agree", .enabled(needsControlPlane) { await TestControlPlane.isAvailable() }, .serialized)
struct AgreementTests {
    static let scenarios =
        Scenario.objects + Scenario.lists + Scenario.deletions + Scenario.applies + Scenario.workloads
        + Scenario.definitions + Scenario.watches + Scenario.others + (1...8).map { Scenario.random(seed: $0) }

    @Test("on", arguments: scenarios)
    func agreement(scenario: Scenario) async throws {
        let real = try await Self.realStage()
        let memory = try await Self.memoryStage(minor: real.minor)
        try await scenario.play(real)
        try await scenario.play(memory)
        for (theirs, ours) in zip(real.transcript, memory.transcript) { #expect(ours == theirs) }
        #expect(memory.transcript.count == real.transcript.count)
        #expect(!real.transcript.isEmpty)
    }

    /// One of our own, because scenarios let it forget its history. It ends with this process.
    private static let server = Once<Result<TestControlPlane, any Error>> {
        do { return .success(try await TestControlPlane.start(controllerManager: false)) } catch {
            return .failure(error)
        }
    }

    private static func realStage() async throws -> Stage {
        let server = try await server.value().get()
        let client = try server.client()
        return Stage(
            client: client, minor: try await client.discovery.serverVersion().minor,
            namespace: try await server.makeNamespace("agree"),
            patience: .seconds(30), compact: { try await server.compact() }, endWatches: {})
    }

    static func memoryStage(minor: Int) async throws -> Stage {
        let time = TestTime()
        let cluster = MemoryCluster(seed: 1, minor: minor) { time.now }
        cluster.authorize { !$0.user.hasSuffix(":nobody") }
        let client = cluster.client()
        let namespace = try await client.create(
            .namespaces, namespace: nil,
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["generateName": "agree-"]])
        return Stage(
            client: client, minor: minor, namespace: namespace.name ?? "", patience: .zero,
            compact: { cluster.compact() },
            endWatches: {
                time.advance(by: Stage.watchTime)
                cluster.catchUp()
            })
    }
}

/// What holds of scenarios in memory alone.
@Suite struct ScenarioTests {
    @Test("a scenario shows the same whenever it is played", arguments: AgreementTests.scenarios, [20, 36])
    func repetition(scenario: Scenario, minor: Int) async throws {
        var transcripts: [[String]] = []
        for _ in 0..<2 {
            let stage = try await AgreementTests.memoryStage(minor: minor)
            try await scenario.play(stage)
            transcripts.append(stage.transcript)
        }
        #expect(transcripts[0] == transcripts[1] && !transcripts[0].isEmpty)
    }
}

import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import OperatorTesting
import Surroundings

/// The operator in this process, on a cluster and a repository in memory; a seed determines what happens when.
struct MemoryWorld: World {
    private let bench: Bench
    let client: KubeClient
    let namespace = "world"

    private init(_ bench: Bench) {
        self.bench = bench
        client = bench.cluster.client(surroundings: bench.surroundings)
    }

    /// Plays a scenario, and returns what was seen.
    ///
    /// - Parameter others: what was seen with another seed, for this one to show the same.
    static func play(
        _ scenario: WorldScenario, seed: UInt64, minor: Int, like others: [Picture] = []
    ) async throws -> [Picture] {
        try await Bench.play(seed: seed, minor: minor) { bench in
            let world = MemoryWorld(bench)
            _ = try await world.client.create(
                .namespaces, namespace: nil,
                body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(world.namespace)]])
            let stage = Stage(world, like: others)
            try await bench.whileOperating { try await stage.play(scenario) }
            return stage.pictures
        }
    }

    var url: String { bench.repository.url }

    func write(_ path: String, _ text: String) { bench.repository.write(path, text) }

    func remove(_ path: String) { bench.repository.remove(path) }

    func commit() -> String { bench.repository.commit() }

    func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
        try await bench.eventually(what, within: .seconds(120), isSo)
    }

    func rest() async throws { try await bench.surroundings.sleep(for: .seconds(20)) }
}

import KubeClient
import KubeTesting
import OperatorTesting
import TestKit

/// The operator as the program that people run, on a real API server and a repository of git's own.
struct RealWorld: World {
    private let workspace: Workspace

    /// Plays a scenario, and returns what was seen.
    ///
    /// - Parameter others: what another world has shown, which is waited for.
    static func play(_ scenario: WorldScenario, like others: [Picture]) async throws -> [Picture] {
        let controller = try await controller.value().get()
        let world = RealWorld(workspace: try await Workspace(try await .shared(), controller, "world"))
        let stage = Stage(world, like: others)
        try await stage.play(scenario)
        return stage.pictures
    }

    /// Which server it is, 20 for 1.20.
    static func minor() async throws -> Int {
        try await OperatorCluster.shared().client.discovery.serverVersion().minor
    }

    /// One for all scenarios; it ends with this process.
    private static let controller = Once<Result<ControllerProcess, any Error>> {
        do {
            let controller = try ControllerProcess(try await .shared())
            try await controller.start()
            return .success(controller)
        } catch {
            return .failure(error)
        }
    }

    var client: KubeClient { workspace.cluster.client }
    var namespace: String { workspace.namespace }
    var url: String { workspace.git.url }

    func write(_ path: String, _ text: String) throws { try workspace.git.write(path, text) }

    func remove(_ path: String) throws { try workspace.git.remove(path) }

    func commit() throws -> String { try workspace.git.commit() }

    func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
        try await eventually(
            what, within: .seconds(60), evidence: { workspace.controller.logTail() }, isSo)
    }

    func rest() {}
}

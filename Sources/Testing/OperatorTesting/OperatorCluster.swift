import Documents
import FoundationEssentials
package import KubeClient
import KubeModel
package import KubeTesting
import TestKit
import YAML

/// A control plane with controllers and with Martlet's definitions: all that the operator needs, but the operator.
package final class OperatorCluster: ObjectAccess {
    package let controlPlane: TestControlPlane
    /// The administrator's.
    package let client: KubeClient

    private init(controlPlane: TestControlPlane) throws {
        self.controlPlane = controlPlane
        client = try controlPlane.client()
    }

    /// The one that all tests of this process share. It ends with the process; do not stop anything in it.
    package static func shared() async throws -> OperatorCluster { try await sharedOutcome.value().get() }

    private static let sharedOutcome = Once<Result<OperatorCluster, any Error>> {
        do { return .success(try await start()) } catch { return .failure(error) }
    }

    /// One of your own, to be stopped by you.
    package static func start() async throws -> OperatorCluster {
        let cluster = try OperatorCluster(controlPlane: try await TestControlPlane.start(controllerManager: true))
        try await cluster.installDefinitions()
        // Where controllers run that are told no other namespace.
        try await cluster.grantApplier(in: "default")
        return cluster
    }

    package func stop() async throws { try await controlPlane.stop() }

    /// What kubectl prints.
    package func kubectl(_ arguments: String...) throws -> String { try kubectl(arguments) }

    @discardableResult package func kubectl(_ arguments: [String]) throws -> String {
        try runProgram(
            ["kubectl", "--kubeconfig", controlPlane.kubeconfigPath, "--request-timeout=30s"] + arguments,
            environment: [:])
    }

    /// The files that people install, and not something made from the types.
    private func installDefinitions() async throws {
        let folder = Project.folder.appending(path: "CRDs").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        for file in files.sorted() {
            for definition in try await apply(try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) {
                try await waitUntilEstablished(ObjectKey(namespace: "", name: definition.name ?? ""))
            }
        }
    }

    private func waitUntilEstablished(_ key: ObjectKey) async throws {
        try await eventually("the definition \(key) is established") {
            Conditions(try await self.client.get(.customResourceDefinitions, key).at("status", "conditions"))
                .isTrue("Established")
        }
    }
}

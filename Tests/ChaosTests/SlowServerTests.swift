import Documents
import KubeModel
import OperatorTesting
import Testing

extension ChaosTests {
    /// Servers that take as long as they may.
    @Suite(.enabled(if: MoodyServer.isAvailable, "git and python3 are needed")) struct SlowServerTests {
        /// More than a namespace may ask at once.
        private static let slow = (0..<8).map { "slow\($0)" }

        private func make(_ name: String, _ url: String, _ workspace: Workspace) async throws {
            try await workspace.cluster.apply(
                """
                apiVersion: gitops.martlet.dev/v1alpha1
                kind: GitOpsRepository
                metadata: {name: \(name)}
                spec: {url: "\(url)", interval: 2s, timeout: 10m}
                """, namespace: workspace.namespace)
        }

        @Test(
            "fetches are broken off where the resource changes or goes: others are served, long before the time is over",
            arguments: ["silent", "trickle"])
        func brokenOff(mood: String) async throws {
            let workspace = try await ground("slow\(mood)")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            let server = try MoodyServer(workspace.git)
            defer { server.stop() }
            for name in Self.slow { try server.set(mood, of: name) }
            try await workspace.controller.start()
            for name in Self.slow { try await make(name, server.url(name), workspace) }
            try await workspace.eventually("some are asked", within: soon) {
                try await workspace.controller.metric(
                    "martlet_queue_depth", ["queue": "repositories", "state": "leased"]) == 4
            }
            // One is told to look elsewhere, the others go.
            try await make(Self.slow[0], server.url("app"), workspace)
            for name in Self.slow.dropFirst() { try await workspace.cluster.delete(workspace.repository(name)) }
            try await workspace.applyApplication(spec: [
                "source": ["repositoryRef": ["name": .string(Self.slow[0])], "path": "app"]
            ])
            let time = try await workspace.waitUntilReady(within: soon)
            print("chaos: after servers that are \(mood) were given up, another was asked after \(time)")
            try await workspace.controller.stop()
        }
    }
}

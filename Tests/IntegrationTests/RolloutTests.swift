import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Without nodes no Pod ever runs, so that a rollout never ends by itself.
    @Suite("health") struct RolloutTests {
        @Test("a rollout under way is Progressing and not Ready, and Ready once it is over")
        func progress() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.waitUntilNotReady(reason: "Progressing")
            let status = try await workspace.status()
            #expect(status.at("sync", "status") == "Synced")
            #expect(status.at("health", "status") == "Progressing")
            #expect(status.at("health", "message")?.string?.contains("web") == true)
            #expect(status.at("summary", "unhealthy") == 1)
            #expect(status.at("operation", "phase") == "Succeeded")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.waitUntilReady(at: workspace.push())
        }

        @Test(
            "after health.timeout the operation failed, with onFailure Fail, and stands with Ignore",
            arguments: [true, false])
        func timeout(fails: Bool) async throws {
            let workspace = try await workspace(fails ? "timeoutfail" : "timeoutignore")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "health": ["timeout": "2s", "onFailure": fails ? "Fail" : "Ignore"]
            ])
            let message = try await workspace.waitUntilNotReady(reason: "HealthTimeout")
            #expect(message.contains("web"), "\(message)")
            let status = try await workspace.status()
            #expect(status.at("operation", "phase") == (fails ? "Failed" : "Succeeded"))
            #expect(status["history"]?[0]?["result"] == (fails ? "Failed" : "Succeeded"))
            #expect(try await workspace.condition("Reconciling", of: workspace.application())?.status == .false)
            try await workspace.cluster.patch(
                .of("apps/v1", "Deployment", "web", in: workspace.namespace), ["spec": ["paused": false]])
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.waitUntilReady(at: workspace.push())
        }

        @Test("health follows the objects by itself")
        func follows() async throws {
            let workspace = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy(spec: [
                "ignoreDifferences": [["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]]]
            ])
            try await workspace.cluster.patch(web, ["spec": ["replicas": 1]])
            try await workspace.waitUntilNotReady(reason: "Progressing")
            try await workspace.cluster.patch(web, ["spec": ["replicas": 0]])
            try await workspace.waitUntilReady()
        }

        @Test("objects that fall ill long after they were well have health.timeout again; their operation succeeded")
        func illness() async throws {
            let workspace = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy(spec: [
                "health": ["timeout": "2s", "onFailure": "Fail"],
                "ignoreDifferences": [["group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]]],
            ])
            try await Task.sleep(for: .seconds(3))
            try await workspace.cluster.patch(web, ["spec": ["replicas": 1]])
            try await workspace.waitUntilNotReady(reason: "Progressing", within: second)
            try await workspace.waitUntilNotReady(reason: "HealthTimeout")
            let status = try await workspace.status()
            #expect(status.at("operation", "phase") == "Succeeded")
            #expect(status["history"]?[0]?["result"] == "Succeeded")
            try await workspace.cluster.patch(web, ["spec": ["replicas": 0]])
            try await workspace.waitUntilReady()
        }
    }
}

import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("going back") struct RollbackTests {
        private static let annotation = "gitops.martlet.dev/rollback"

        private func waitUntilBack(_ workspace: Workspace) async throws {
            try await workspace.waitUntilNotReady(reason: "RolledBack")
        }

        @Test("to a commit of the history, until a newer one comes")
        func asked() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            let first = try await workspace.status().at("sync", "revision")?.string ?? ""
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try workspace.git.write("app/two.yaml", configMap("two", "2"))
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.cluster.annotate(workspace.application(), Self.annotation, String(first.suffix(40)))
            try await waitUntilBack(workspace)
            #expect(try await workspace.value("one") == "1")
            let two = Reference.of("v1", "ConfigMap", "two", in: workspace.namespace)
            #expect(try await workspace.cluster.find(two) == nil)
            let status = try await workspace.status()
            #expect(status.at("pin", "revision")?.string == first && status.at("sync", "status") == "OutOfSync")
            try workspace.git.write("app/one.yaml", configMap("one", "3"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("one") == "3")
            #expect(try await workspace.value("two") == "2")
            #expect(try await workspace.status()["pin"] == nil)
        }

        @Test("to what was healthy, when something newer fails")
        func failed() async throws {
            let workspace = try await workspace()
            let pod = Reference.of("v1", "Pod", "bad", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy(spec: ["health": ["timeout": "3s", "onFailure": "Rollback"]])
            try workspace.git.write("app/one.yaml", configMap("one", "bad"))
            try workspace.git.write(
                "app/bad.yaml",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: bad}
                spec: {restartPolicy: Never, containers: [{name: main, image: "example.org/main:1"}]}
                """)
            try await workspace.push()
            try await workspace.eventually("the Pod is there") { try await workspace.cluster.find(pod) != nil }
            try await workspace.cluster.patchStatus(pod, ["phase": "Failed"])
            try await waitUntilBack(workspace)
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.cluster.find(pod) == nil)
            #expect(try await workspace.status().at("pin", "cause") == "Failure")
        }
    }
}

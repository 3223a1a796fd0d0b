import Documents
import GitOpsAPI
import KubeClient
import KubeTesting
import Operating
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("records of deployments") struct DeploymentTests {
        private func records(_ workspace: Workspace) async throws -> [GitOpsDeployment] {
            let type = try await workspace.cluster.type(APIGroup.apiVersion, "GitOpsDeployment")
            return try await workspace.cluster.client.list(type, namespace: workspace.namespace, labelSelector: nil)
                .compactMap(GitOpsDeployment.init).sorted { $0.key.name < $1.key.name }
        }

        @Test("each change leaves one, which people can read, and they go with the application")
        func recorded() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try await workspace.push("Say two")
            try await workspace.waitUntilReady(at: commit)
            try await workspace.cluster.patch(.configMap("one", in: workspace.namespace), ["data": ["text": "by hand"]])
            try await workspace.eventually("it is repaired") { try await workspace.value("one") == "2" }
            let records = try await records(workspace)
            let commits = records.compactMap { $0.spec.commits.first }
            #expect(records.map(\.status.state.rawValue) == ["Completed", "Completed"])
            #expect(commits.last?.sha == commit && commits.last?.subject == "Say two")
            #expect(records.last?.spec.previousRevision == records.first?.spec.revision)
            #expect(records.last?.status.counts.updated == 1)
            #expect(try await workspace.status().at("deployment", "name")?.string == records.last?.key.name)
            let figures = try MartletProgram.run([
                "stats", "--dora", "-o", "json", "-n", workspace.namespace, "--kubeconfig",
                workspace.cluster.controlPlane.kubeconfigPath,
            ])
            let item = try JSON.parse(Array(figures.output.utf8), limits: .file)["items"]?.array?.first
            #expect(item?["application"] == "app" && item?["completed"] == 2 && item?["failed"] == 0, "\(figures)")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("they are gone") { try await self.records(workspace).isEmpty }
        }
    }
}

import Documents
import KubeModel
import OperatorTesting
import Testing

extension ChaosTests {
    /// What was applied last is kept in repair although the repository does not name it any more.
    @Suite struct GoneReferenceTests {
        private func workspace(_ name: String) async throws -> Workspace {
            let workspace = try await ground(name)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try workspace.git.git("tag", "v1.0.0")
            try workspace.git.git("branch", "release")
            try await workspace.controller.start()
            return workspace
        }

        private func expectHeld(_ workspace: Workspace, _ words: String) async throws {
            let message = try await workspace.waitUntilNotReady(reason: "SourceNotReady", within: soon)
            #expect(message.contains(words), "\(message)")
            try await expectRepair(workspace)
            #expect(try await workspace.status().at("sync", "status") == "Unknown")
            workspace.controller.kill()
            try await workspace.setText("one", "by hand")
            try await workspace.controller.start()
            try await workspace.eventually("drift is repaired after a restart", within: soon) {
                try await workspace.text("one") == "1"
            }
            try await expectRepair(workspace)
            #expect(try await workspace.ready()?.reason == "SourceNotReady")
        }

        private func expectRepair(_ workspace: Workspace) async throws {
            try await workspace.setText("one", "by hand")
            try await workspace.eventually("drift is repaired", within: soon) { try await workspace.text("one") == "1" }
            try await workspace.cluster.delete(.configMap("one", in: workspace.namespace))
            try await workspace.eventually("what was deleted is back", within: soon) {
                try await workspace.text("one") == "1"
            }
        }

        @Test("a branch is deleted on the server, also across a restart, and what comes instead is applied")
        func branch() async throws {
            let workspace = try await workspace("gonebranch")
            try await workspace.applyRepository(interval: "1s", spec: ["reference": ["branch": "release"]])
            try await workspace.applyApplication()
            try await workspace.waitUntilReady(within: soon)
            try workspace.git.git("branch", "-D", "release")
            try await expectHeld(workspace, "release")
            try workspace.git.commit("app/one.yaml", configMap("one", "2"))
            try workspace.git.git("branch", "release")
            try await workspace.eventually("the new branch is applied", within: recovery) {
                try await workspace.text("one") == "2"
            }
            try await workspace.waitUntilReady(within: soon)
            try await workspace.controller.stop()
        }

        @Test("the tag that an application names is deleted on the server")
        func tag() async throws {
            let workspace = try await workspace("gonetag")
            try await workspace.applyRepository(interval: "1s")
            try await workspace.applyApplication(spec: [
                "source": [
                    "repositoryRef": ["name": .string(Workspace.repositoryName)], "path": "app", "revision": "v1.0.0",
                ]
            ])
            try await workspace.waitUntilReady(within: soon)
            try workspace.git.git("tag", "-d", "v1.0.0")
            try await expectHeld(workspace, "v1.0.0")
            try await workspace.controller.stop()
        }

        @Test("a repository is told to follow a branch that there is not")
        func changed() async throws {
            let workspace = try await workspace("changedbranch")
            try await workspace.applyRepository(interval: "1s")
            try await workspace.applyApplication()
            try await workspace.waitUntilReady(within: soon)
            try await workspace.applyRepository(interval: "1s", spec: ["reference": ["branch": "nowhere"]])
            try await expectHeld(workspace, "nowhere")
            try await workspace.controller.stop()
        }
    }
}

import Documents
import KubeModel
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite("bases in other repositories, from one process to the next") struct RemoteBaseTests {
        @Test("they are refused unless they are allowed; a restart delivers nothing anew, and repairs")
        func restarts() async throws {
            let ground = try await ChaosTests.ground("remote-bases")
            let shared = try GitRepository()
            try shared.write("base/kustomization.yaml", "resources: [settings.yaml]\n")
            try shared.commit("base/settings.yaml", configMap("settings", "one"))
            try await ground.declare(shared, as: "shared")
            try ground.git.write("app/kustomization.yaml", "resources: ['\(shared.url)//base']\n")
            try ground.git.commit("Begin")
            try await ground.controller.start()
            try await ground.applyRepository()
            try await ground.applyApplication()
            let message = try await ground.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("--allow-remote-bases"), "\(message)")
            try await ground.controller.stop()

            let first = try ground.anotherController(options: ["--allow-remote-bases"])
            try await first.start()
            try await ground.waitUntilReady()
            #expect(try await ground.text("settings") == "one")
            try await idle(first, ground, shared)
            try await first.stop()

            let second = try ground.anotherController(options: ["--allow-remote-bases"])
            try await second.start()
            try await repair(ground)
            try await second.stop()
        }

        @Test(
            "a base's branch is deleted on the server, or its newest does not render: the last is repaired after a restart"
        )
        func gone() async throws {
            let ground = try await ChaosTests.ground("gone-base", options: ["--allow-remote-bases"])
            let shared = try GitRepository()
            try shared.write("base/kustomization.yaml", "resources: [settings.yaml]\n")
            try shared.commit("base/settings.yaml", configMap("settings", "one"))
            let commit = try shared.git("rev-parse", "HEAD")
            try shared.git("branch", "release")
            try await ground.declare(shared, as: "shared")
            try ground.git.write("app/kustomization.yaml", "resources: ['\(shared.url)//base?ref=release']\n")
            try ground.git.commit("Begin")
            try await ground.controller.start()
            try await ground.applyRepository()
            try await ground.applyApplication()
            try await ground.waitUntilReady()
            let bases = try await ground.status()["bases"]
            #expect(
                bases == [
                    [
                        "repository": "shared", "reference": "release",
                        "revision": .string("release@sha1:\(commit)"),
                    ]
                ])
            try shared.git("branch", "-D", "release")
            try await ground.request(ground.repository("shared"))
            try await expectHeld(ground, reason: "SourceNotReady")
            try shared.commit("base/settings.yaml", "no manifest")
            try shared.git("branch", "release")
            try await ground.request(ground.repository("shared"))
            try await expectHeld(ground, reason: "RenderFailed")
            #expect(try await ground.status()["bases"] == bases)
            try shared.commit("base/settings.yaml", configMap("settings", "two"))
            try shared.git("branch", "--force", "release")
            try await ground.request(ground.repository("shared"))
            try await ground.eventually("what comes then is applied") { try await ground.text("settings") == "two" }
            try await ground.controller.stop()
        }

        private func expectHeld(_ ground: Workspace, reason: String) async throws {
            try await ground.waitUntilNotReady(reason: reason)
            ground.controller.kill()
            try await ground.setText("settings", "by hand")
            try await ground.controller.start()
            try await ground.eventually("the new process repairs", within: ChaosTests.soon) {
                try await ground.text("settings") == "one"
            }
            #expect(try await ground.ready()?.reason == reason)
        }

        /// A commit in the base's repository that changes nothing that was read renders nothing.
        private func idle(_ controller: ControllerProcess, _ ground: Workspace, _ shared: GitRepository) async throws {
            let rendered = try await controller.metric("martlet_renders_total", ["result": "rendered"])
            let commit = try shared.commit("elsewhere.txt", "nothing that anybody reads")
            let repository = ground.repository("shared")
            try await ground.request(repository)
            try await ground.eventually("the base's commit is known") {
                try await ground.cluster.get(repository).at("status", "revision")?.string?.hasSuffix(commit) ?? false
            }
            let reused = try await controller.metric("martlet_renders_total", ["result": "reused"])
            try await ground.request(ground.application())
            try await ground.eventually("the application was looked at for the base's commit") {
                try await controller.metric("martlet_renders_total", ["result": "reused"]) > reused
            }
            #expect(try await controller.metric("martlet_renders_total", ["result": "rendered"]) == rendered)
        }

        private func repair(_ ground: Workspace) async throws {
            let history = try await ground.status()["history"]
            try await ground.setText("settings", "by hand")
            try await ground.eventually("the new process repairs", within: ChaosTests.soon) {
                try await ground.text("settings") == "one"
            }
            try await ground.waitUntilReady()
            #expect(try await ground.status()["history"] == history)
        }
    }
}

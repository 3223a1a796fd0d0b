import Documents
import KubeModel
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite(.enabled(if: MoodyServer.isAvailable, "git and python3 are needed")) struct GitServerTests {
        /// How servers misbehave, and what a condition then says.
        private static let moods = [
            "silent": "timed out|sent nothing|did not end", "failing": "500", "garbage": "does not speak git",
            "cut": "cut",
            "refusing": "connect|refused",
        ]

        @Test(
            "git servers that hang, refuse, fail, talk garbage or die in mid-pack: others are served, and they recover")
        func moods() async throws {
            let workspace = try await ground("moods")
            let git = workspace.git
            for number in 0..<50 { try git.write("other/\(number).txt", "\(number * 7919)\n") }
            try git.write("app/one.yaml", configMap("well", "1"))
            for mood in Self.moods.keys { try git.write("\(mood)/one.yaml", configMap(mood, "1")) }
            try git.commit()
            let server = try MoodyServer(git)
            defer { server.stop() }
            let closed = try freePort(git)
            for mood in Self.moods.keys where mood != "refusing" { try server.set(mood, of: mood) }
            try await workspace.controller.start()
            for mood in Self.moods.keys {
                let url = mood == "refusing" ? MoodyServer.url(mood, port: closed) : server.url(mood)
                try await make(mood, url, workspace)
            }
            try await expectComplaints(workspace)
            try await expectOthersServed(workspace, server)
            try await recover(workspace, server, closed)
            try await workspace.controller.stop()
        }

        @Test("a repository that worked and then hangs: its objects are still kept in repair, also after a restart")
        func lastGood() async throws {
            let workspace = try await ground("lastgood")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            let server = try MoodyServer(workspace.git)
            defer { server.stop() }
            try await workspace.controller.start()
            try await make("app", server.url("app"), workspace)
            try await workspace.waitUntilReady(within: soon)
            try server.set("silent", of: "app")
            _ = try await complaint("app", workspace)
            try await workspace.setText("one", "by hand")
            try await workspace.eventually("drift is repaired", within: soon) { try await workspace.text("one") == "1" }
            workspace.controller.kill()
            try await workspace.setText("one", "by hand")
            try await workspace.controller.start()
            try await workspace.eventually("drift is repaired", within: soon) { try await workspace.text("one") == "1" }
            try server.set("well", of: "app")
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try workspace.git.commit()
            try await workspace.eventually("the next commit comes", within: recovery) {
                try await workspace.text("one") == "2"
            }
            try await workspace.controller.stop()
        }

        private func repository(_ name: String, _ workspace: Workspace) -> Reference {
            .of("gitops.martlet.dev/v1alpha1", "GitOpsRepository", name, in: workspace.namespace)
        }

        /// A repository and an application of the same name.
        private func make(_ name: String, _ url: String, _ workspace: Workspace) async throws {
            try await workspace.cluster.apply(
                """
                apiVersion: gitops.martlet.dev/v1alpha1
                kind: GitOpsRepository
                metadata: {name: \(name)}
                spec: {url: "\(url)", interval: 2s, timeout: 3s}
                """, namespace: workspace.namespace)
            try await workspace.applyApplication(name, spec: ["source": ["repositoryRef": ["name": .string(name)]]])
        }

        /// Waits until the repository is not ready, and returns its message.
        private func complaint(_ name: String, _ workspace: Workspace) async throws -> String {
            try await workspace.eventually("the repository \(name) is not ready", within: soon, of: name) {
                try await workspace.condition("Ready", of: repository(name, workspace))?.status == .false
            }
            return try await workspace.condition("Ready", of: repository(name, workspace))?.message ?? ""
        }

        private func expectComplaints(_ workspace: Workspace) async throws {
            for (mood, words) in Self.moods.sorted(by: { $0.key < $1.key }) {
                let message = try await complaint(mood, workspace)
                print("chaos: a server that is \(mood): \(message)")
                #expect(!message.isEmpty)
                #expect(try words.isEmpty || message.lowercased().contains(Regex(words)), "\(mood): \(message)")
                try await workspace.eventually("the application \(mood) says why it waits", of: mood) {
                    let ready = try await workspace.ready(mood)
                    return ready?.status == .false && ready?.message.contains(message) == true
                }
            }
        }

        private func expectOthersServed(_ workspace: Workspace, _ server: MoodyServer) async throws {
            try await make("app", server.url("app"), workspace)
            let first = try await workspace.waitUntilReady(within: soon)
            try workspace.git.commit("app/one.yaml", configMap("well", "2"))
            let second = try await workspace.eventually("a commit is live", within: soon) {
                try await workspace.text("well") == "2"
            }
            print("chaos: beside servers that misbehave a new application took \(first), a commit \(second)")
        }

        private func recover(_ workspace: Workspace, _ server: MoodyServer, _ closed: Int) async throws {
            for mood in Self.moods.keys where mood != "refusing" { try server.set("well", of: mood) }
            let opened = try MoodyServer(workspace.git, port: closed)
            defer { opened.stop() }
            for mood in Self.moods.keys.sorted() {
                let time = try await workspace.waitUntilReady(mood, within: recovery)
                print("chaos: the server that was \(mood) is well again, and all was applied after \(time)")
                #expect(try await workspace.text(mood) == "1")
            }
        }

        /// One where nobody listens.
        private func freePort(_ git: GitRepository) throws -> Int {
            let server = try MoodyServer(git)
            defer { server.stop() }
            return server.port
        }
    }
}

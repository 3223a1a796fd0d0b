import Documents
import FoundationEssentials
import KubeClient
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("kubectl martlet") struct CommandTests {
        private func run(_ workspace: Workspace, _ words: String...) throws -> MartletProgram.Outcome {
            try MartletProgram.run(
                words + ["--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace])
        }

        /// Two revisions, the second of which is applied.
        private func begin(_ name: String = #function) async throws -> Workspace {
            let workspace = try await workspace(name)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.waitUntilReady(at: workspace.push("Say two"))
            return workspace
        }

        @Test("get shows what kubectl get shows, in every form")
        func get() async throws {
            let workspace = try await begin()
            let table = try run(workspace, "get")
            let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.first == ["NAME", "SYNC", "HEALTH", "REVISION", "READY", "AGE"])
            #expect(lines.last?.prefix(3) == ["app", "Synced", "Healthy"] && table.status == 0, "\(table)")
            #expect(try run(workspace, "get", "-o", "name").output == "gitopsapplication.gitops.martlet.dev/app\n")
            #expect(try run(workspace, "get", "app", "app", "-o", "jsonpath={.status.sync.status}").output == "Synced")
            #expect(
                try run(workspace, "get", "repos", "--no-headers", "-o", "custom-columns=N:.metadata.name").output
                    == "repository\n")
            let list = try JSON.parse(Array(try run(workspace, "get", "all", "-o", "json").output.utf8), limits: .file)
            #expect(list["items"]?.array?.compactMap(\.kind) == ["GitOpsApplication", "GitOpsRepository"])
            let other = try run(workspace, "get", "other")
            #expect(other.status == 3 && other.errors.hasPrefix("Error: cannot read gitopsapplications: "))
        }

        @Test("get -w shows each change in a line of its own, until it is interrupted or its time is over")
        func watch() async throws {
            let workspace = try await begin()
            let connection = ["--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace]
            let running = try MartletProgram.start(["get", "apps", "-w"] + connection)
            let file = running.output
            @Sendable func lines() throws -> [[String]] {
                try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
                    line.split(separator: " ").map(String.init)
                }
            }
            try await workspace.eventually("the list is there") { try lines().count == 2 }
            try workspace.git.write("app/one.yaml", configMap("one", "3"))
            let commit = try await workspace.push()
            try await workspace.waitUntilReady(at: commit)
            try await workspace.eventually("the new revision is told") {
                try lines().last?[3] == "main@\(commit.prefix(7))"
            }
            #expect(try lines().dropFirst().allSatisfy { $0.first == "app" && $0.count == 6 }, "one line each")
            #expect(running.interrupt())
            let short = try run(workspace, "get", "app", "-w", "--timeout", "2s", "-o", "name")
            #expect(short.status == 0 && short.output == "gitopsapplication.gitops.martlet.dev/app\n", "\(short)")
            #expect(try run(workspace, "get", "--timeout", "2s").status == 2)
        }

        @Test("tree, trace, history and events lead from an application to its objects and back")
        func looks() async throws {
            let workspace = try await begin()
            let tree = try run(workspace, "tree", "app")
            #expect(tree.output.contains("└─ ConfigMap one") && tree.output.contains("Healthy"), "\(tree)")
            #expect(try run(workspace, "tree", "app", "--problems").output.contains("ConfigMap") == false)
            let trace = try run(workspace, "trace", "cm/one")
            #expect(trace.output.contains("GitOpsApplication: \(workspace.namespace)/app"), "\(trace)")
            #expect(trace.output.contains("Say two"), "\(trace)")
            let file = try run(workspace, "trace", "cm/one", "--file")
            #expect(file.output.contains("File:              app/one.yaml:1 (") && file.status == 0, "\(file)")
            #expect(file.output.contains("Say two ("), "\(file)")
            let root = try run(workspace, "trace", "cm/kube-root-ca.crt")
            #expect(root.status == (root.errors.contains("not found") ? 3 : 1))
            let history = try run(workspace, "history", "app", "-o", "json").output
            let items = try JSON.parse(Array(history.utf8), limits: .file)["items"]?.array ?? []
            #expect(items.count == 2 && items.allSatisfy { $0["result"] == "Succeeded" })
            try workspace.git.write("README", "not of it")
            try await workspace.push("Say nothing of it")
            let commits = try run(workspace, "history", "app", "--commits", "-o", "json").output
            let changes = try JSON.parse(Array(commits.utf8), limits: .file)
            #expect(
                changes["items"]?.array?.first?["subject"] == "Say two" && changes["complete"] == true, "\(commits)")
            let few = try run(workspace, "history", "app", "--commits", "--limit", "1")
            #expect(few.output.contains("applied   Say two") && few.errors.contains("--limit"), "\(few)")
            try await workspace.eventually("the Event is there") {
                try run(workspace, "events", "app").output.contains("Synced")
            }
        }

        @Test("sync asks for one where nothing goes by itself, and ends once all is well")
        func sync() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit("Say one")
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["automatic": false]])
            try await workspace.eventually("it waits to be asked") {
                try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            let outcome = try run(workspace, "sync", "app")
            #expect(outcome.status == 0 && outcome.output.hasPrefix("app: synced to main@"), "\(outcome)")
            #expect(try await workspace.value("one") == "1")
            let asked = try run(workspace, "sync", "app", "--no-wait")
            #expect(asked.status == 0 && asked.output == "app: a sync is asked for\n")
            #expect(try run(workspace, "wait", "app", "--for", "ready").output == "app is ready\n")
            try workspace.git.write("app/one.yaml", "oops: [")
            try await workspace.push()
            let failed = try run(workspace, "sync", "app", "--timeout", "60s")
            #expect(failed.status == 1 && failed.errors.contains("one.yaml"), "\(failed)")
            let late = try run(workspace, "wait", "app", "--for", "revision=1234567", "--timeout", "1s")
            #expect(late.status == 5 && late.errors.contains("one.yaml"), "\(late)")
        }

        @Test("sync of an object applies only that one, and says which is unknown")
        func someObjects() async throws {
            let workspace = try await workspace()
            for name in ["one", "two"] { try workspace.git.write("app/\(name).yaml", configMap(name, "1")) }
            try workspace.git.commit("Say one")
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["automatic": false]])
            try await workspace.eventually("it waits to be asked") {
                try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            let outcome = try run(workspace, "sync", "app", "--object", "cm/one")
            #expect(outcome.status == 0 && outcome.output.hasPrefix("app: applied 1 object of main@"), "\(outcome)")
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("two") == nil)
            #expect(try await workspace.status().at("sync", "status") == "OutOfSync")
            let unknown = try run(workspace, "sync", "app", "--object", "cm/one", "--object", "cm/three")
            #expect(unknown.status == 1 && unknown.errors.contains("no object ConfigMap/three"), "\(unknown)")
            #expect(try run(workspace, "sync", "app", "--object", "one").status == 2)
            #expect(try run(workspace, "sync", "app").status == 0)
            #expect(try await workspace.value("two") == "1")
        }

        @Test("suspended, an application is left alone and refuses a sync; resumed, it goes on")
        func suspension() async throws {
            let workspace = try await begin()
            #expect(try run(workspace, "suspend", "app", "--until", "2h", "--reason", "a sale").status == 0)
            try await workspace.eventually("it says so") {
                try await workspace.status()["gates"]?[0]?["message"]?.string?.hasSuffix("a sale") == true
            }
            let refused = try run(workspace, "sync", "app")
            #expect(refused.status == 6 && refused.errors.contains("a sale"), "\(refused)")
            #expect(try run(workspace, "resume", "app").output == "app is resumed\n")
            try workspace.git.write("app/one.yaml", configMap("one", "3"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try run(workspace, "suspend", "-l", "no=such").status == 3)
        }

        @Test("rollback goes back to what was healthy, and says what there is")
        func rollback() async throws {
            let workspace = try await begin()
            let unknown = try run(workspace, "rollback", "app", "--to", "1234567")
            #expect(unknown.status == 3 && unknown.errors.contains("it has main@"), "\(unknown)")
            let outcome = try run(workspace, "rollback", "app", "--reason", "leaks")
            #expect(outcome.status == 0 && outcome.output.contains("is back at main@"), "\(outcome)")
            #expect(try await workspace.value("one") == "1")
            #expect(try run(workspace, "history", "app").output.contains("pinned, leaks"))
        }

        @Test("who may not is told so, and who does not reach the server too, in one line and by the exit code")
        func refusals() async throws {
            let workspace = try await begin()
            let forbidden = try run(workspace, "get", "--as", "nobody")
            #expect(forbidden.status == 4 && forbidden.errors.contains("nobody"), "\(forbidden)")
            let away = try run(workspace, "get", "--server", "https://127.0.0.1:1")
            #expect(away.status == 7 && away.errors.filter { $0 == "\n" }.count == 1, "\(away)")
            // A kubeconfig that says where the server is, and nothing else.
            let server = try workspace.cluster.controlPlane.configuration().server
            let clusters: Value = [
                ["name": "c", "cluster": ["server": .string(server), "insecure-skip-tls-verify": true]]
            ]
            let config: Value = [
                "clusters": clusters, "contexts": [["name": "c", "context": ["cluster": "c", "user": "u"]]],
                "current-context": "c", "users": [["name": "u", "user": ["token": "old"]]],
            ]
            let file = FileManager.default.temporaryDirectory.appending(path: "\(workspace.namespace)-nobody")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(config.jsonBytes()).write(to: file)
            let nobody = try MartletProgram.run(["get", "--kubeconfig", file.path])
            #expect(nobody.status == 4 && nobody.errors.contains("have expired"), "\(nobody)")
            let elsewhere = try run(workspace, "get", "--context", "none")
            #expect(elsewhere.status == 2 && elsewhere.errors.contains("none"), "\(elsewhere)")
            for error in [forbidden, nobody, elsewhere] { #expect(error.errors.filter { $0 == "\n" }.count == 1) }
            #expect(try run(workspace, "get", "-o", "xml").status == 2)
        }

        @Test("render shows what an application is made of at any revision")
        func render() async throws {
            let workspace = try await begin()
            let newest = try run(workspace, "render", "app", "app")
            #expect(newest.status == 0 && newest.output.contains("key: \"2\""), "\(newest)")
            let history = try run(workspace, "history", "app", "-o", "json").output
            let items = try JSON.parse(Array(history.utf8), limits: .file)["items"]?.array ?? []
            let commit = items.last?["revision"]?.string?.suffix(40) ?? ""
            let first = try run(workspace, "render", "app", "app", "--revision", String(commit))
            #expect(first.output.contains("key: \"1\""), "\(first)")
        }

        @Test("what create writes is what the server takes, and export gives it back")
        func create() async throws {
            let workspace = try await begin()
            let made = try run(
                workspace, "create", "application", "other", "--repository", "repository", "--path", "none")
            #expect(made.status == 0 && made.output == "GitOpsApplication other is made\n", "\(made)")
            let again = try run(workspace, "create", "application", "other", "--repository", "repository")
            #expect(again.status == 6)
            let exported = try run(workspace, "export").output
            #expect(exported.contains("name: other") && !exported.contains("status:") && !exported.contains("uid:"))
            let connection = ["--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace]
            #expect(try MartletProgram.run(["__complete", "tree"] + connection + ["o"]).output == "other\n:4\n")
        }
    }
}

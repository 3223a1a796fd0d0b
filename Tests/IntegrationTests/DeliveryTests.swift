import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("from commits to objects") struct DeliveryTests {
        @Test("a repository and an application become objects, and status, columns and events tell of it")
        func delivers() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write(
                "app/below/two.json", #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"two"}}"#)
            let commit = try workspace.git.commit("Add two ConfigMaps\n\nWith a body.")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.waitUntilReady(at: commit)

            let one = try await workspace.cluster.get(.configMap("one", in: workspace.namespace))
            #expect(one.label("gitops.martlet.dev/managed-by") == "martlet")
            #expect(one.annotation("gitops.martlet.dev/application") == "\(workspace.namespace)/app")
            #expect(try await workspace.cluster.exists(.configMap("two", in: workspace.namespace)))
            try await checkRepository(workspace, commit)
            try await checkApplication(workspace, commit)
            try await checkEvents(workspace)
        }

        private func checkRepository(_ workspace: Workspace, _ commit: String) async throws {
            let status = try await workspace.cluster.get(workspace.repository)["status"]
            #expect(status?["revision"] == .string("main@sha1:\(commit)"))
            #expect(status?["observedGeneration"] == 1)
            #expect(status?.at("commit", "sha") == .string(commit))
            #expect(status?.at("commit", "author") == "Ada Lovelace")
            #expect(status?.at("commit", "email") == "ada@example.org")
            #expect(status?.at("commit", "message") == "Add two ConfigMaps")
            #expect(status?["lastFetchTime"]?.string != nil && status?.at("commit", "time")?.string != nil)
            #expect(try await workspace.condition("Ready", of: workspace.repository)?.status == .true)
            let row = try workspace.cluster.kubectl("get", "gorepo", "-n", workspace.namespace)
            #expect(row.contains(workspace.git.url) && row.contains("main@\(commit.prefix(7))") && row.contains("True"))
        }

        private func checkApplication(_ workspace: Workspace, _ commit: String) async throws {
            let application = try await workspace.cluster.get(workspace.application())
            let status = try #require(application["status"])
            #expect(application.at("metadata", "finalizers") == ["gitops.martlet.dev/finalizer"])
            #expect(status.at("sync", "status") == "Synced")
            #expect(status.at("sync", "lastSyncedAt")?.string != nil)
            #expect(status.at("health", "status") == "Healthy")
            #expect(status["observedGeneration"] == 1)
            #expect(status.at("summary", "objects") == 2)
            #expect(status.at("summary", "outOfSync") == 0)
            #expect(status.at("operation", "revision") == .string("main@sha1:\(commit)"))
            #expect(status.at("operation", "phase") == "Succeeded")
            #expect(status.at("operation", "created") == 2)
            #expect(status.at("operation", "finishedAt")?.string != nil)
            #expect(status["history"]?.array?.count == 1)
            #expect(status["history"]?[0]?["result"] == "Succeeded")
            #expect(status.at("inventory", "entries")?.array?.count == 2)
            let conditions = Conditions(status["conditions"])
            #expect(conditions["Ready"]?.status == .true)
            #expect(conditions["Reconciling"]?.status == .false && conditions["Stalled"]?.status == .false)
            let row = try workspace.cluster.kubectl("get", "goapp", "-n", workspace.namespace)
            let words = row.split(separator: "\n").last?.split(separator: " ").dropLast()
            #expect(words == ["app", "Synced", "Healthy", "main@\(commit.prefix(7))", "True"])
        }

        private func checkEvents(_ workspace: Workspace) async throws {
            try await workspace.eventually("there are events on both") {
                let events = try await workspace.cluster.events(in: workspace.namespace)
                let reasons = Set(
                    events.compactMap { event in
                        event.at("regarding", "kind")?.string.map { "\($0) \(event["reason"]?.string ?? "")" }
                    })
                return reasons.isSuperset(of: ["GitOpsRepository Fetched", "GitOpsApplication Synced"])
            }
        }

        @Test("a commit is live within the interval and a second")
        func interval() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy(interval: "2s")
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try workspace.git.commit()
            let time = try await untilLive(workspace, "2", within: .seconds(2) + second)
            report("a commit with an interval of 2 s", time)
            try await workspace.waitUntilReady(at: commit)
        }

        @Test("with a request, on the repository or on the application, a commit is live within a second")
        func request() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            for (number, target) in [(2, workspace.repository), (3, workspace.application())] {
                try workspace.git.write("app/one.yaml", configMap("one", "\(number)"))
                let commit = try workspace.git.commit()
                try await workspace.cluster.annotate(target, "gitops.martlet.dev/requestedAt", "request \(number)")
                let time = try await untilLive(workspace, "\(number)", within: second)
                report("a commit with a request on the \(target.gvk.kind)", time)
                try await workspace.waitUntilReady(at: commit)
                try await workspace.eventually("the request is echoed") {
                    try await workspace.cluster.get(target).at("status", "lastHandledRequest")?.string
                        == "request \(number)"
                }
            }
        }

        private func untilLive(_ workspace: Workspace, _ value: String, within limit: Duration) async throws -> Duration
        {
            try await workspace.eventually("the commit with \(value) is live", within: limit) {
                try await workspace.value("one") == value
            }
        }

        @Test("history and counts follow the operations; nothing is written while nothing changes")
        func historyAndQuiet() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try await workspace.deploy(interval: "1s", spec: ["historyLimit": 2])
            for number in 2...4 {
                try workspace.git.write("app/one.yaml", configMap("one", "\(number)"))
                try await workspace.waitUntilReady(at: workspace.push())
            }
            let status = try await workspace.status()
            #expect(status.at("operation", "updated") == 1 && status.at("operation", "unchanged") == 1)
            #expect(status.at("operation", "trigger") == "NewRevision")
            #expect(status["history"]?.array?.count == 2)
            let versions = try await versions(workspace)
            try await workspace.always("neither status is written", for: .seconds(4)) {
                try await self.versions(workspace) == versions
            }
        }

        private func versions(_ workspace: Workspace) async throws -> [String?] {
            var versions: [String?] = []
            for reference in [
                workspace.repository, workspace.application(), .configMap("one", in: workspace.namespace),
            ] {
                versions.append(try await workspace.cluster.get(reference).at("metadata", "resourceVersion")?.string)
            }
            return versions
        }

        @Test("a commit that changes none of an application's objects is Synced at the new revision")
        func unrelatedCommit() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try workspace.git.write("elsewhere/README.md", "# Nothing to apply")
            try await workspace.waitUntilReady(at: workspace.push())
        }
    }
}

import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("commits that remove, break or cannot be applied") struct ChangeTests {
        @Test("removing a file prunes its objects and nothing else")
        func prunes() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1") + "\n---\n" + configMap("three", "1"))
            try await workspace.cluster.apply(configMap("bystander", "1"), namespace: workspace.namespace)
            try await workspace.deploy()
            try workspace.git.remove("app/two.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("bystander") == "1")
            #expect(try await workspace.value("two") == nil)
            #expect(try await workspace.value("three") == nil)
            #expect(try await workspace.status().at("operation", "deleted") == 2)
        }

        @Test("broken YAML changes nothing, is reported with file and line, and the last good state is repaired")
        func brokenYAML() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try await workspace.deploy()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try workspace.git.write("app/two.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two\n")
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("app/two.yaml:"), "\(message)")
            #expect(message.contains(/two\.yaml:[34]/), "\(message)")
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("two") == "1")
            try await workspace.cluster.delete(.configMap("two", in: workspace.namespace))
            try await workspace.eventually("the last good state is repaired", within: second) {
                try await workspace.value("two") == "1"
            }
            try workspace.git.write("app/two.yaml", configMap("two", "2"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("one") == "2")
            #expect(try await workspace.value("two") == "2")
        }

        @Test("what cannot be applied is a problem of that object; everything else is applied")
        func problems() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/good.yaml", configMap("good", "1"))
            try workspace.git.write(
                "app/unknown.yaml", "apiVersion: example.org/v1\nkind: Unheard\nmetadata: {name: unknown}")
            try workspace.git.write(
                "app/invalid.yaml",
                "apiVersion: v1\nkind: Service\nmetadata: {name: invalid}\nspec: {ports: [{port: 99999}]}")
            try workspace.git.write(
                "app/malformed.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: malformed}\nspec: {prots: []}")
            try workspace.git.write(
                "app/stray.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stray, namespace: no-such-namespace}")
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.eventually("the good one is applied") { try await workspace.value("good") == "1" }
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(try await workspace.problem("Unheard.example.org", "unknown")?["reason"] == "UnknownKind")
            #expect(try await workspace.problem("Service", "invalid")?["reason"] == "Invalid")
            #expect(try await workspace.problem("Service", "malformed")?["reason"] == "Invalid")
            #expect(try await workspace.problem("ConfigMap", "stray")?["reason"] == "NotFound")
            let status = try await workspace.status()
            #expect(status["problems"]?.array?.count == 4)
            #expect(status.at("sync", "status") == "OutOfSync" && status.at("operation", "phase") == "Failed")
            #expect(status.at("operation", "created") == 1)

            for name in ["unknown", "invalid", "malformed", "stray"] { try workspace.git.remove("app/\(name).yaml") }
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.status()["problems"]?.array ?? [] == [])
        }

        @Test("a change of an immutable field is a problem of that object; the rest of the commit is applied")
        func immutableField() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try workspace.git.write(
                "app/web.yaml", deployment("web", replicas: 0).replacing("app: web", with: "app: other"))
            try await workspace.push()
            try await workspace.eventually("the immutable field is reported") {
                try await workspace.problem("Deployment.apps", "web")?["reason"] == "ImmutableField"
            }
            #expect(try await workspace.value("one") == "2")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.waitUntilReady(at: workspace.push())
        }

        @Test("nothing is pruned while something fails to be applied")
        func failureHoldsPruning() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try await workspace.deploy()
            try workspace.git.remove("app/two.yaml")
            try workspace.git.write(
                "app/invalid.yaml",
                "apiVersion: v1\nkind: Service\nmetadata: {name: invalid}\nspec: {ports: [{port: 99999}]}")
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(try await workspace.value("two") == "1")
            try workspace.git.remove("app/invalid.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("two") == nil)
        }

        @Test("a commit that empties the source is refused, unless allowEmpty", arguments: [false, true])
        func emptySource(isFolderGone: Bool) async throws {
            let workspace = try await workspace(isFolderGone ? "foldergone" : "foldersempty")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            if !isFolderGone { try workspace.git.write("app/README.md", "# Here") }
            try await workspace.deploy()
            try workspace.git.remove("app/one.yaml")
            let commit = try await workspace.push()
            let reason = isFolderGone ? "PathNotFound" : "PruneRefused"
            try await workspace.waitUntilNotReady(reason: reason)
            #expect(try await workspace.value("one") == "1")
            guard !isFolderGone else { return }
            #expect(try await workspace.problem("ConfigMap", "one")?["reason"] == "PruneRefused")
            try await workspace.cluster.patch(workspace.application(), ["spec": ["sync": ["allowEmpty": true]]])
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == nil)
        }
    }
}

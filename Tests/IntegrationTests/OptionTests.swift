import Documents
import KubeClient
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what objects ask for") struct OptionTests {
        private func annotated(_ name: String, _ value: String, _ options: String) -> String {
            configMap(name, value, extra: "  annotations: {gitops.martlet.dev/options: \"\(options)\"}")
        }

        private func map(_ name: String, _ workspace: Workspace) -> Reference {
            .of("v1", "ConfigMap", name, in: workspace.namespace)
        }

        @Test("what cannot be changed is made anew where that is asked for, by the object or by its application")
        func recreate() async throws {
            let workspace = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            let other = deployment("web", replicas: 0).replacing("app: web", with: "app: other")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy()
            let first = try await workspace.cluster.get(web).at("metadata", "uid")
            try workspace.git.write("app/web.yaml", other)
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(try await workspace.cluster.get(web).at("metadata", "uid") == first)
            try await workspace.applyApplication(spec: ["sync": ["onImmutable": "Recreate"]])
            try await workspace.waitUntilReady()
            let type = try await workspace.cluster.type("gitops.martlet.dev/v1alpha1", "GitOpsDeployment")
            try await workspace.eventually("the first one is kept") {
                let records = try await workspace.cluster.client.list(
                    type, namespace: workspace.namespace, labelSelector: nil)
                return records.contains { record in
                    record.at("status", "kept", "objects") == [.string("Deployment.apps/\(workspace.namespace)/web")]
                }
            }
            let second = try await workspace.cluster.get(web)
            #expect(
                second.at("metadata", "uid") != first && second.at("spec", "selector", "matchLabels", "app") == "other")
            try workspace.git.write(
                "app/web.yaml",
                deployment("web", replicas: 0).replacing(
                    "  name: web", with: "  name: web\n  annotations: {argocd.argoproj.io/sync-options: Force=true}"))
            try await workspace.applyApplication()
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.cluster.get(web).at("spec", "selector", "matchLabels", "app") == "web")
        }

        @Test("what is applied once stays as it is, what is never applied is not made, what is there is not taken")
        func once() async throws {
            let workspace = try await workspace()
            let foreign: Value = [
                "apiVersion": "v1", "kind": "ConfigMap", "data": ["key": "foreign"],
                "metadata": ["name": "foreign", "namespace": .string(workspace.namespace)],
            ]
            try await workspace.cluster.apply(foreign)
            try workspace.git.write("app/once.yaml", annotated("once", "1", "Apply=once"))
            try workspace.git.write("app/never.yaml", annotated("never", "1", "Apply=never"))
            try workspace.git.write("app/foreign.yaml", annotated("foreign", "1", "Apply=once"))
            try await workspace.deploy()
            #expect(try await workspace.cluster.find(map("never", workspace)) == nil)
            #expect(try await workspace.cluster.get(map("foreign", workspace))["data"]?["key"] == "foreign")
            try workspace.git.write("app/once.yaml", annotated("once", "2", "Apply=once"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.cluster.get(map("once", workspace))["data"]?["key"] == "1")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await workspace.cluster.find(workspace.application()) == nil
            }
            #expect(try await workspace.cluster.find(map("once", workspace)) == nil)
            #expect(try await workspace.cluster.find(map("foreign", workspace)) != nil)
        }

        @Test("with a dry run one bad object keeps all from being applied; what is to come first is no fault of others")
        func dryRun() async throws {
            let workspace = try await workspace()
            let name = workspace.namespace.filter { $0.isLetter || $0.isNumber }
            let good = [
                "namespace": "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name)}",
                "inside": configMap("inside", "1", extra: "  namespace: \(name)"),
                "definition": widgetDefinition(group: "\(name).example.org"),
                "widget":
                    "apiVersion: \(name).example.org/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}",
                "account": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}",
                "pod": """
                apiVersion: v1
                kind: Pod
                metadata: {name: run}
                spec: {serviceAccountName: runner, containers: [{name: run, image: example.org/run}]}
                """,
                "one": configMap("one", "1"),
            ]
            for (file, text) in good { try workspace.git.write("app/\(file).yaml", text) }
            try workspace.git.write("app/bad.yaml", configMap("bad", "1") + "\nunheardOf: true")
            try workspace.git.write("app/worse.yaml", configMap("worse", "1") + "\nunheardOf: true")
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["dryRun": true]])
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            let message = try await workspace.status("app").at("operation", "message")?.string ?? ""
            #expect(message.contains("nothing is applied, because 2 of 9 objects would be refused"), "\(message)")
            #expect(message.contains("/bad: ") && message.contains("/worse: "), "\(message)")
            #expect(try await workspace.cluster.find(map("one", workspace)) == nil)
            #expect(try await !workspace.cluster.exists(.namespace(name)))
            for file in ["bad", "worse"] { try workspace.git.write("app/\(file).yaml", configMap(file, "1")) }
            try await workspace.push()
            try await workspace.eventually("all is applied") {
                try await workspace.status("app")["sync"]?["status"] == "Synced"
            }
            #expect(try await workspace.cluster.find(map("one", workspace)) != nil)
        }

        @Test("what is deleted only when confirmed stays until the digest that status names is confirmed")
        func confirmation() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/kept.yaml", annotated("kept", "1", "Prune=confirm,Delete=confirm"))
            try workspace.git.write("app/other.yaml", configMap("other", "1"))
            try await workspace.deploy()
            try workspace.git.remove("app/kept.yaml")
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "Unconfirmed")
            let digest = try #require(message.split(separator: " ").last.map(String.init))
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/confirm", "000000000000")
            #expect(try await workspace.cluster.find(map("kept", workspace)) != nil)
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/confirm", digest)
            try await workspace.waitUntilReady()
            #expect(try await workspace.cluster.find(map("kept", workspace)) == nil)
        }

        @Test("what is pruned last goes once all the rest is healthy")
        func pruneLast() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/old.yaml", configMap("old", "1"))
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy(spec: ["sync": ["pruneLast": true]])
            try workspace.git.remove("app/old.yaml")
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1))
            try await workspace.push()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try await workspace.eventually("the rest is applied") {
                try await workspace.cluster.get(web).at("spec", "replicas") == 1
            }
            try await workspace.waitUntilNotReady(reason: "Syncing")
            #expect(try await workspace.cluster.find(map("old", workspace)) != nil)
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.cluster.find(map("old", workspace)) == nil)
        }
    }
}

import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what is deleted and what stays") struct KeepingTests {
        @Test("without prune, and with an annotation, objects stay")
        func keeps() async throws {
            let workspace = try await workspace()
            let kept = "  annotations: {argocd.argoproj.io/sync-options: Prune=false}"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try workspace.git.write("app/annotated.yaml", configMap("annotated", "1", extra: kept))
            try await workspace.deploy(spec: ["sync": ["prune": false]])
            try workspace.git.remove("app/two.yaml")
            try workspace.git.remove("app/annotated.yaml")
            try await workspace.push()
            try await workspace.eventually("what is kept is out of sync") {
                try await workspace.status().at("sync", "status") == "OutOfSync"
            }
            #expect(try await workspace.value("two") == "1")
            try await workspace.cluster.patch(workspace.application(), ["spec": ["sync": ["prune": true]]])
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("two") == nil)
            #expect(try await workspace.value("annotated") == "1")
        }

        @Test("an application that is deleted takes its objects with it")
        func deletes() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy()
            try await workspace.cluster.delete(workspace.application())
            try await untilGone(workspace)
            #expect(try await workspace.value("one") == nil)
            #expect(!(try await workspace.cluster.exists(.of("apps/v1", "Deployment", "web", in: workspace.namespace))))
        }

        @Test("with deletionPolicy Orphan its objects stay, and another application may have them")
        func orphans() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy(spec: ["deletionPolicy": "Orphan"])
            try await workspace.cluster.delete(workspace.application())
            try await untilGone(workspace)
            #expect(try await workspace.value("one") == "1")
            try await workspace.applyApplication("heir", spec: ["source": ["path": "app"]])
            try await workspace.waitUntilReady("heir")
            let owner = try await workspace.cluster.get(.configMap("one", in: workspace.namespace))
                .annotation("gitops.martlet.dev/application")
            #expect(owner == "\(workspace.namespace)/heir")
        }

        @Test("a deletion waits for objects with finalizers, and goes on by itself")
        func waitsForFinalizers() async throws {
            let workspace = try await workspace()
            let one = Reference.configMap("one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.patch(one, ["metadata": ["finalizers": ["example.org/slow"]]])
            try await workspace.cluster.delete(workspace.application())
            try await workspace.waitUntilNotReady(reason: "Deleting")
            #expect(try await workspace.cluster.exists(workspace.application()))
            try await workspace.cluster.patch(one, ["metadata": ["finalizers": .null]])
            try await untilGone(workspace)
        }

        @Test("an application can be deleted when its service account is gone; its objects stay, and are named")
        func serviceAccountGone() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.deploy(spec: ["destination": ["serviceAccountName": "deployer"]])
            try await workspace.cluster.delete(.of("v1", "ServiceAccount", "deployer", in: workspace.namespace))
            try await workspace.cluster.delete(
                .of("rbac.authorization.k8s.io/v1", "RoleBinding", "deployer", in: workspace.namespace))
            try await workspace.cluster.delete(workspace.application())
            try await untilGone(workspace)
            #expect(try await workspace.value("one") == "1")
            try await workspace.eventually("an event names what stays") {
                try await workspace.cluster.events(in: workspace.namespace).contains { event in
                    event["reason"] == "Released" && event["note"]?.string?.contains("one") == true
                }
            }
        }

        private func untilGone(_ workspace: Workspace) async throws {
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
        }
    }
}

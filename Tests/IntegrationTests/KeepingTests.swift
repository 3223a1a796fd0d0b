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

        @Test("a deletion waits for the right to delete, also where the service account does not exist")
        func serviceAccountAbsent() async throws {
            let workspace = try await workspace()
            try await deployElsewhere(workspace)
            try await workspace.cluster.delete(workspace.application())
            let why = try await workspace.waitUntilNotReady(reason: "DeletionFailed")
            #expect(why.contains("cannot delete") && why.contains("deployer does not exist"), "\(why)")
            try await workspace.always("it waits", for: .seconds(1)) {
                try await workspace.cluster.exists(workspace.application())
            }
            try await workspace.cluster.patch(workspace.application(), ["spec": ["deletionPolicy": "Orphan"]])
            try await untilGone(workspace)
            #expect(try await workspace.cluster.exists(elsewhere(workspace)))
        }

        @Test(
            "an application goes with its namespace, though its service account has gone first; what is elsewhere stays"
        )
        func serviceAccountGoneWithNamespace() async throws {
            let workspace = try await workspace()
            try await deployElsewhere(workspace)
            try await workspace.cluster.delete(.namespace(workspace.namespace))
            try await untilGone(workspace)
            #expect(try await workspace.cluster.exists(elsewhere(workspace)))
        }

        /// One object in another namespace, applied as an account that is gone together with its rights.
        private func deployElsewhere(_ workspace: Workspace) async throws {
            let target = elsewhere(workspace).key.namespace
            try await workspace.cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target)}")
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: target)
            let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: deployer}"
            try await workspace.cluster.apply(account, namespace: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy(
                spec: ["destination": ["namespace": .string(target), "serviceAccountName": "deployer"]])
            try await workspace.cluster.delete(
                .of("rbac.authorization.k8s.io/v1", "RoleBinding", "deployer", in: target))
            try await workspace.cluster.delete(.of("v1", "ServiceAccount", "deployer", in: workspace.namespace))
        }

        private func elsewhere(_ workspace: Workspace) -> Reference {
            .configMap("one", in: "\(workspace.namespace)-elsewhere")
        }

        private func untilGone(_ workspace: Workspace) async throws {
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
        }
    }
}

import Documents
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Controllers with the rights of Deploy/, each on the resources of one namespace.
    @Suite("nothing happens for an application with the controller's own rights") struct AccountTests {
        private static let home = "martlet-system"
        private static let shared = Once<Result<OperatorCluster, any Error>> {
            do {
                let cluster = try await OperatorCluster.start()
                try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(home)}")
                for file in ["base/service-account", "base/role", "rbac"] { try await cluster.apply(deployed(file)) }
                return .success(cluster)
            } catch { return .failure(error) }
        }

        private func controller(in namespace: String, options: [String] = []) async throws -> ControllerProcess {
            let cluster = try await Self.shared.value().get()
            return try ControllerProcess(
                cluster, kubeconfig: try await cluster.kubeconfig(account: "martlet-controller", in: Self.home),
                options: ["--namespace", namespace, "--home-namespace", Self.home, "--installation", namespace]
                    + options)
        }

        private let quickRetries: Value = ["sync": ["retry": ["backoff": ["duration": "2s", "factor": 1]]]]

        private func nested(_ name: String, in namespace: String, path: String) -> String {
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsApplication
            metadata: {name: \(name), namespace: \(namespace)}
            spec: {source: {repositoryRef: {name: repository}, path: \(path)}}
            """
        }

        @Test("an application without an account cannot direct another one, nor look at it", arguments: [false, true])
        func steering(isAllowed: Bool) async throws {
            let cluster = try await Self.shared.value().get()
            let victim = try await cluster.controlPlane.makeNamespace("platform")
            try await cluster.apply(nested("infra", in: victim, path: "good"))
            let infra = Reference.of("gitops.martlet.dev/v1alpha1", "GitOpsApplication", "infra", in: victim)
            let before = try await cluster.get(infra)
            let namespace = try await cluster.controlPlane.makeNamespace("attacker")
            let controller = try await controller(in: namespace, options: isAllowed ? ["--allow-app-of-apps"] : [])
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            try workspace.git.write("app/infra.yaml", nested("infra", in: victim, path: "evil"))
            try workspace.git.write("look/Chart.yaml", "apiVersion: v2\nname: look\nversion: 1.0.0\n")
            try workspace.git.write(
                "look/templates/a.yaml",
                "a: {{ lookup `gitops.martlet.dev/v1alpha1` `GitOpsApplication` `\(victim)` `infra` | toJson | fail }}\n"
            )
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: quickRetries)
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            let problem = try await workspace.problem("GitOpsApplication.gitops.martlet.dev", "infra")
            #expect(problem?["reason"]?.string == (isAllowed ? "Forbidden" : "AccountRequired"))
            let hint = isAllowed ? "serviceaccount:\(Self.home):martlet-applier" : "--allow-app-of-apps"
            #expect(problem?["message"]?.string?.contains(hint) == true, "\(problem ?? [:])")
            try await workspace.applyApplication("look")
            let why = try await workspace.waitUntilNotReady("look", reason: "RenderFailed")
            #expect(why.contains("as the service account \(Self.home)/martlet-applier"), "\(why)")
            #expect(why.contains("forbidden") && !why.contains("good"), "\(why)")
            #expect(try await cluster.get(infra) == before)
            for name in ["app", "look"] { try await cluster.delete(workspace.application(name)) }
            try await workspace.eventually("both go: nothing was made") {
                for name in ["app", "look"] where try await cluster.exists(workspace.application(name)) { return false }
                return true
            }
            try await controller.stop()
        }

        @Test("no application is applied as the controller's own account")
        func ownAccount() async throws {
            let cluster = try await Self.shared.value().get()
            let controller = try await controller(in: Self.home)
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: Self.home, try GitRepository())
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(
                spec: ["destination": ["serviceAccountName": "martlet-controller"]])
            let why = try await workspace.waitUntilNotReady(reason: "AccountRefused")
            #expect(why.contains("is the controller's own"), "\(why)")
            try await cluster.delete(workspace.application())
            try await workspace.eventually("there is nothing to delete") {
                try await !cluster.exists(workspace.application())
            }
            try await controller.stop()
        }

        @Test("an application of applications has the rights of the account that it names")
        func named() async throws {
            let cluster = try await Self.shared.value().get()
            let namespace = try await cluster.controlPlane.makeNamespace("parent")
            let controller = try await controller(in: namespace)
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            let rights = deployer.replacing("NAMESPACE", with: namespace)
                .replacing(#"apiGroups: [""]"#, with: #"apiGroups: ["", gitops.martlet.dev]"#)
                .replacing("resources: [configmaps]", with: "resources: [configmaps, gitopsapplications]")
            try await cluster.apply(rights, namespace: namespace)
            let child = nested("child", in: namespace, path: "child")
                .replacing("path: child}", with: "path: child}, destination: {serviceAccountName: deployer}")
            try workspace.git.write("app/child.yaml", child)
            try workspace.git.write("child/one.yaml", configMap("one", "1"))
            try await workspace.deploy(spec: ["destination": ["serviceAccountName": "deployer"]])
            try await workspace.waitUntilReady("child")
            #expect(try await workspace.value("one") == "1")
            try await controller.stop()
        }

        @Test("what was applied before it took an account stays as it is, is told, and goes with its file")
        func earlier() async throws {
            let cluster = try await Self.shared.value().get()
            let namespace = try await cluster.controlPlane.makeNamespace("earlier")
            let before = try ControllerProcess(
                cluster, options: ["--namespace", namespace, "--installation", namespace, "--allow-app-of-apps"])
            try await before.start()
            let workspace = Workspace(cluster, before, in: namespace, try GitRepository())
            try workspace.git.write("app/child.yaml", nested("child", in: namespace, path: "child"))
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("child/two.yaml", configMap("two", "1"))
            try await workspace.deploy()
            try await workspace.waitUntilReady("child")
            try await before.stop()
            let after = try ControllerProcess(
                cluster, options: ["--namespace", namespace, "--installation", namespace])
            try await after.start()
            let now = Workspace(cluster, after, in: namespace, workspace.git)
            try now.git.write("app/one.yaml", configMap("one", "2"))
            try await now.push()
            try await now.eventually("the rest is applied") { try await now.value("one") == "2" }
            try await now.eventually("it is told") {
                try await now.problem("GitOpsApplication.gitops.martlet.dev", "child")?["reason"] == "AccountRequired"
            }
            #expect(try await cluster.exists(now.application("child")))
            #expect(try await now.value("two") == "1")
            try now.git.remove("app/child.yaml")
            try await now.waitUntilReady(at: now.push())
            try await now.eventually("it goes with its file") {
                try await !cluster.exists(now.application("child"))
            }
            #expect(try await now.value("two") == nil)
            try await after.stop()
        }
    }
}

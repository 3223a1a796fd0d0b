import Documents
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Each with a controller of its own, in a cluster where no other looks at its resources.
    @Suite("whose rights count") struct TenancyTests {
        private static let shared = Once<Result<OperatorCluster, any Error>> {
            do { return .success(try await OperatorCluster.start()) } catch { return .failure(error) }
        }

        @Test("with --default-service-account, an application that names no account has the rights of that one only")
        func defaultAccount() async throws {
            let cluster = try await Self.shared.value().get()
            let workspace = try await Workspace(
                alone: cluster, "lockdown", options: ["--default-service-account", "deployer"])
            try await workspace.controller.start()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: hidden}")
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: quickRetries)
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            let account = "system:serviceaccount:\(workspace.namespace):deployer"
            #expect(why.contains(account) && why.contains("cannot patch"), "\(why)")
            for (kind, name, plural) in [("ConfigMap", "one", "configmaps"), ("Secret", "hidden", "secrets")] {
                let problem = try await workspace.problem(kind, name)
                #expect(problem?["reason"] == "Forbidden")
                #expect(problem?["message"]?.string?.contains("\"\(plural)\"") == true, "\(problem ?? [:])")
            }
            try await cluster.apply(mayNotDelete(workspace), namespace: workspace.namespace)
            try await workspace.eventually("what was granted is applied by itself") {
                try await workspace.value("one") == "1"
            }
            #expect(try await workspace.problem("Secret", "hidden")?["reason"] == "Forbidden")
            try await cluster.patch(.configMap("one", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("drift is repaired") { try await workspace.value("one") == "1" }
            try await prune(workspace, account)
            try await workspace.controller.stop()
        }

        private func prune(_ workspace: Workspace, _ account: String) async throws {
            try workspace.git.remove("app/secret.yaml")
            try workspace.git.write("app/two.yaml", configMap("two", "1"))
            try await workspace.waitUntilReady(at: workspace.push())
            try workspace.git.remove("app/one.yaml")
            try await workspace.push()
            try await workspace.eventually("deletions are that account's too") {
                try await workspace.problem("ConfigMap", "one")?["message"]?.string?.contains("cannot delete") == true
            }
            #expect(try await workspace.value("one") == "1")
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.eventually("it is pruned once that is granted") {
                try await workspace.value("one") == nil
            }
            try await workspace.waitUntilReady()
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the end is that account's work too") {
                try await workspace.value("two") == nil
            }
        }

        private func mayNotDelete(_ workspace: Workspace) -> String {
            deployer.replacing("NAMESPACE", with: workspace.namespace)
                .replacing(#"verbs: ["*"]"#, with: "verbs: [get, create, patch]")
        }

        /// Soon enough for a test, and slow enough to tell pacing from a flood.
        private var quickRetries: Value { ["sync": ["retry": ["backoff": ["duration": "2s", "factor": 1]]]] }

        @Test("with the rights of Deploy/rbac.yaml alone, an application is forbidden object by object, and no more")
        func ownRights() async throws {
            let cluster = try await Self.shared.value().get()
            let home = "martlet-system"
            try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(home)}")
            for file in ["base/service-account", "base/role", "rbac"] { try await cluster.apply(deployed(file)) }
            let namespace = try await cluster.controlPlane.makeNamespace("own-rights")
            let controller = try ControllerProcess(
                cluster, kubeconfig: try await cluster.kubeconfig(account: "martlet-controller", in: home),
                options: ["--namespace", namespace, "--home-namespace", home])
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            for number in 0..<4 {
                try workspace.git.write("app/\(number).yaml", configMap("map-\(number)", "1"))
            }
            try workspace.git.write("team/one.yaml", configMap("one", "1"))
            try workspace.git.write("look/Chart.yaml", "apiVersion: v2\nname: look\nversion: 1.0.0\n")
            try workspace.git.write(
                "look/templates/a.yaml", "a: {{ lookup `v1` `Secret` `kube-system` `` | toJson | fail }}\n")
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: quickRetries)
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains("system:serviceaccount:martlet-system:martlet-applier"), "\(why)")
            for number in 0..<4 {
                #expect(try await workspace.problem("ConfigMap", "map-\(number)")?["reason"] == "Forbidden")
            }
            let before = try await controller.metric("martlet_kube_requests_total", ["verb": "apply"])
            try await Task.sleep(for: .seconds(5))
            let applies = try await controller.metric("martlet_kube_requests_total", ["verb": "apply"]) - before
            #expect(applies <= 4 * 4, "paced object by object: \(applies)")
            #expect(try await workspace.value("map-0") == nil)
            try await asAccount(workspace)
            try await seesNothing(workspace)
            try await cluster.apply(deployed("applier"))
            try await workspace.waitUntilReady()
            try await controller.stop()
        }

        /// The controller may list everything, and does not do so for others.
        private func seesNothing(_ workspace: Workspace) async throws {
            try await workspace.applyApplication("look")
            let why = try await workspace.waitUntilNotReady("look", reason: "RenderFailed")
            #expect(
                why.contains("as the service account martlet-system/martlet-applier: secrets is forbidden"), "\(why)")
        }

        @Test("objects of a kind that may not be watched are set aside, and the rest goes on")
        func narrowedWatch() async throws {
            let cluster = try await Self.shared.value().get()
            let namespace = try await cluster.controlPlane.makeNamespace("narrowed")
            let role = try deployed("one-namespace/rbac").replacing("martlet-system", with: namespace)
            for file in ["base/service-account", "base/role"] {
                try await cluster.apply(deployed(file).replacing("martlet-system", with: namespace))
            }
            try await cluster.apply(role)
            try await cluster.apply(applierRole.replacing("NAMESPACE", with: namespace), namespace: namespace)
            let controller = try ControllerProcess(
                cluster, kubeconfig: try await cluster.kubeconfig(account: "martlet-controller", in: namespace),
                options: ["--namespace", namespace, "--confine"])
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            let everything = "apiGroups: [\"*\"]\n    resources: [\"*\"]"
            let narrowed = role.replacing(everything, with: "apiGroups: [\"\"]\n    resources: [configmaps]")
            #expect(narrowed != role)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/old.yaml", configMap("old", "1"))
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy()
            try await controller.stop()
            try await cluster.apply(narrowed)
            try await controller.start()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try workspace.git.remove("app/old.yaml")
            try await workspace.push()
            try await workspace.eventually("the rest is applied") { try await workspace.value("one") == "2" }
            let problem = try await workspace.problem("Deployment.apps", "web")
            #expect(problem?["reason"] == "WatchForbidden", "\(problem ?? [:])")
            #expect(try await workspace.value("old") == "1", "nothing is pruned meanwhile")
            try await endsOnceGranted(workspace, role)
            try await controller.stop()
        }

        @Test(
            "objects of a kind that may be listed and not watched are set aside, too, and stay so until it may be watched"
        )
        func listedOnly() async throws {
            let cluster = try await Self.shared.value().get()
            let namespace = try await cluster.controlPlane.makeNamespace("listed")
            let role = try deployed("one-namespace/rbac").replacing("martlet-system", with: namespace)
            for file in ["base/service-account", "base/role"] {
                try await cluster.apply(deployed(file).replacing("martlet-system", with: namespace))
            }
            let everything = "apiGroups: [\"*\"]\n    resources: [\"*\"]\n    verbs: [list, watch]"
            let narrowed = role.replacing(
                everything,
                with: """
                    apiGroups: [""]
                        resources: [configmaps]
                        verbs: [list, watch]
                      - apiGroups: [apps]
                        resources: [deployments]
                        verbs: [list]
                    """)
            #expect(narrowed != role)
            try await cluster.apply(narrowed)
            try await cluster.apply(applierRole.replacing("NAMESPACE", with: namespace), namespace: namespace)
            let controller = try ControllerProcess(
                cluster, kubeconfig: try await cluster.kubeconfig(account: "martlet-controller", in: namespace),
                options: ["--namespace", namespace, "--confine"])
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            func isRefused() async throws -> Bool {
                try await workspace.problem("Deployment.apps", "web")?["reason"] == "WatchForbidden"
            }
            try await workspace.eventually("it is told") { try await isRefused() }
            for _ in 0..<10 {
                try await workspace.request(workspace.application())
                try await Task.sleep(for: .seconds(1))
                #expect(try await isRefused())
            }
            try await cluster.apply(role)
            try await workspace.waitUntilReady()
            try await controller.stop()
        }

        private func endsOnceGranted(_ workspace: Workspace, _ role: String) async throws {
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try await workspace.cluster.delete(workspace.application())
            let why = try await workspace.waitUntilNotReady(reason: "DeletionFailed")
            #expect(why.contains("grant the controller list and watch"), "\(why)")
            #expect(try await workspace.cluster.exists(web))
            #expect(try await workspace.value("one") == "2", "what is deleted after it waits")
            try await workspace.cluster.apply(role)
            try await workspace.eventually("it ends", within: .seconds(60)) {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(!(try await workspace.cluster.exists(web)))
            #expect(try await workspace.value("one") == nil)
            #expect(try await workspace.value("old") == nil)
        }

        /// To impersonate an account takes the right to do that, and none for the groups that it is in.
        private func asAccount(_ workspace: Workspace) async throws {
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.applyApplication("team", spec: ["destination": ["serviceAccountName": "deployer"]])
            try await workspace.waitUntilReady("team")
        }
    }
}

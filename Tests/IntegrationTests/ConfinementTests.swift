import Documents
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    /// In a cluster where no other controller looks at the same resources.
    @Suite("confined to a namespace, and two installations") struct ConfinementTests {
        @Test("with --confine a Role is enough, and what leads out of the namespace is refused object by object")
        func confined() async throws {
            let cluster = try await quietCluster()
            let namespace = try await cluster.controlPlane.makeNamespace("confined")
            for file in ["base/service-account", "base/role", "one-namespace/rbac"] {
                try await cluster.apply(deployed(file).replacing("martlet-system", with: namespace))
            }
            try await cluster.apply(applierRole.replacing("NAMESPACE", with: namespace), namespace: namespace)
            let controller = try ControllerProcess(
                cluster, kubeconfig: try await cluster.kubeconfig(account: "martlet-controller", in: namespace),
                options: ["--namespace", namespace, "--confine", "--leader-elect"])
            try await controller.start()
            let workspace = Workspace(cluster, controller, in: namespace, try GitRepository())
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 0))
            try await workspace.deploy()
            let one = Reference.configMap("one", in: workspace.namespace)
            try await cluster.patch(one, ["data": ["key": "by hand"]])
            try await workspace.eventually("drift is repaired", within: second) {
                try await workspace.value("one") == "1"
            }
            try await refuses(workspace)
            try workspace.git.remove("app/one.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("one") == nil, "pruned")
            try await cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !cluster.exists(workspace.application())
            }
            #expect(try await controller.metric("martlet_kube_requests_total", ["code": "403"]) == 0)
            try await controller.stop()
        }

        /// A commit with things that lie elsewhere: those are refused, what lies here is applied.
        private func refuses(_ workspace: Workspace) async throws {
            let cluster = workspace.cluster
            let foreign = "\(workspace.namespace)-foreign"
            let rbac = "rbac.authorization.k8s.io/v1"
            try workspace.git.write("app/there.yaml", configMap("there", "1", extra: "  namespace: default"))
            try workspace.git.write(
                "app/role.yaml", "apiVersion: \(rbac)\nkind: ClusterRole\nmetadata: {name: \(foreign)}\nrules: []")
            try workspace.git.write("app/here.yaml", configMap("here", "1"))
            try await workspace.push()
            try await workspace.eventually("the rest is applied") { try await workspace.value("here") == "1" }
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains("confined to \(workspace.namespace)"), "\(why)")
            for (kind, name) in [("ConfigMap", "there"), ("ClusterRole.rbac.authorization.k8s.io", foreign)] {
                #expect(try await workspace.problem(kind, name)?["reason"] == "OutOfReach", "\(kind)")
            }
            #expect(!(try await cluster.exists(.configMap("there", in: "default"))))
            #expect(!(try await cluster.exists(.of(rbac, "ClusterRole", foreign))))
            try workspace.git.remove("app/there.yaml")
            try workspace.git.remove("app/role.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            try await refusesNamespace(workspace, foreign)
        }

        private func refusesNamespace(_ workspace: Workspace, _ foreign: String) async throws {
            try workspace.git.write("elsewhere/map.yaml", configMap("elsewhere", "1"))
            try await workspace.push()
            try await workspace.applyApplication(
                "elsewhere", spec: ["destination": ["namespace": .string(foreign), "createNamespace": true]])
            try await workspace.waitUntilNotReady("elsewhere", reason: "SyncFailed")
            #expect(
                try await workspace.problem("ConfigMap", "elsewhere", of: "elsewhere")?["reason"] == "OutOfReach")
            #expect(!(try await workspace.cluster.exists(.namespace(foreign))))
        }

        @Test("what a controller applied elsewhere before it was confined is neither touched nor forgotten")
        func confinedLater() async throws {
            let cluster = try await quietCluster()
            let workspace = try await Workspace(alone: cluster, "later")
            let confined = try workspace.anotherController(options: ["--confine"])
            let target = "\(workspace.namespace)-target"
            try await workspace.controller.start()
            try workspace.git.write("app/here.yaml", configMap("here", "1"))
            try workspace.git.write("app/there.yaml", configMap("there", "1", extra: "  namespace: \(target)"))
            try workspace.git.write(
                "app/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target)}")
            try await workspace.deploy()
            try await workspace.controller.stop()
            try await confined.start()
            try workspace.git.remove("app/there.yaml")
            try await workspace.push()
            try await workspace.eventually("what is there is out of reach") {
                try await workspace.problem("ConfigMap", "there")?["reason"] == "OutOfReach"
            }
            #expect(try await cluster.exists(.configMap("there", in: target)))
            try await prunesInside(workspace, target)
            try await cluster.delete(workspace.application())
            let why = try await workspace.waitUntilNotReady(reason: "OutOfReach")
            #expect(why.contains("deletionPolicy"), "\(why)")
            try await confined.stop()
            try await workspace.controller.start()
            try await workspace.eventually("it ends where its objects can be reached") {
                try await !cluster.exists(workspace.application())
            }
            try await workspace.controller.stop()
        }

        /// What is out of reach and not in the source any more is remembered, and stands in the way of nothing.
        private func prunesInside(_ workspace: Workspace, _ target: String) async throws {
            try workspace.git.remove("app/namespace.yaml")
            try workspace.git.remove("app/here.yaml")
            try workspace.git.write("app/new.yaml", configMap("new", "1"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("here") == nil, "pruned")
            let status = try await workspace.status()
            #expect(status.at("sync", "status") == "Synced" && status.at("summary", "outOfSync") == 0)
            let entries = status.at("inventory", "entries")?.array ?? []
            #expect(entries.contains { $0["id"]?.string == "\(target)_there__ConfigMap" })
            let problem = try await workspace.problem("ConfigMap", "there")
            #expect(problem?["message"]?.string?.contains("without --confine once") == true, "\(problem ?? [:])")
        }

        @Test("what another installation manages is left alone, and taken over once that lets go")
        func installations() async throws {
            let cluster = try await quietCluster()
            let first = try await Workspace(alone: cluster, "first")
            let second = try await Workspace(alone: cluster, "second")
            let spec: Value = [
                "destination": ["namespace": .string(first.namespace)],
                "sync": ["retry": ["backoff": ["duration": "1s", "factor": 1]]],
            ]
            for workspace in [first, second] { try await workspace.controller.start() }
            try first.git.write("app/shared.yaml", configMap("shared", "first's"))
            try await first.deploy()
            try second.git.write("app/shared.yaml", configMap("shared", "second's"))
            try second.git.write("app/own.yaml", configMap("own", "second's"))
            try second.git.commit()
            try await second.applyRepository()
            let before = try await cluster.get(.configMap("shared", in: first.namespace))
            try await second.applyApplication(spec: spec)
            let why = try await second.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains("managed by the installation \(first.namespace)"), "\(why)")
            #expect(try await second.problem("ConfigMap", "shared")?["reason"] == "Conflict")
            #expect(try await first.value("own") == "second's")
            let after = try await cluster.get(.configMap("shared", in: first.namespace))
            #expect(before == after, "not touched at all")
            try first.git.remove("app/shared.yaml")
            try first.git.write("app/other.yaml", configMap("other", "1"))
            try await first.waitUntilReady(at: first.push())
            try await second.waitUntilReady()
            #expect(try await first.value("shared") == "second's")
            for workspace in [first, second] { try await workspace.controller.stop() }
        }

        @Test("what nobody manages is taken over, whoever has set its fields, and what is new takes one request")
        func adoption() async throws {
            let cluster = try await quietCluster()
            let workspace = try await Workspace(alone: cluster, "adoption")
            try await workspace.controller.start()
            try await cluster.apply(configMap("old", "by hand"), namespace: workspace.namespace)
            try workspace.git.write("app/new.yaml", configMap("new", "1"))
            try await workspace.deploy()
            #expect(try await workspace.controller.metric("martlet_kube_requests_total", ["verb": "apply"]) == 1)
            try workspace.git.write("app/old.yaml", configMap("old", "1"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.value("old") == "1")
            try await workspace.controller.stop()
        }
    }
}

/// What is applied here, besides the rights that a controller has by Deploy/one-namespace.
let applierRole = """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: applier}
    rules:
    - apiGroups: ["", apps]
      resources: [configmaps, deployments]
      verbs: [get, create, patch, delete]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: applier}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: applier}
    subjects:
    - {kind: ServiceAccount, name: martlet-applier, namespace: NAMESPACE}
    """

import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what is deleted before what") struct DeletionOrderTests {
        private func group(_ workspace: Workspace) -> String {
            "\(workspace.namespace.filter { $0.isLetter || $0.isNumber }).example.org"
        }

        private func boat(_ workspace: Workspace) -> Reference {
            .of("\(group(workspace))/v1", "Boat", "main", in: workspace.namespace)
        }

        private func web(_ workspace: Workspace) -> Reference {
            .of("apps/v1", "Deployment", "operator", in: workspace.namespace)
        }

        /// A definition, one of its kind that somebody has to tear down, and who does that.
        private func deployOperator(_ workspace: Workspace) async throws {
            try workspace.git.write("app/definition.yaml", boatDefinition(group: group(workspace)))
            try workspace.git.write(
                "app/boat.yaml",
                """
                apiVersion: \(group(workspace))/v1
                kind: Boat
                metadata: {name: main, finalizers: [example.org/teardown]}
                spec: {size: 1}
                """)
            try workspace.git.write("app/operator.yaml", deployment("operator", replicas: 0))
            try workspace.git.write(
                "app/account.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: operator}")
            try workspace.git.write("app/stays.yaml", configMap("stays", "1"))
            try await workspace.deploy()
        }

        private func holdsTheRest(_ workspace: Workspace, reason: String) async throws {
            let why = try await workspace.waitUntilNotReady(reason: reason)
            #expect(why.contains("Boat.\(group(workspace)) \(workspace.namespace)/main"), "\(why)")
            #expect(why.contains("example.org/teardown"), "what holds it: \(why)")
            try await workspace.always("whoever tears it down is still there", for: .seconds(2)) {
                try await workspace.cluster.exists(web(workspace))
            }
            try await workspace.cluster.patch(boat(workspace), ["metadata": ["finalizers": .null]])
        }

        @Test("an operator goes once its custom resources are gone, when the application is deleted")
        func deletion() async throws {
            let workspace = try await workspace()
            try await deployOperator(workspace)
            try await workspace.cluster.delete(workspace.application())
            try await holdsTheRest(workspace, reason: "Deleting")
            try await workspace.eventually("then all goes") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await !workspace.cluster.exists(web(workspace)))
            #expect(try await workspace.value("stays") == nil)
        }

        @Test("an operation that waits longer than it may has failed; what it waits for is waited for all the same")
        func timeout() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "app/goes.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: goes, finalizers: [example.org/teardown]}")
            try workspace.git.write("app/stays.yaml", configMap("stays", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["timeout": "1s"]])
            try await workspace.waitUntilReady()
            try workspace.git.remove("app/goes.yaml")
            let commit = try await workspace.push()
            try await workspace.eventually("the operation has failed") {
                try await workspace.status()["operation"]?["phase"] == "Failed"
            }
            let message = try await workspace.status()["operation"]?["message"]?.string ?? ""
            #expect(message.hasPrefix("did not end in time: "), "\(message)")
            #expect(try await workspace.ready()?.reason == "Pruning")
            try await workspace.eventually("it is told") {
                try await workspace.cluster.events(in: workspace.namespace).contains {
                    $0["reason"] == "SyncFailed" && ($0["note"]?.string ?? "").contains("did not end in time")
                }
            }
            try await workspace.cluster.patch(
                .configMap("goes", in: workspace.namespace), ["metadata": ["finalizers": .null]])
            try await workspace.waitUntilReady(at: commit)
        }

        @Test("and when both leave the source")
        func prune() async throws {
            let workspace = try await workspace()
            try await deployOperator(workspace)
            for file in ["definition", "boat", "operator", "account"] { try workspace.git.remove("app/\(file).yaml") }
            let commit = try await workspace.push()
            try await holdsTheRest(workspace, reason: "Pruning")
            try await workspace.waitUntilReady(at: commit)
            #expect(try await !workspace.cluster.exists(web(workspace)))
            #expect(try await workspace.value("stays") == "1")
        }

        @Test("the objects of a suspended application stay when it is deleted")
        func suspended() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.patch(workspace.application(), ["spec": ["suspend": true]])
            try await workspace.eventually("it is suspended") {
                try await workspace.condition("Reconciling", of: workspace.application())?.reason == "Suspended"
            }
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await workspace.value("one") == "1")
        }
    }
}

/// - Parameter serves: whether `v1alpha1` is served besides `v1`.
func boatDefinition(group: String, serves: Bool = true, more: String = "") -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: boats.\(group)}
    spec:
      group: \(group)
      names: {kind: Boat, plural: boats, singular: boat}
      scope: Namespaced
    \(more)
      versions:
      - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
      - {name: v1alpha1, served: \(serves), storage: false, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
    """
}

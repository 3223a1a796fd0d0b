import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Whoever can push writes definitions, too. None of them leads the controller anywhere.
    @Suite("definitions in a source") struct DirectionTests {
        @Test("one that names other paths, or Kubernetes' own kinds, holds up nobody else's objects of that kind")
        func standstill() async throws {
            let victim = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: victim.namespace)
            try victim.git.write("app/web.yaml", deployment("web", replicas: 0))
            try victim.git.write("app/one.yaml", configMap("one", "1"))
            try await victim.deploy()
            let attacker = try await workspace()
            try attacker.git.write(
                "app/a.yaml", definition("apps", "Deployment", "../../../api/v1/namespaces/default"))
            try attacker.git.write("app/b.yaml", definition("", "ConfigMap", "namespaces/default/services"))
            try attacker.git.write("app/c.yaml", definition("", "Fake", "namespaces/\(victim.namespace)/configmaps"))
            try attacker.git.write("app/d.yaml", definition("apps", "Deployment", "nothings"))
            try attacker.git.write("app/web.yaml", deployment("web", replicas: 0))
            try attacker.git.write("app/one.yaml", configMap("one", "1"))
            try attacker.git.write("app/fake.yaml", "apiVersion: v1\nkind: Fake\nmetadata: {name: fake}")
            try attacker.git.commit()
            try await attacker.applyRepository()
            try await attacker.applyApplication()
            try await attacker.eventually("the definitions are refused") {
                try await attacker.problem("Fake", "fake")?["reason"] == "UnknownKind"
            }
            #expect(try await attacker.value("one") == "1", "the rest is applied")
            try await victim.cluster.delete(web)
            try await victim.eventually("a deleted object comes back", within: second) {
                try await victim.cluster.exists(web)
            }
            try victim.git.write("app/web.yaml", deployment("web", replicas: 2))
            try await victim.push()
            try await victim.eventually("a new commit is applied") {
                try await victim.cluster.get(web).at("spec", "replicas") == 2
            }
            #expect(try await victim.value("one") == "1")
        }

        private func definition(_ group: String, _ kind: String, _ plural: String) -> String {
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: "\(plural.count).\(group.isEmpty ? "core" : group)"}
            spec:
              group: "\(group)"
              scope: Namespaced
              names: {kind: \(kind), plural: "\(plural)"}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object}}
            """
        }

        @Test("a kind that comes, goes and comes again with another name and scope is found where it is")
        func renamed() async throws {
            let workspace = try await workspace()
            let group = "\(workspace.namespace.filter { $0.isLetter || $0.isNumber }).example.org"
            try workspace.git.write("app/a.yaml", widgetDefinition(group: group))
            try workspace.git.write(
                "app/b.yaml", "apiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}")
            try await workspace.deploy()
            #expect(try await size(workspace, group, "widgets") == 3)
            try workspace.git.write("app/a.yaml", widgetDefinition(group: group, plural: "gadgets", scope: "Cluster"))
            try await workspace.push()
            try await workspace.eventually("it is made where the server has it now", within: .seconds(90)) {
                try await size(workspace, group, "gadgets") == 3
            }
            try await workspace.waitUntilReady(within: .seconds(90))
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("all of it is deleted") {
                try await !workspace.cluster.exists(workspace.application())
            }
        }

        private func size(_ workspace: Workspace, _ group: String, _ plural: String) async throws -> Int? {
            let text = try? workspace.cluster.kubectl(
                "get", "\(plural).\(group)", "w", "--namespace", workspace.namespace, "-o", "jsonpath={.spec.size}")
            return text.flatMap { Int($0) }
        }
    }
}

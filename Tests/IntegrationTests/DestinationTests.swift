import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("where objects go, and as whom") struct DestinationTests {
        @Test("objects that name no namespace go to the destination's, which is made where it is asked for")
        func destination() async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-target"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write(
                "app/home.yaml", configMap("home", "1", extra: "  namespace: \(workspace.namespace)"))
            try await workspace.deploy(spec: ["destination": ["namespace": .string(target), "createNamespace": true]])
            #expect(try await workspace.cluster.exists(.configMap("one", in: target)))
            #expect(try await workspace.value("home") == "1")
            #expect(try await workspace.value("one") == nil)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the objects are gone") {
                try await !workspace.cluster.exists(.configMap("one", in: target))
            }
            #expect(
                try await workspace.cluster.exists(.namespace(target)), "a namespace may hold what others put there")
        }

        @Test("a namespace that is missing is reported, and what is to be in it follows once it is there")
        func missingNamespace() async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-late"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "destination": ["namespace": .string(target)],
                "sync": ["retry": ["backoff": ["duration": "1s", "factor": 1]]],
            ])
            try await workspace.eventually("the namespace is missed") {
                try await workspace.problem("ConfigMap", "one")?["reason"] == "NotFound"
            }
            try await workspace.cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target)}")
            try await workspace.waitUntilReady()
        }

        @Test("one commit may bring a definition, a namespace, cluster-scoped objects and what needs them")
        func everythingAtOnce() async throws {
            let workspace = try await workspace()
            let name = workspace.namespace.filter { $0.isLetter || $0.isNumber }
            let files = [
                "a-widget":
                    "apiVersion: \(name).example.org/v1\nkind: Widget\nmetadata: {name: w, namespace: \(name)}\nspec: {size: 3}",
                "b-map": configMap("inside", "1", extra: "  namespace: \(name)"),
                "c-role":
                    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: \(name)}\nrules: []",
                "d-namespace": "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name)}",
                "e-definition": widgetDefinition(group: "\(name).example.org"),
            ]
            for (file, text) in files { try workspace.git.write("app/\(file).yaml", text) }
            try await workspace.deploy()
            let widget = Reference.of("\(name).example.org/v1", "Widget", "w", in: name)
            #expect(try await workspace.cluster.get(widget).at("spec", "size") == 3)
            #expect(try await workspace.cluster.exists(.of("rbac.authorization.k8s.io/v1", "ClusterRole", name)))
            #expect(try await workspace.status().at("summary", "objects") == 5)
            try await workspace.cluster.patch(widget, ["spec": ["size": 4]])
            try await workspace.eventually("a custom resource is repaired", within: second) {
                try await workspace.cluster.get(widget).at("spec", "size") == 3
            }
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("all of it is deleted") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(!(try await workspace.cluster.exists(.of("rbac.authorization.k8s.io/v1", "ClusterRole", name))))
        }

        @Test("with a service account, what that may not do is a problem of that object, and the rest is applied")
        func impersonation() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: hidden}")
            try workspace.git.commit()
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["destination": ["serviceAccountName": "deployer"]])
            try await workspace.eventually("the rest is applied") { try await workspace.value("one") == "1" }
            try await workspace.eventually("what is forbidden is reported") {
                try await workspace.problem("Secret", "hidden")?["reason"] == "Forbidden"
            }
            #expect(!(try await workspace.cluster.exists(.of("v1", "Secret", "hidden", in: workspace.namespace))))
            let message = try await workspace.problem("Secret", "hidden")?["message"]?.string ?? ""
            #expect(message.contains("system:serviceaccount:\(workspace.namespace):deployer"), "\(message)")
            try workspace.git.remove("app/secret.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it deletes as that account") { try await workspace.value("one") == nil }
        }
    }
}

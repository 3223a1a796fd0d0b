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

        private func labels(_ name: String, _ workspace: Workspace) async throws -> [String: String] {
            let labels = try await workspace.cluster.get(.namespace(name)).at("metadata", "labels")?.object ?? [:]
            // Servers and other tests set these.
            return Dictionary(uniqueKeysWithValues: labels.compactMap { ($0.key, $0.value.string ?? "") })
                .filter { $0.key.hasPrefix("example.org/") || $0.key.hasPrefix("gitops.martlet.dev/") }
        }

        private func destination(_ target: String, _ labels: Value?) -> Value {
            var destination: Value = ["namespace": .string(target), "createNamespace": true]
            destination["namespaceMetadata"] = labels.map { ["labels": $0] } ?? .null
            return ["spec": ["destination": destination]]
        }

        private static let mark = ["gitops.martlet.dev/managed-by": "martlet"]

        @Test(
            "the namespace carries what the destination says of it, for as long as it says so",
            arguments: [false, true])
        func namespaceMetadata(isThere: Bool) async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-labelled"
            if isThere {
                try await workspace.cluster.apply(
                    "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target), labels: {example.org/own: kept}}")
            }
            let own = isThere ? ["example.org/own": "kept"] : [:]
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            let first = destination(target, ["example.org/a": "1", "example.org/b": "1"])
            try await workspace.deploy(spec: first["spec"] ?? .null)
            func expect(_ expected: [String: String], _ what: Comment) async throws {
                try await workspace.eventually("\(what)") {
                    try await labels(target, workspace) == own.merging(expected) { $1 }
                }
            }
            let marked = Self.mark
            try await expect(marked.merging(["example.org/a": "1", "example.org/b": "1"]) { $1 }, "both are there")
            try await workspace.cluster.patch(
                .namespace(target), ["metadata": ["labels": ["example.org/a": "by-hand"]]])
            try await expect(marked.merging(["example.org/a": "1", "example.org/b": "1"]) { $1 }, "it is put right")
            try await workspace.cluster.patch(
                workspace.application(), destination(target, ["example.org/a": "2", "example.org/b": .null]))
            try await expect(marked.merging(["example.org/a": "2"]) { $1 }, "one is changed, one dropped")
            try await workspace.cluster.patch(workspace.application(), destination(target, nil))
            try await expect([:], "nothing of ours is left")
            try await workspace.waitUntilReady()
            try await workspace.cluster.patch(
                workspace.application(), destination(target, ["example.org/a": "3"]))
            try await expect(marked.merging(["example.org/a": "3"]) { $1 }, "it is back")
            try await workspace.waitUntilReady()
            try workspace.git.write("app/one.yaml", "# nothing any more")
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "PruneRefused")
            #expect(try await workspace.cluster.exists(.configMap("one", in: target)), "the namespace does not count")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await !workspace.cluster.exists(.configMap("one", in: target)))
            #expect(try await workspace.cluster.exists(.namespace(target)))
        }

        @Test("two that say the same of one namespace share it, and a Namespace in the source counts instead")
        func sharedNamespace() async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-shared"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("second/two.yaml", configMap("two", "1"))
            let shared = destination(target, ["example.org/a": "1"])["spec"] ?? .null
            try await workspace.deploy(spec: shared)
            try await workspace.applyApplication("second", spec: shared)
            try await workspace.waitUntilReady("second")
            try await workspace.cluster.patch(
                workspace.application("second"), destination(target, ["example.org/a": "2"]))
            try await workspace.waitUntilNotReady("second", reason: "Conflict")
            #expect(try await labels(target, workspace)["example.org/a"] == "1")

            try workspace.git.write(
                "app/namespace.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target), labels: {example.org/b: source}}")
            try await workspace.push()
            try await workspace.eventually("the source's counts") {
                try await labels(target, workspace) == Self.mark.merging(["example.org/b": "source"]) { $1 }
            }
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

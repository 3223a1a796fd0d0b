import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what is held back") struct HeldPlanTests {
        /// May make and apply, and nothing else.
        private static let writer = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: writer}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: writer}
            rules:
            - {apiGroups: [""], resources: [configmaps, services, secrets], verbs: [create, patch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: writer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}
            subjects: [{kind: ServiceAccount, name: writer}]
            """

        private static func service(_ port: Int) -> String {
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: \(port)}]}
            """
        }

        private static func secret(_ password: String) -> String {
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            stringData: {password: \(password)}
            """
        }

        private func change(_ kind: String, _ workspace: Workspace) async throws -> Value? {
            try await workspace.status().at("plan", "changes")?.array?.first {
                $0["object"]?.string?.hasPrefix(kind) ?? false
            }
        }

        @Test(
            "status says which fields a sync would change, with no other rights than it takes, and nothing of Secrets")
        func fields() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(Self.writer, namespace: workspace.namespace)
            try workspace.git.write("app/web.yaml", Self.service(80))
            try workspace.git.write("app/keys.yaml", Self.secret("first-password"))
            try workspace.git.write("app/map.yaml", configMap("map", "1"))
            let account: Value = ["serviceAccountName": "writer"]
            try await workspace.deploy(spec: ["destination": account])
            try await workspace.applyApplication(spec: ["destination": account, "sync": ["automatic": false]])
            try workspace.git.write("app/web.yaml", Self.service(8080))
            try workspace.git.write("app/keys.yaml", Self.secret("second-password"))
            try workspace.git.write(
                "app/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {key: 5}\n")
            let commit = try await workspace.push()
            try await workspace.eventually("the plan is of the new commit") {
                try await workspace.status().at("plan", "revision")?.string?.contains(commit) ?? false
            }
            let status = try await workspace.status()
            let plan = try #require(status["plan"])
            #expect(plan["update"] == 3 && plan["create"] == 0 && plan["impact"] == "medium", "\(plan.json())")
            let service = try #require(try await change("Service", workspace)?["fields"]?.array)
            // What the server fills in is not ours to guess: it said so.
            #expect(
                service == ["~ spec.ports[0].port: 80 → 8080", "~ spec.ports[0].targetPort: 80 → 8080"],
                "\(service)")
            // A ConfigMap holds no numbers: the server refuses that, and the others are foreseen all the same.
            #expect(plan["conflicts"] == 1, "\(plan.json())")
            let secret = try #require(try await change("Secret", workspace)?["fields"]?[0]?.string)
            #expect(secret.hasPrefix("~ data.password: (secret "), "\(secret)")
            for text in ["first-", "second-"] { #expect(!status.json().contains(text)) }
            try workspace.git.write("app/map.yaml", configMap("map", "1"))
            try await workspace.push()
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", "1")
            try await workspace.waitUntilReady()
            try await workspace.eventually("nothing is held") { try await workspace.status()["plan"] == nil }
        }

        @Test("status says how many stored objects use what goes with a definition, to those who may list them")
        func definitions() async throws {
            let workspace = try await workspace()
            let group = "\(workspace.namespace).example.org"
            func definition(_ serves: Bool) -> String { boatDefinition(group: group, serves: serves) }
            func boat(_ name: String, _ version: String) -> String {
                "apiVersion: \(group)/\(version)\nkind: Boat\nmetadata: {name: \(name)}\nspec: {size: 1}"
            }
            try workspace.git.write("app/definition.yaml", definition(true))
            try workspace.git.write("app/blue.yaml", boat("blue", "v1"))
            try workspace.git.write("app/red.yaml", boat("red", "v1alpha1"))
            try await workspace.deploy()
            try await workspace.applyApplication(spec: ["sync": ["automatic": false]])
            try workspace.git.write("app/definition.yaml", definition(false))
            let commit = try await workspace.push()
            try await workspace.eventually("the plan is of the new commit") {
                try await workspace.status().at("plan", "revision")?.string?.contains(commit) ?? false
            }
            let change = try #require(try await change("CustomResourceDefinition", workspace))
            #expect(
                change["reasons"] == [
                    .string(
                        "versions[name=v1alpha1]: is served no more; 1 of 2 boats is written in it: "
                            + "\(workspace.namespace)/red")
                ], "\(change.json())")
            #expect(change["impact"] == "critical")
        }
    }
}

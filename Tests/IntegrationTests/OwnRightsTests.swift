import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("applications that hold the rights that they are applied with") struct OwnRightsTests {
        private static let rbac = "rbac.authorization.k8s.io/v1"

        /// An account that may do everything in its namespace, as the administrator makes it first and the source has it.
        private func account(_ workspace: Workspace) -> String {
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: owner}
            ---
            apiVersion: \(Self.rbac)
            kind: Role
            metadata: {name: owner}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
            ---
            apiVersion: \(Self.rbac)
            kind: RoleBinding
            metadata: {name: owner}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: owner}
            subjects: [{kind: ServiceAccount, name: owner, namespace: \(workspace.namespace)}]
            """
        }

        private let more = (0..<20).map { number in
            """
            ---
            apiVersion: \(OwnRightsTests.rbac)
            kind: Role
            metadata: {name: role-\(number)}
            rules: []
            ---
            apiVersion: \(OwnRightsTests.rbac)
            kind: RoleBinding
            metadata: {name: binding-\(number)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: role-\(number)}
            subjects: [{kind: ServiceAccount, name: web-\(number)}]
            """
        }.joined(separator: "\n")

        private func deploy(_ workspace: Workspace) async throws {
            try await workspace.cluster.apply(account(workspace), namespace: workspace.namespace)
            try workspace.git.write("app/account.yaml", account(workspace))
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write(
                "app/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: secret, finalizers: [example.org/x]}"
            )
            try await workspace.deploy(spec: ["destination": ["serviceAccountName": "owner"]])
        }

        private func isThere(_ workspace: Workspace, _ kind: String) async throws -> Bool {
            let version = kind == "ServiceAccount" ? "v1" : Self.rbac
            return try await workspace.cluster.exists(.of(version, kind, "owner", in: workspace.namespace))
        }

        @Test("their end takes these last, when all else is gone, and is an end")
        func deletion() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/more.yaml", more)
            try await deploy(workspace)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.waitUntilNotReady(reason: "Deleting")
            for kind in ["ServiceAccount", "Role", "RoleBinding"] {
                #expect(try await isThere(workspace, kind), "\(kind) goes before what it is needed for")
            }
            try await workspace.cluster.patch(
                .of("v1", "Secret", "secret", in: workspace.namespace), ["metadata": ["finalizers": .null]])
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            for kind in ["ServiceAccount", "Role", "RoleBinding"] {
                #expect(try await !isThere(workspace, kind), "\(kind) stays")
            }
            #expect(try await !workspace.cluster.exists(.of(Self.rbac, "Role", "role-7", in: workspace.namespace)))
            #expect(try await workspace.value("one") == nil)
        }

        @Test("what leaves the source with these goes before them")
        func prune() async throws {
            let workspace = try await workspace()
            try await deploy(workspace)
            for file in ["account", "secret"] { try workspace.git.remove("app/\(file).yaml") }
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "Pruning")
            #expect(try await isThere(workspace, "RoleBinding"))
            try await workspace.cluster.patch(
                .of("v1", "Secret", "secret", in: workspace.namespace), ["metadata": ["finalizers": .null]])
            try await workspace.eventually("the rights are gone, too") {
                for kind in ["ServiceAccount", "Role", "RoleBinding"] {
                    guard try await !isThere(workspace, kind) else { return false }
                }
                return true
            }
        }

        @Test("where they are taken away too early, a way out is told, and works")
        func lost() async throws {
            let workspace = try await workspace()
            try await deploy(workspace)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.waitUntilNotReady(reason: "Deleting")
            try await workspace.cluster.delete(.of(Self.rbac, "RoleBinding", "owner", in: workspace.namespace))
            try await workspace.cluster.patch(
                .of("v1", "Secret", "secret", in: workspace.namespace), ["metadata": ["finalizers": .null]])
            let why = try await workspace.waitUntilNotReady(reason: "DeletionFailed")
            #expect(why.contains("grant the service account \(workspace.namespace)/owner the right"), "\(why)")
            #expect(why.contains("deletionPolicy to Orphan"), "\(why)")
            try await workspace.cluster.apply(account(workspace), namespace: workspace.namespace)
            try await workspace.request(workspace.application())
            try await workspace.eventually("it ends once they are granted again") {
                try await !workspace.cluster.exists(workspace.application())
            }
        }
    }
}

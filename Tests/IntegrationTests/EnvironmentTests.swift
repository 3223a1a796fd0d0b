import Approvals
import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import KubeTesting
import OperatorTesting
import TestKit
import Testing
import YAML

extension IntegrationTests {
    @Suite("environments") struct EnvironmentTests {
        private func run(_ workspace: Workspace, _ words: String...) throws -> MartletProgram.Outcome {
            try MartletProgram.run(
                words + ["--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath, "-n", workspace.namespace])
        }

        private func environment(_ workspace: Workspace, _ rules: String) -> String {
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsEnvironment
            metadata: {name: \(workspace.namespace)}
            spec:
              destinations: {namespaces: {names: [\(workspace.namespace)]}}
              \(rules)
            """
        }

        /// Lets a user make witnesses, and approve in the workspace's namespace if they are to.
        private func entitle(_ user: String, _ workspace: Workspace, mayApprove: Bool) async throws {
            let name = "\(workspace.namespace)-\(user)"
            try await workspace.cluster.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: \(name)}
                rules:
                - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create, get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: \(name)}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(name)}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: \(user)}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: \(name), namespace: \(workspace.namespace)}
                rules:
                - {apiGroups: [gitops.martlet.dev], resources: [gitopsenvironments], verbs: [\(mayApprove ? "approve, reject" : "get")]}
                - {apiGroups: [gitops.martlet.dev], resources: [gitopsapplications], verbs: [get, list, watch, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: \(name), namespace: \(workspace.namespace)}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: \(user)}]
                """)
        }

        private func remove(_ workspace: Workspace) throws {
            _ = try workspace.cluster.kubectl("delete", "goenv", workspace.namespace)
        }

        /// A witness as a program writes it that has no plugin, of what status says has to be approved.
        private func witness(
            _ workspace: Workspace, as user: String, username: String? = nil, digest: String? = nil
        ) async throws {
            let asked = try await workspace.status().at("approvals")?[0]
            var signer = asked?["signerName"]?.string ?? ""
            if let digest { signer = signer.split(separator: ".").dropLast().joined(separator: ".") + "." + digest }
            let path = "Examples/environments/approval.yaml"
            var object = try #require(try YAML.parse(try Project.read(path), file: path).first?.value)
            object["spec"]?["signerName"] = .string(signer)
            if let username {
                object["spec"]?["username"] = .string(username)
                object["spec"]?["groups"] = ["system:masters"]
            }
            _ = try await workspace.cluster.client.impersonating(user, groups: ["system:authenticated"]).create(
                Witness.type, namespace: nil, body: object)
        }

        @Test("a commit waits for who may approve; nobody else's word and no other plan's counts")
        func approval() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.apply(environment(workspace, "approval: {rules: [{count: 1}]}"))
            try await entitle("alice", workspace, mayApprove: true)
            try await entitle("mallory", workspace, mayApprove: false)
            try await workspace.eventually("it is bound") {
                try await workspace.status().at("environments")?[0]?.string == workspace.namespace
            }
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "AwaitingApproval")
            #expect(message.contains("kubectl martlet approve"), "\(message)")
            try await workspace.eventually("kubectl shows what waits") {
                try workspace.cluster.kubectl("get", "godeploy", "--namespace", workspace.namespace)
                    .contains("AwaitingApproval")
            }
            try await witness(workspace, as: "mallory")
            try await witness(workspace, as: "mallory", username: "alice")
            try await witness(workspace, as: "alice", digest: String(repeating: "0", count: 64))
            try await workspace.eventually("it says who may not") {
                try await workspace.status().at("approvals")?[0]?["needs"]?.string?
                    .contains("mallory has no right to it") ?? false
            }
            #expect(try await workspace.value("one") == "1")
            try await witness(workspace, as: "alice")
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == "2")
            try await workspace.eventually("kubectl shows who has approved") {
                let rows = try workspace.cluster.kubectl(
                    "get", "godeploy", "--namespace", workspace.namespace, "--output", "wide")
                return rows.split(separator: "\n").contains { $0.contains("alice") && $0.contains("Completed") }
            }
            try remove(workspace)
        }

        @Test("the commands show the plan, and decide as who they are")
        func commands() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(environment(workspace, "approval: {rules: [{count: 1}]}"))
            try await entitle("bob", workspace, mayApprove: true)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            _ = try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            _ = try await workspace.waitUntilNotReady(reason: "AwaitingApproval")
            let unsure = try run(workspace, "approve", "app", "--as", "bob")
            #expect(unsure.status == 2 && unsure.errors.contains("--yes"), "\(unsure)")
            try await entitle("mallory", workspace, mayApprove: false)
            let refused = try run(workspace, "approve", "app", "--yes", "--as", "mallory")
            #expect(refused.status == 4 && refused.errors.contains("martlet-approver"), "\(refused)")
            let shown = try run(workspace, "approve", "app", "--yes", "--as", "bob", "--reason", "seen")
            #expect(shown.status == 0, "\(shown)")
            #expect(shown.output.contains("create ConfigMap"), "\(shown.output)")
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("one") == "1")
            let nothing = try run(workspace, "reject", "app", "--yes", "--as", "bob")
            #expect(nothing.status == 3, "\(nothing)")
            try remove(workspace)
        }
    }
}

import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite(
        "private repositories", .enabled("needs nginx, fcgiwrap, openssl and python3") { SecureGitServer.isAvailable() }
    )
    struct CredentialTests {
        private static let right = "xk7-right-password"
        private static let wrong = "xk7-wrong-password"

        @Test("a Secret that is missing, lacks the authority, or holds a wrong password works as soon as it is right")
        func password() async throws {
            let workspace = try await workspace("password")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            let server = try SecureGitServer(workspace.git, for: .password(user: "ada", Self.right))
            try await workspace.applyRepository(spec: [
                "url": .string(server.url), "secretRef": ["name": "credentials"],
            ])
            try await workspace.applyApplication()
            try await untilRefused(workspace, "SecretNotFound")
            try await apply(workspace, ["username": "ada", "password": .string(Self.right)])
            try await untilRefused(workspace, "CertificateInvalid")
            try await apply(
                workspace,
                ["username": "ada", "password": .string(Self.wrong), "ca.crt": .string(server.authority)])
            try await untilRefused(workspace, "AuthenticationFailed")
            try await workspace.waitUntilNotReady(reason: "SourceNotReady")
            try await apply(
                workspace,
                ["username": "ada", "password": .string(Self.right), "ca.crt": .string(server.authority)])
            report("a Secret that was put right", try await workspace.waitUntilReady(within: second))
            try await checkSecrecy(workspace)
        }

        @Test("a token lets in too; one that is withdrawn keeps what is there in repair")
        func token() async throws {
            let workspace = try await workspace("token")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            let server = try SecureGitServer(workspace.git, for: .token(Self.right))
            try await apply(workspace, ["token": .string(Self.right), "ca.crt": .string(server.authority)])
            try await workspace.applyRepository(spec: [
                "url": .string(server.url), "secretRef": ["name": "credentials"],
            ])
            try await workspace.applyApplication()
            try await workspace.waitUntilReady()
            try await apply(workspace, ["token": .string(Self.wrong), "ca.crt": .string(server.authority)])
            try await untilRefused(workspace, "AuthenticationFailed")
            try await workspace.cluster.delete(.configMap("one", in: workspace.namespace))
            try await workspace.eventually("the object is repaired", within: second) {
                try await workspace.value("one") == "1"
            }
            #expect(try await workspace.cluster.get(workspace.repository).at("status", "revision") != nil)
            try await checkSecrecy(workspace)
        }

        private func untilRefused(_ workspace: Workspace, _ reason: String) async throws {
            try await workspace.eventually("the repository is refused: \(reason)") {
                try await workspace.condition("Ready", of: workspace.repository)?.reason == reason
            }
        }

        private func apply(_ workspace: Workspace, _ entries: Value) async throws {
            try await workspace.cluster.apply(
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "credentials"], "stringData": entries,
                ], namespace: workspace.namespace)
        }

        private func checkSecrecy(_ workspace: Workspace) async throws {
            var told = workspace.controller.log
            told += try await workspace.cluster.get(workspace.application()).json()
            told += try await workspace.cluster.get(workspace.repository).json()
            for event in try await workspace.cluster.events(in: workspace.namespace) { told += event.json() }
            #expect(!told.contains("xk7-"))
        }
    }
}

import ChartTesting
import Documents
import Foundation
import KubeModel
import OperatorTesting
import Testing
import Transport

extension IntegrationTests {
    @Suite(
        "charts of private registries",
        .enabled("needs docker-registry, perl, openssl and python3") { TestServer.hasRegistry })
    struct ChartCredentialTests {
        private static let right = "xk7-right-password"
        private static let wrong = "xk7-wrong-password"

        private final class Registry {
            let server: TestServer
            let pusher: Pusher
            private let client = HTTPClient(HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct))

            init(password: String) throws {
                server = try TestServer("oci-registry", ["--basic", "ada:\(password)"])
                pusher = Pusher(
                    client: client, base: "https://127.0.0.1:\(server.port)/v2/team/web", tls: try server.authority(),
                    login: "ada:\(password)")
            }

            deinit { client.shutDown() }

            var url: String { "oci://127.0.0.1:\(server.port)/team" }

            var authority: String {
                get throws { String(decoding: try server.authority().caPEM ?? [], as: UTF8.self) }
            }

            func push(_ version: String) async throws {
                try await pusher.push(TestChart(version, archive: try webChart(version)))
            }
        }

        @Test("a Secret that is missing, lacks the authority, or holds a wrong password works as soon as it is right")
        func password() async throws {
            let workspace = try await workspace("chartpassword")
            let registry = try Registry(password: Self.right)
            defer { registry.server.stop() }
            try await registry.push("1.0.0")
            try await workspace.applyChart(helm: [
                "chart": "web", "repoURL": .string(registry.url), "version": "^1", "secretRef": ["name": "login"],
            ])
            try await workspace.waitUntilNotReady(reason: "SecretNotFound")
            try await workspace.applySecret("login", ["username": "ada", "password": .string(Self.right)])
            try await workspace.waitUntilNotReady(reason: "CertificateInvalid")
            try await apply(Self.wrong, registry, workspace)
            try await workspace.waitUntilNotReady(reason: "AuthenticationFailed")
            try await apply(Self.right, registry, workspace)
            report("a Secret that was put right", try await workspace.waitUntilReady(within: .seconds(10)))
            #expect(try await workspace.value("app") == "1.0.0 none")
            try await withdraw(registry, workspace)
            try await checkSecrecy(workspace)
        }

        /// A password that is right no more keeps what is there in repair, and a new version from going live.
        private func withdraw(_ registry: Registry, _ workspace: Workspace) async throws {
            try await apply(Self.wrong, registry, workspace)
            try await workspace.waitUntilNotReady(reason: "AuthenticationFailed")
            try await workspace.checkRepair("1.0.0 none")
            try await registry.push("1.1.0")
            try await workspace.cluster.delete(.of("v1", "Secret", "login", in: workspace.namespace))
            try await workspace.waitUntilNotReady(reason: "SecretNotFound")
            #expect(try await workspace.value("app") == "1.0.0 none")
            try await apply(Self.right, registry, workspace)
            try await workspace.waitForValue("1.1.0 none")
        }

        private func apply(_ password: String, _ registry: Registry, _ workspace: Workspace) async throws {
            try await workspace.applySecret(
                "login",
                ["username": "ada", "password": .string(password), "ca.crt": .string(try registry.authority)])
        }

        private func checkSecrecy(_ workspace: Workspace) async throws {
            var told = workspace.controller.log
            told += try await workspace.cluster.get(workspace.application()).json()
            for event in try await workspace.cluster.events(in: workspace.namespace) { told += event.json() }
            #expect(!told.contains("xk7-"))
        }

        @Test("what docs/helm.md says to do works")
        func documentation() async throws {
            let workspace = try await workspace("chartdocs")
            let registry = try Registry(password: Self.right)
            defer { registry.server.stop() }
            try await registry.push("1.0.0")
            try await registry.push("1.2.0")
            try await registry.push("2.0.0")
            let printed = try workspace.runDocumented(
                "kubectl create secret generic registry-login", in: "docs/helm.md", password: Self.right,
                files: [
                    "ca.crt": try registry.authority,
                    "chart-application.yaml": try Project.read("Examples/chart-application.yaml")
                        .replacing("oci://registry.example.org/team", with: registry.url)
                        .replacing("namespace: web", with: "namespace: \(workspace.namespace)"),
                ])
            #expect(printed.contains("condition met"), "\(printed)")
            #expect(try await workspace.value("web") == "1.2.0 1.4")
        }

        @Test("credentials go to the repository's own host and to no other")
        func hosts() async throws {
            let workspace = try await workspace("charthosts")
            let (own, other) = (try ChartRepositoryServer(), try ChartRepositoryServer())
            defer {
                own.server.stop()
                other.server.stop()
            }
            let login = "Basic \(Data("ada:\(Self.right)".utf8).base64EncodedString())"
            var version = try ChartRepositoryServer.Version("1.0.0")
            try other.publish([version])
            version.url = "\(other.url)/web-1.0.0.tgz"
            try own.publish([version], needing: login)
            try await workspace.applySecret("login", ["username": "ada", "password": .string(Self.right)])
            try await workspace.applyChart(helm: [
                "chart": "web", "repoURL": .string(own.url), "secretRef": ["name": "login"],
            ])
            try await workspace.waitUntilReady()
            #expect(try own.requests(for: "/charts/index.yaml").last?.authorization == login)
            #expect(try other.requests(for: "/charts/web-1.0.0.tgz").map(\.authorization) == [""])
            try await checkSecrecy(workspace)
        }
    }
}

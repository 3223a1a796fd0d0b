import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("values from ConfigMaps and Secrets") struct VariableTests {
        /// Unlike anything else that is logged.
        private static let secrets = ["xk7-first-password", "xk7-second-password"]

        @Test("variables come from ConfigMaps and Secrets; a change of either is applied at once; secrets stay secret")
        func substitution() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "${HOST}:${PORT:=80}"))
            try workspace.git.write(
                "app/secret.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: out}\nstringData: {password: \"${PASSWORD}\"}")
            try await apply(workspace, host: "a", password: Self.secrets[0])
            try await workspace.deploy(spec: [
                "source": [
                    "substitute": [
                        "from": [["kind": "ConfigMap", "name": "values"], ["kind": "Secret", "name": "passwords"]]
                    ]
                ]
            ])
            #expect(try await workspace.value("one") == "a:80")
            try await apply(workspace, host: "b", password: Self.secrets[0])
            report(
                "a changed ConfigMap",
                try await workspace.eventually("a changed ConfigMap is applied", within: second) {
                    try await workspace.value("one") == "b:80"
                })
            let before = try await secret(workspace)
            try await apply(workspace, host: "b", password: Self.secrets[1])
            report(
                "a changed Secret",
                try await workspace.eventually("a changed Secret is applied", within: second) {
                    try await secret(workspace) != before
                })
            try await workspace.waitUntilReady()
            try await checkSecrecy(workspace)
        }

        private func apply(_ workspace: Workspace, host: String, password: String) async throws {
            try await workspace.cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: values}
                data: {HOST: \(host)}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: passwords}
                stringData: {PASSWORD: \(password)}
                """, namespace: workspace.namespace)
        }

        private func secret(_ workspace: Workspace) async throws -> Value? {
            try await workspace.cluster.get(.of("v1", "Secret", "out", in: workspace.namespace)).at("data", "password")
        }

        /// Also in base64, as Secrets hold them.
        private func checkSecrecy(_ workspace: Workspace) async throws {
            let encoded = try await secret(workspace)?.string ?? "none"
            var told = workspace.controller.log
            told += try await workspace.cluster.get(workspace.application()).json()
            told += try await workspace.cluster.get(workspace.repository).json()
            for event in try await workspace.cluster.events(in: workspace.namespace) { told += event.json() }
            for text in Self.secrets + [encoded] { #expect(!told.contains(text)) }
        }

        @Test("what the server says of a refused Secret does not get its values into status, events or the log")
        func refusedSecret() async throws {
            let workspace = try await workspace()
            let password = "xk7-third-password"
            try workspace.git.write(
                "app/secret.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: out}\ndata: {password: \"\(password)\"}")
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(try await workspace.problem("Secret", "out") != nil)
            var told = workspace.controller.log
            told += try await workspace.cluster.get(workspace.application()).json()
            for event in try await workspace.cluster.events(in: workspace.namespace) { told += event.json() }
            #expect(!told.contains(password))
        }

        @Test(
            "what the server says of another kind does not tell a Secret's value, however short",
            arguments: ["87654321", "73", "0x1FFFFFFF"])
        func refusedElsewhere(pin: String) async throws {
            let workspace = try await workspace()
            let web = deployment("web", replicas: 0)
                .replacing(
                    "- {name: main, image: \"example.org/web:1\"}",
                    with: """
                        - name: main
                                image: a
                                env:
                                - name: PIN
                                  value: ${PIN}
                        """)
            #expect(web.contains("${PIN}"))
            try workspace.git.write("app/web.yaml", web)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.cluster.apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: pins}\nstringData: {PIN: \"\(pin)\"}",
                namespace: workspace.namespace)
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "source": ["substitute": ["from": [["kind": "Secret", "name": "pins"]]]]
            ])
            let why = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(why.contains("Deployment.apps"), "\(why)")
            #expect(try await workspace.value("one") == "1")
            let problem = try await workspace.problem("Deployment.apps", "web")
            let condition = try await workspace.ready()
            var events: [String] = []
            try await workspace.eventually("there is an Event of the Deployment") {
                events = try await workspace.cluster.events(in: workspace.namespace).compactMap { $0["note"]?.string }
                return events.contains { $0.contains("Deployment.apps") }
            }
            let logged = workspace.controller.log.split(separator: "\n").filter { $0.contains(workspace.namespace) }
            let told = [problem?["message"]?.string ?? "", condition?.message ?? ""] + events + logged.map(String.init)
            for text in told {
                let quoted = text.replacing(workspace.namespace, with: "").firstMatch(of: /Value:\(?([^})]*)/)?.output.1
                #expect(quoted == nil || quoted == "secret", "\(text)")
            }
        }

        @Test("a missing source of variables is reported, and goes on once it is there; a missing variable too")
        func missing() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "${HOST}"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "source": ["substitute": ["from": [["kind": "ConfigMap", "name": "values"]]]]
            ])
            try await workspace.waitUntilNotReady(reason: "VariablesNotFound")
            try await workspace.cluster.apply(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values}\ndata: {OTHER: x}",
                namespace: workspace.namespace)
            let message = try await workspace.waitUntilNotReady(reason: "SubstitutionFailed")
            #expect(message.contains("HOST"), "\(message)")
            try await workspace.cluster.patch(
                .configMap("values", in: workspace.namespace), ["data": ["HOST": "h"]])
            report("a ConfigMap that was missing a value", try await workspace.waitUntilReady(within: second))
            #expect(try await workspace.value("one") == "h")
        }
    }
}

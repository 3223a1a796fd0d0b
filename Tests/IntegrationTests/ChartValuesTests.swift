import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("Helm charts' values from ConfigMaps and Secrets") struct ChartValuesTests {
        private static let secret = "xk7-chart-password"

        private func write(to git: GitRepository) throws {
            try git.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
            try git.write("app/values.yaml", "greeting: chart\nlevel: 0\nsecret: none\n")
            try git.write("app/templates/one.yaml", configMap("one", "{{ .Values.greeting }} {{ .Values.level }}"))
            try git.write(
                "app/templates/two.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: two}\nstringData: {v: {{ .Values.secret | quote }}}\n")
        }

        private let spec: Value = [
            "source": [
                "helm": [
                    "valuesFrom": [
                        ["kind": "ConfigMap", "name": "first"],
                        ["kind": "ConfigMap", "name": "second", "valuesKey": "level", "targetPath": "level"],
                        [
                            "kind": "Secret", "name": "third", "valuesKey": "password", "targetPath": "secret",
                            "literal": true,
                        ],
                        ["kind": "Secret", "name": "none", "optional": true],
                    ]
                ]
            ]
        ]

        private func apply(_ workspace: Workspace, greeting: String = "hello", level: Int = 1) async throws {
            try await workspace.cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: first}
                data: {values.yaml: "greeting: \(greeting)"}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: second}
                data: {level: "\(level)"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: third}
                stringData: {password: "\(Self.secret)"}
                """, namespace: workspace.namespace)
        }

        @Test("they are merged in order, a change is applied at once, and what is secret stays so")
        func merging() async throws {
            let workspace = try await workspace()
            try write(to: workspace.git)
            try await apply(workspace)
            try await workspace.deploy(spec: spec)
            #expect(try await workspace.value("one") == "hello 1")
            let encoded = try await workspace.cluster.get(.of("v1", "Secret", "two", in: workspace.namespace))
                .at("data", "v")?.string
            let original = try await workspace.cluster.get(.of("v1", "Secret", "third", in: workspace.namespace))
                .at("data", "password")?.string
            #expect(encoded == original)
            try await apply(workspace, greeting: "bye", level: 2)
            report(
                "a change of a chart's values in ConfigMaps",
                try await workspace.eventually("changes are applied", within: second) {
                    try await workspace.value("one") == "bye 2"
                })
            try workspace.git.write("app/templates/one.yaml", "a: {{ fail .Values.secret }}\n")
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("(secret)"), "\(message)")
            var told = workspace.controller.log + (try await workspace.cluster.get(workspace.application()).json())
            for event in try await workspace.cluster.events(in: workspace.namespace) { told += event.json() }
            #expect(!told.contains(Self.secret) && !told.contains(original ?? Self.secret))
        }

        @Test("what is missing or no YAML is told by kind, name and entry")
        func missing() async throws {
            let workspace = try await workspace()
            try write(to: workspace.git)
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: spec)
            var message = try await workspace.waitUntilNotReady(reason: "ValuesNotFound")
            #expect(message.contains("there is no ConfigMap first in the namespace"), "\(message)")
            try await apply(workspace)
            try await workspace.waitUntilReady()
            let third = Reference.of("v1", "Secret", "third", in: workspace.namespace)
            try await workspace.cluster.patch(third, ["data": ["password": .null, "other": "eA=="]])
            message = try await workspace.waitUntilNotReady(reason: "ValuesNotFound")
            #expect(message.contains("the Secret third has no entry 'password'"), "\(message)")
            try await apply(workspace, greeting: "[hidden")
            message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("the entry 'values.yaml' of the ConfigMap first is not a mapping"), "\(message)")
            #expect(!message.contains("hidden"))
            #expect(try await workspace.value("one") == "hello 1", "the last good state stays")
            try await apply(workspace, greeting: "again")
            try await workspace.eventually("it is mended") { try await workspace.value("one") == "again 1" }
        }
    }
}

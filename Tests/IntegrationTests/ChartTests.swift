import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("Helm charts") struct ChartTests {
        private static let services = ["cart", "catalog", "orders", "payment", "users"]
        private static let environments = ["dev", "staging", "prod"]

        private func write(_ service: String, to git: GitRepository) throws {
            try git.write("\(service)/Chart.yaml", "apiVersion: v2\nname: \(service)\nversion: 1.0.0\n")
            try git.write("\(service)/values.yaml", "image: {repository: example.org/\(service), tag: none}\n")
            try git.write(
                "\(service)/templates/web.yaml",
                deployment(
                    "{{ .Chart.Name }}", replicas: 0, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"))
            try git.write(
                "\(service)/templates/settings.yaml", configMap("{{ .Release.Name }}", "{{ .Values.image.tag }}"))
            for environment in Self.environments {
                try git.write("\(service)/values-\(environment).yaml", "image:\n  tag: 1.0.0\n")
            }
        }

        private func apply(_ service: String, _ environment: String, in workspace: Workspace) async throws {
            try await workspace.applyApplication(
                "\(service)-\(environment)",
                spec: [
                    "source": [
                        "path": .string(service), "helm": ["valueFiles": [.string("values-\(environment).yaml")]],
                    ],
                    "destination": ["namespace": .string(namespace(environment, workspace)), "createNamespace": true],
                ])
        }

        private func namespace(_ environment: String, _ workspace: Workspace) -> String {
            "\(workspace.namespace)-\(environment)"
        }

        private func image(_ service: String, _ environment: String, in workspace: Workspace) async throws -> String? {
            let web = Reference.of("apps/v1", "Deployment", service, in: namespace(environment, workspace))
            return try await workspace.cluster.find(web)?.at("spec", "template", "spec", "containers")?.array?.first?[
                "image"]?
                .string
        }

        @Test("five services in three environments: a tag that changes in one file of values renders one application")
        func shop() async throws {
            let workspace = try await workspace()
            for service in Self.services { try write(service, to: workspace.git) }
            try workspace.git.commit()
            try await workspace.applyRepository()
            for environment in Self.environments {
                for service in Self.services { try await apply(service, environment, in: workspace) }
            }
            for environment in Self.environments {
                for service in Self.services {
                    try await workspace.waitUntilReady("\(service)-\(environment)")
                    #expect(try await image(service, environment, in: workspace) == "example.org/\(service):1.0.0")
                }
            }
            try await changeTag(workspace)
            try await healAndPrune(workspace)
        }

        private func changeTag(_ workspace: Workspace) async throws {
            let rendered = try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
            try workspace.git.write("orders/values-staging.yaml", "image:\n  tag: 2.0.0\n")
            let commit = try await workspace.push()
            for environment in Self.environments {
                for service in Self.services {
                    try await workspace.waitUntilReady("\(service)-\(environment)", at: commit)
                    let isChanged = service == "orders" && environment == "staging"
                    let image = try await image(service, environment, in: workspace)
                    #expect(image == "example.org/\(service):\(isChanged ? "2.0.0" : "1.0.0")")
                }
            }
            let now = try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
            #expect(now == rendered + 1)
        }

        private func healAndPrune(_ workspace: Workspace) async throws {
            let settings = Reference.configMap("cart-dev", in: namespace("dev", workspace))
            try await workspace.cluster.patch(settings, ["data": ["key": "by hand"]])
            try await workspace.eventually("a change by hand is put right") {
                try await workspace.cluster.find(settings)?.at("data", "key") == "1.0.0"
            }
            try workspace.git.remove("cart/templates/settings.yaml")
            try await workspace.push()
            try await workspace.eventually("what the chart no longer has is deleted") {
                try await !workspace.cluster.exists(settings)
            }
        }

        @Test("a broken template keeps the last good state, which is still looked after")
        func broken() async throws {
            let workspace = try await workspace()
            try write("app", to: workspace.git)
            try await workspace.deploy(spec: ["source": ["helm": ["values": ["image": ["tag": "good"]]]]])
            #expect(try await workspace.value("app") == "good")
            try workspace.git.write(
                "app/templates/settings.yaml", "a: b\nc: {{ required \"a reason\" .Values.none }}\n")
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("app/templates/settings.yaml:2:") && message.contains("a reason"), "\(message)")
            try await workspace.cluster.patch(.configMap("app", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("the last good state is repaired") {
                try await workspace.value("app") == "good"
            }
            try workspace.git.write("app/templates/settings.yaml", configMap("app", "mended"))
            try await workspace.push()
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("app") == "mended")
        }

        @Test("a chart sees the cluster, its hooks run, kept objects stay, and passwords do not change")
        func cluster() async throws {
            let workspace = try await workspace()
            try write("app", to: workspace.git)
            let apps = "{{ .Capabilities.APIVersions.Has `apps/v1/Deployment` }}"
            try workspace.git.write("app/templates/settings.yaml", configMap("app", apps))
            try workspace.git.write("app/templates/drawn.yaml", configMap("drawn", "{{ randAlphaNum 12 }}"))
            try workspace.git.write(
                "app/templates/kept.yaml",
                configMap("kept", "1", extra: "  annotations: {helm.sh/resource-policy: keep}"))
            try workspace.git.write(
                "app/templates/hook.yaml", configMap("hook", "1", extra: "  annotations: {helm.sh/hook: pre-install}"))
            try await workspace.deploy()
            #expect(try await workspace.value("app") == "true")
            #expect(try await workspace.value("hook") == "1")
            let hooks = try await workspace.status().at("operation", "hooks")?.array ?? []
            #expect(hooks.map { $0["phase"] } == ["PreSync"])
            let drawn = try await workspace.value("drawn")
            #expect(drawn?.count == 12)
            try workspace.git.remove("app/templates/kept.yaml")
            try workspace.git.write("app/values.yaml", "image: {repository: example.org/other, tag: none}\n")
            try await workspace.push()
            try await workspace.eventually("the chart was rendered again") {
                try await workspace.cluster.find(.of("apps/v1", "Deployment", "app", in: workspace.namespace))?
                    .json().contains("example.org/other") == true
            }
            #expect(try await workspace.value("drawn") == drawn)
            #expect(try await workspace.value("kept") == "1")
        }
    }
}

import ChartTesting
import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("bases in other repositories") struct RemoteBaseTests {
        private func shared(_ value: String) throws -> GitRepository {
            let shared = try GitRepository()
            try shared.write("base/kustomization.yaml", "resources: [settings.yaml]\n")
            try shared.write("base/settings.yaml", configMap("settings", value))
            try shared.commit("Begin")
            return shared
        }

        private func overlay(on repository: GitRepository, _ reference: String = "") -> String {
            "resources: ['\(repository.url)//base\(reference)']\n"
        }

        @Test("a base goes live once its repository is declared, and follows it")
        func live() async throws {
            let workspace = try await workspace("remotebase")
            let shared = try shared("one")
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let message = try await workspace.waitUntilNotReady(reason: "RepositoryNotFound")
            for part in ["'app'", shared.url, workspace.namespace] { #expect(message.contains(part), "\(message)") }
            try await workspace.declare(shared, as: "shared")
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("settings") == "one")
            try shared.commit("base/settings.yaml", configMap("settings", "two"))
            try await workspace.request(workspace.repository("shared"))
            try await workspace.eventually("the base's change is live") {
                try await workspace.value("settings") == "two"
            }
        }

        @Test("a tag is followed; a reference or a folder that is not there keeps what was applied last")
        func references() async throws {
            let workspace = try await workspace("remotetag")
            let shared = try shared("one")
            try shared.git("tag", "v1")
            try shared.commit("base/settings.yaml", configMap("settings", "two"))
            try shared.git("branch", "v1")
            try await workspace.declare(shared, as: "shared")
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared, "?ref=v1"))
            try await workspace.deploy()
            #expect(try await workspace.value("settings") == "one")
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared, "?ref=v3"))
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "SourceNotReady")
            #expect(message.contains("v3"), "\(message)")
            try await workspace.cluster.patch(
                .configMap("settings", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("what was applied last is repaired") {
                try await workspace.value("settings") == "one"
            }
            try shared.git("tag", "v3")
            try await workspace.request(workspace.repository("shared"))
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("settings") == "two")
        }

        @Test("whoever asks for a sync gets the newest of the bases, too")
        func requested() async throws {
            let workspace = try await workspace("remoterequest")
            let shared = try shared("one")
            try await workspace.declare(shared, as: "shared")
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared))
            try await workspace.deploy()
            try shared.commit("base/settings.yaml", configMap("settings", "two"))
            try await workspace.request(workspace.application())
            try await workspace.eventually("the base's change is live") {
                try await workspace.value("settings") == "two"
            }
        }

        @Test("a suspended repository is said to be, and what was applied last is kept in repair")
        func suspended() async throws {
            let workspace = try await workspace("remotesuspended")
            let shared = try shared("one")
            try await workspace.declare(shared, as: "shared")
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared))
            try await workspace.deploy()
            try await workspace.cluster.patch(workspace.repository("shared"), ["spec": ["suspend": true]])
            try workspace.git.write("app/kustomization.yaml", overlay(on: shared, "?ref=v1"))
            try await workspace.push()
            let message = try await workspace.waitUntilNotReady(reason: "SourceNotReady")
            #expect(message.contains("shared is suspended"), "\(message)")
            try await workspace.cluster.patch(
                .configMap("settings", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("what was applied last is repaired") {
                try await workspace.value("settings") == "one"
            }
        }

        @Test("a chart that a kustomization names is fetched", .enabled("needs python3") { TestServer.hasPython })
        func chart() async throws {
            let workspace = try await workspace("remotechart")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            try server.publish([try ChartRepositoryServer.Version("1.0.0")])
            try workspace.git.write(
                "app/kustomization.yaml",
                "helmCharts: [{name: web, repo: '\(server.url)', version: 1.0.0, releaseName: app, "
                    + "valuesInline: {tag: inline}}]\n")
            try await workspace.deploy()
            #expect(try await workspace.value("app") == "1.0.0 inline")
            try workspace.git.write(
                "app/kustomization.yaml",
                "helmCharts: [{name: web, repo: '\(server.url)', version: 2.0.0, releaseName: app}]\n")
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "ChartVersionNotFound")
            #expect(try await workspace.value("app") == "1.0.0 inline")
        }
    }
}

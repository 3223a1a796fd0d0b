import Documents
import Foundation
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("several sources of one application") struct SeveralSourcesTests {
        private static let values = "values"
        private static let apiVersion = "gitops.martlet.dev/v1alpha1"

        /// Another repository than that of the workspace, or that one under another name.
        @discardableResult private func addRepository(
            _ workspace: Workspace, _ name: String = values, _ known: GitRepository? = nil
        ) async throws -> GitRepository {
            let git = try known ?? GitRepository()
            try await workspace.declare(git, as: name)
            return git
        }

        private func apply(_ sources: [Value], _ more: Value = [:], in workspace: Workspace) async throws {
            var spec = more
            spec["sources"] = .array(sources)
            try await workspace.cluster.apply(
                [
                    "apiVersion": .string(Self.apiVersion), "kind": "GitOpsApplication",
                    "metadata": ["name": "app", "namespace": .string(workspace.namespace)], "spec": spec,
                ], namespace: workspace.namespace)
        }

        private func source(_ name: String, of repository: String, path: String?) -> Value {
            var source: Value = ["name": .string(name), "repositoryRef": ["name": .string(repository)]]
            source["path"] = path.map(Value.string)
            return source
        }

        private func commit(
            _ git: GitRepository, as name: String = values, _ file: String, _ text: String, _ workspace: Workspace
        ) async throws {
            try git.commit(file, text)
            try await workspace.request(workspace.repository(name))
        }

        private func renders(_ workspace: Workspace) async throws -> Double {
            try await workspace.controller.metric("martlet_renders_total", ["result": "rendered"])
        }

        /// The one of Examples/.
        @Test("a chart in one repository takes its values from another, and commits to both go live")
        func chartAndValues() async throws {
            let workspace = try await workspace()
            let values = try await addRepository(workspace, "environments")
            try values.write("README.md", "r")
            let second = try values.commit("orders/staging.yaml", "tag: one\n")
            try workspace.git.write("orders/Chart.yaml", "apiVersion: v2\nname: orders\nversion: 1.0.0\n")
            try workspace.git.write("orders/templates/a.yaml", configMap("a", "{{ .Values.tag }}"))
            let first = try workspace.git.commit("orders/values.yaml", "tag: none\n")
            try await addRepository(workspace, "first-repository", workspace.git)
            try await workspace.cluster.apply(example("several-sources"), namespace: workspace.namespace)
            try await workspace.waitUntilReady("orders")
            #expect(try await workspace.value("a") == "one")
            let status = try await workspace.status("orders")
            #expect(status.at("sync", "revision")?.string == "chart=main@sha1:\(first),values=main@sha1:\(second)")
            #expect(status["shortRevision"]?.string == "chart=main@\(first.prefix(7)),values=main@\(second.prefix(7))")
            try await commit(values, as: "environments", "orders/staging.yaml", "tag: two\n", workspace)
            try await workspace.eventually("other values are live") { try await workspace.value("a") == "two" }
            try await commit(
                workspace.git, as: "first-repository", "orders/templates/a.yaml",
                configMap("a", "now {{ .Values.tag }}"), workspace)
            try await workspace.eventually("another template is live") { try await workspace.value("a") == "now two" }
            try await touchNothing(values, workspace)
        }

        private func touchNothing(_ values: GitRepository, _ workspace: Workspace) async throws {
            try await workspace.waitUntilReady("orders")
            let rendered = try await renders(workspace)
            try await commit(values, as: "environments", "README.md", "other", workspace)
            let commit = try values.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
            try await workspace.eventually("the revision moves", of: "orders") {
                try await workspace.status("orders").at("sync", "revision")?.string?
                    .contains(",values=main@sha1:\(commit)") == true
            }
            #expect(try await renders(workspace) == rendered)
        }

        @Test(
            "a broken source keeps all as they were, the same object twice is refused, and what is taken out is pruned")
        func twoFolders() async throws {
            let workspace = try await workspace()
            let other = try await addRepository(workspace)
            try other.commit("app/b.yaml", configMap("b", "1"))
            try workspace.git.commit("app/a.yaml", configMap("a", "1"))
            try await workspace.applyRepository()
            let one = source("one", of: Workspace.repositoryName, path: "app")
            let two = source("two", of: Self.values, path: ".")
            try await apply([one, two], in: workspace)
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("a") == "1")
            #expect(try await workspace.value("b") == "1")
            try await breakSecond(other, workspace)
            try await commit(other, "app/b.yaml", configMap("a", "other"), workspace)
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            try await workspace.eventually("the condition names the object and both sources") {
                let message = try await workspace.ready()?.message ?? ""
                return message.contains("ConfigMap") && message.contains("'one' (app/a.yaml:1)")
                    && message.contains("'two' (app/b.yaml:1)")
            }
            #expect(try await workspace.value("a") == "2", "\(message)")
            try await commit(other, "app/b.yaml", configMap("b", "3"), workspace)
            try await workspace.eventually("both are live again") { try await workspace.value("b") == "3" }
            try await apply([one], in: workspace)
            try await workspace.eventually("what is no source's any more is deleted") {
                try await workspace.value("b") == nil
            }
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("a") == "2")
        }

        /// Ends with the first source at another commit, which is not live yet.
        private func breakSecond(_ other: GitRepository, _ workspace: Workspace) async throws {
            try await commit(other, "app/b.yaml", "a: [", workspace)
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.hasPrefix("the source 'two': app/b.yaml:"), "\(message)")
            try await workspace.cluster.patch(.configMap("b", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.eventually("the last good state is repaired") {
                try await workspace.value("b") == "1"
            }
            try await commit(workspace.git, as: Workspace.repositoryName, "app/a.yaml", configMap("a", "2"), workspace)
            try await workspace.eventually("the newest revisions are looked at") {
                try await workspace.condition("Ready", of: workspace.application())?.message.contains("'two'") == true
            }
            #expect(try await workspace.value("a") == "1")
            try await commit(other, "app/b.yaml", configMap("b", "2"), workspace)
            try await workspace.eventually("both go on") { try await workspace.value("b") == "2" }
            #expect(try await workspace.value("a") == "2")
        }

        @Test("who depends on an application with several sources waits for the commit that they share")
        func dependencies() async throws {
            let workspace = try await workspace()
            let other = try await addRepository(workspace)
            try other.commit("b.yaml", configMap("b", "1"))
            try workspace.git.write("app/a.yaml", configMap("a", "1"))
            try workspace.git.commit("second/c.yaml", configMap("c", "1"))
            try await workspace.applyRepository()
            let sources = [
                source("one", of: Workspace.repositoryName, path: "app"), source("two", of: Self.values, path: "."),
            ]
            try await apply(sources, in: workspace)
            try await workspace.applyApplication("second", spec: ["dependsOn": [["name": "app"]]])
            try await workspace.waitUntilReady("second")
            try await commit(other, "b.yaml", "a: [", workspace)
            try await workspace.waitUntilNotReady(reason: "RenderFailed")
            try workspace.git.write("second/c.yaml", configMap("c", "2"))
            try await commit(
                workspace.git, as: Workspace.repositoryName, "app/a.yaml", configMap("a", "2"), workspace)
            try await workspace.waitUntilNotReady("second", reason: "DependencyNotReady")
            #expect(try await workspace.value("c") == "1")
            try await commit(other, "b.yaml", configMap("b", "2"), workspace)
            try await workspace.eventually("both go on") { try await workspace.value("c") == "2" }
            #expect(try await workspace.value("a") == "2")
            try await workspace.waitUntilReady("second")
        }

        @Test("a requested sync takes the newest of every repository")
        func requested() async throws {
            let workspace = try await workspace()
            let other = try await addRepository(workspace)
            try other.commit("b.yaml", configMap("b", "1"))
            try workspace.git.commit("app/a.yaml", configMap("a", "1"))
            try await workspace.applyRepository()
            let sources = [
                source("one", of: Workspace.repositoryName, path: "app"), source("two", of: Self.values, path: "."),
            ]
            try await apply(sources, ["sync": ["automatic": false]], in: workspace)
            for value in ["2", "3"] {
                try other.commit("b.yaml", configMap("b", value))
                try workspace.git.commit("app/a.yaml", configMap("a", value))
                try await workspace.cluster.annotate(
                    workspace.application(), "gitops.martlet.dev/sync", "\(ContinuousClock.now)")
                try await workspace.eventually("the sync is done") { try await workspace.value("a") == value }
                try await workspace.waitUntilReady()
                #expect(try await workspace.value("b") == value)
            }
        }

        @Test("a source that is not fetched, or in another namespace, holds back all")
        func unresolved() async throws {
            let workspace = try await workspace()
            try workspace.git.commit("app/a.yaml", configMap("a", "1"))
            try await workspace.applyRepository()
            let one = source("one", of: Workspace.repositoryName, path: "app")
            var two = source("two", of: Self.values, path: ".")
            try await apply([one, two], in: workspace)
            let message = try await workspace.waitUntilNotReady(reason: "RepositoryNotFound")
            #expect(message.hasPrefix("the source 'two': "), "\(message)")
            #expect(try await workspace.value("a") == nil)
            two["repositoryRef"] = ["name": .string(Self.values), "namespace": "default"]
            try await apply([one, two], in: workspace)
            try await workspace.waitUntilNotReady(reason: "CrossNamespaceRefused")
            #expect(try await workspace.value("a") == nil)
        }
    }
}

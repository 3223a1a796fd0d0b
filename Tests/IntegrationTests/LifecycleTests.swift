import Documents
import KubeModel
import KubeTesting
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("beginnings, mistakes and ends") struct LifecycleTests {
        @Test("an application is deleted with its objects although its repository is gone")
        func deletionWithoutSource() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.delete(workspace.repository)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await workspace.value("one") == nil)
        }

        @Test(
            "a namespace is deleted with applications, service account and all in it, and with what they have elsewhere"
        )
        func namespaceDeletion() async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-target"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("impersonated/two.yaml", configMap("two", "1"))
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try await workspace.deploy(spec: ["destination": ["namespace": .string(target), "createNamespace": true]])
            try await workspace.applyApplication(
                "impersonated", spec: ["destination": ["serviceAccountName": "deployer"]])
            try await workspace.waitUntilReady("impersonated")
            try await workspace.cluster.delete(.namespace(workspace.namespace))
            try await workspace.eventually("the namespace is gone", within: .seconds(60)) {
                try await !workspace.cluster.exists(.namespace(workspace.namespace))
            }
            #expect(!(try await workspace.cluster.exists(.configMap("one", in: target))))
        }

        @Test("an object that stands in two files is an error that names both")
        func duplicate() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/other.yaml", configMap("one", "2"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let message = try await workspace.waitUntilNotReady(reason: "RenderFailed")
            #expect(message.contains("app/one.yaml") && message.contains("app/other.yaml"), "\(message)")
            #expect(try await workspace.value("one") == nil)
        }

        @Test("so is one that stands there once with its namespace and once without")
        func duplicateInNamespace() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/a.yaml", configMap("one", "1"))
            try workspace.git.write(
                "app/b.yaml", configMap("one", "2", extra: "  namespace: \(workspace.namespace)"))
            try workspace.git.write("app/c.yaml", configMap("fine", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.eventually("the duplicate is reported") {
                try await workspace.problem("ConfigMap", "one")?["reason"] == "Duplicate"
            }
            #expect(
                try await workspace.problem("ConfigMap", "one")?["message"]?.string?.contains("app/a.yaml:1") == true)
            #expect(try await workspace.value("fine") == "1")
        }

        @Test("a mistake that no schema sees makes the application Stalled, and works once it is mended")
        func invalidSpecification() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["dependsOn": [["name": "app"]]])
            let message = try await workspace.waitUntilNotReady(reason: "InvalidSpec")
            #expect(message.contains("dependsOn"), "\(message)")
            #expect(try await workspace.condition("Stalled", of: workspace.application())?.status == .true)
            try await workspace.cluster.patch(workspace.application(), ["spec": ["dependsOn": .null]])
            try await workspace.waitUntilReady(within: second)
            #expect(try await workspace.condition("Stalled", of: workspace.application())?.status == .false)
        }

        @Test("after a failure, a request tries again at once")
        func requestAfterFailure() async throws {
            let workspace = try await workspace()
            let target = "\(workspace.namespace)-late"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "destination": ["namespace": .string(target)],
                "sync": ["retry": ["limit": 1, "backoff": ["duration": "1h", "maxDuration": "1h"]]],
            ])
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(try await workspace.status().at("operation", "retryAt")?.string != nil)
            try await workspace.cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: \(target)}")
            try await workspace.request(workspace.application())
            report("another attempt, asked for", try await workspace.waitUntilReady(within: second))
        }

        @Test("with --allow-cross-namespace references may go elsewhere; with --namespace only one is looked at")
        func flags() async throws {
            let cluster = try await OperatorCluster.start()
            do {
                try await crossNamespaces(cluster)
                try await oneNamespace(cluster)
                try await cluster.stop()
            } catch {
                try await cluster.stop()
                throw error
            }
        }

        private func crossNamespaces(_ cluster: OperatorCluster) async throws {
            let controller = try ControllerProcess(cluster, options: ["--allow-cross-namespace"])
            try await controller.start()
            let home = try await Workspace(cluster, controller, "home")
            let away = try await Workspace(cluster, controller, "away")
            try home.git.write("app/one.yaml", configMap("one", "1"))
            try home.git.write("base/two.yaml", configMap("two", "1"))
            try home.git.commit()
            try await home.applyRepository()
            try await away.applyApplication(spec: [
                "source": ["repositoryRef": ["namespace": .string(home.namespace)]],
                "dependsOn": [["name": "base", "namespace": .string(home.namespace)]],
            ])
            try await away.waitUntilNotReady(reason: "DependencyNotReady")
            try await home.applyApplication("base")
            try await away.waitUntilReady()
            try home.git.write("app/one.yaml", configMap("one", "2"))
            try await away.waitUntilReady(at: try await home.push())
            #expect(try await away.value("one") == "2")
            try await controller.stop()
        }

        private func oneNamespace(_ cluster: OperatorCluster) async throws {
            let inside = try await cluster.controlPlane.makeNamespace("inside")
            let controller = try ControllerProcess(cluster, options: ["--namespace", inside])
            try await controller.start()
            let outside = try await Workspace(cluster, controller, "outside")
            try outside.git.commit()
            try await outside.applyRepository()
            try await cluster.apply(
                """
                apiVersion: gitops.martlet.dev/v1alpha1
                kind: GitOpsRepository
                metadata: {name: seen}
                spec: {url: "\(outside.git.url)"}
                """, namespace: inside)
            let seen = Reference.of("gitops.martlet.dev/v1alpha1", "GitOpsRepository", "seen", in: inside)
            try await outside.eventually("the one inside is fetched") {
                try await cluster.get(seen).at("status", "revision") != nil
            }
            #expect(try await cluster.get(outside.repository)["status"] == nil)
            try await controller.stop()
        }
    }
}

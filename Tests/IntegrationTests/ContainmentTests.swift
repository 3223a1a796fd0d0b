import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("applications that hold applications, their namespace, or themselves") struct ContainmentTests {
        private func application(_ name: String, path: String, more: String = "") -> String {
            """
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsApplication
            metadata: {name: \(name)}
            spec:
              source: {repositoryRef: {name: repository}, path: \(path)}
              \(more)
            """
        }

        private func version(_ workspace: Workspace, _ name: String) async throws -> String? {
            try await workspace.cluster.get(workspace.application(name)).at("metadata", "resourceVersion")?.string
        }

        private func waitUntilGone(_ workspace: Workspace, _ name: String) async throws {
            try await workspace.eventually("\(name) is gone", of: name) {
                try await !workspace.cluster.exists(workspace.application(name))
            }
        }

        @Test("one that holds itself gets ready, is at rest, is not pruned, and ends")
        func itself() async throws {
            let workspace = try await workspace()
            try workspace.git.write("root/root.yaml", application("root", path: "root"))
            try workspace.git.write("root/data.yaml", configMap("data", "1"))
            try await workspace.deploy("root")
            let version = try await version(workspace, "root")
            try await workspace.always("nothing is written", for: .seconds(3), of: "root") {
                try await self.version(workspace, "root") == version
            }
            try workspace.git.remove("root/root.yaml")
            try workspace.git.write("root/data.yaml", configMap("data", "2"))
            try await workspace.waitUntilReady("root", at: workspace.push())
            #expect(try await workspace.value("data") == "2", "it goes on without its manifest")
            try await workspace.cluster.delete(workspace.application("root"))
            try await waitUntilGone(workspace, "root")
            #expect(try await workspace.value("data") == nil)
        }

        @Test("one whose own manifest changes it back and forth is slowed")
        func restless() async throws {
            let workspace = try await workspace()
            try workspace.git.write("root/root.yaml", application("root", path: "other"))
            try workspace.git.write("other/root.yaml", application("root", path: "root"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("root")
            func generation() async throws -> Int {
                try await workspace.cluster.get(workspace.application("root")).at("metadata", "generation")?.integer
                    ?? 0
            }
            try await workspace.eventually("it changes itself", of: "root") { try await generation() > 5 }
            let before = try await generation()
            try await workspace.always("it does so with growing waits", for: .seconds(4), of: "root") {
                try await generation() < before + 5
            }
            try await workspace.cluster.delete(workspace.application("root"))
            try await waitUntilGone(workspace, "root")
        }

        @Test("two that hold each other get ready, are at rest, and go together")
        func eachOther() async throws {
            let workspace = try await workspace()
            try workspace.git.write("a/b.yaml", application("b", path: "b"))
            try workspace.git.write("a/data.yaml", configMap("of-a", "1"))
            try workspace.git.write("b/a.yaml", application("a", path: "a"))
            try workspace.git.write("b/data.yaml", configMap("of-b", "1"))
            try await workspace.deploy("a")
            try await workspace.waitUntilReady("b")
            try await workspace.waitUntilReady("a")
            let versions = (try await version(workspace, "a"), try await version(workspace, "b"))
            try await workspace.always("nothing is written", for: .seconds(3), of: "a") {
                try await (version(workspace, "a"), version(workspace, "b")) == versions
            }
            try await workspace.cluster.delete(workspace.application("a"))
            try await workspace.eventually("all is gone", of: "b") {
                let names = ["of-a", "of-b"]
                for name in names { guard try await workspace.value(name) == nil else { return false } }
                for name in ["a", "b"] {
                    guard try await !workspace.cluster.exists(workspace.application(name)) else { return false }
                }
                return true
            }
        }

        @Test("an application of applications is as ready as they are, and its end waits for theirs")
        func parent() async throws {
            let workspace = try await workspace()
            try workspace.git.write("root/child.yaml", application("child", path: "child"))
            try workspace.git.write("child/web.yaml", deployment("web", replicas: 1))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("root")
            let why = try await workspace.waitUntilNotReady("root", reason: "Progressing")
            #expect(why.contains("child"), "\(why)")
            try await workspace.cluster.delete(workspace.application("root"))
            try await waitUntilGone(workspace, "root")
            #expect(try await !workspace.cluster.exists(workspace.application("child")))
            #expect(
                try await !workspace.cluster.exists(.of("apps/v1", "Deployment", "web", in: workspace.namespace)))
        }

        @Test("a child of a later wave is made once the one before it is ready")
        func waves() async throws {
            let workspace = try await workspace()
            for (wave, name) in ["platform", "shop"].enumerated() {
                let child = application(name, path: name).replacing(
                    "{name: \(name)}",
                    with: "{name: \(name), annotations: {gitops.martlet.dev/wave: '\(wave)'}}", maxReplacements: 1)
                try workspace.git.write("root/\(name).yaml", child)
            }
            try workspace.git.write("platform/web.yaml", deployment("web", replicas: 1))
            try workspace.git.write("shop/data.yaml", configMap("data", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("root")
            try await workspace.waitUntilNotReady("platform", reason: "Progressing")
            let why = try await workspace.waitUntilNotReady("root", reason: "Syncing")
            #expect(why.contains("platform"), "\(why)")
            try await workspace.always("the second waits", for: .seconds(1), of: "root") {
                try await !workspace.cluster.exists(workspace.application("shop"))
            }
            // Without nodes, no rollout ends but one to nothing.
            try workspace.git.write("platform/web.yaml", deployment("web", replicas: 0))
            try await workspace.push()
            try await workspace.waitUntilReady("platform")
            report("to follow a child of an earlier wave", try await workspace.waitUntilReady("shop", within: second))
            try await workspace.waitUntilReady("root")
            #expect(try await workspace.value("data") == "1")
        }

        @Test("a child that depends on its parent is told so, and neither speaks without end")
        func dependency() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "root/child.yaml", application("child", path: "child", more: "dependsOn: [{name: root}]"))
            try workspace.git.write("child/data.yaml", configMap("data", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("root")
            for name in ["child", "root"] {
                try await workspace.eventually("the circle is reported on \(name)", of: name) {
                    try await workspace.ready(name)?.message.contains("break the circle") == true
                }
            }
            let (root, child) = (try await version(workspace, "root"), try await version(workspace, "child"))
            try await workspace.always("nothing is written", for: .seconds(3), of: "child") {
                try await (version(workspace, "root"), version(workspace, "child")) == (root, child)
            }
        }

        @Test("its own namespace, taken in by kustomize.namespace, is told of and stays, with all that is in it")
        func ownNamespace() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/kustomization.yaml", "resources: [namespace.yaml, one.yaml]")
            try workspace.git.write("app/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("bystander/two.yaml", configMap("two", "1"))
            try await workspace.deploy(spec: ["source": ["kustomize": ["namespace": .string(workspace.namespace)]]])
            try await workspace.applyApplication("bystander")
            try await workspace.waitUntilReady("bystander")
            let message = try await workspace.ready()?.message ?? ""
            #expect(message.contains("never deleted with it: Namespace \(workspace.namespace)"), "\(message)")
            try await workspace.eventually("the adoption is an event") {
                try await workspace.cluster.events(in: workspace.namespace).contains {
                    $0["reason"]?.string == "Adopted"
                        && $0["note"]?.string?.contains("Namespace \(workspace.namespace)") == true
                }
            }
            try workspace.git.write("app/kustomization.yaml", "resources: [one.yaml]")
            try await workspace.waitUntilReady(at: workspace.push())
            try await workspace.cluster.delete(workspace.application())
            try await waitUntilGone(workspace, "app")
            let namespace = try await workspace.cluster.get(.namespace(workspace.namespace))
            #expect(namespace.at("metadata", "deletionTimestamp") == nil)
            #expect(try await workspace.value("one") == nil)
            #expect(try await workspace.value("two") == "1")
        }

        @Test("a namespace that is deleted with the application that holds it goes")
        func namespaceGoes() async throws {
            let workspace = try await workspace()
            try workspace.git.write(
                "app/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(workspace.namespace)}")
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.delete(.namespace(workspace.namespace))
            try await workspace.eventually("the namespace is gone", within: .seconds(60)) {
                try await !workspace.cluster.exists(.namespace(workspace.namespace))
            }
        }
    }
}

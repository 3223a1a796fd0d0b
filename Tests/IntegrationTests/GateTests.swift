import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what holds a sync back") struct GateTests {
        @Test("without automatic, a commit waits for the annotation, and each annotation is one sync")
        func manual() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["automatic": false]])
            try await workspace.waitUntilNotReady(reason: "OutOfSync")
            #expect(try await workspace.value("one") == nil)
            try await sync(workspace, "first")
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.status()["lastHandledSync"] == "first")

            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "OutOfSync")
            #expect(try await workspace.value("one") == "1")
            try await sync(workspace, "second")
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == "2")
        }

        private func sync(_ workspace: Workspace, _ text: String) async throws {
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", text)
        }

        @Test("an application follows what it depends on, as soon as that is ready and not before")
        func dependencies() async throws {
            let workspace = try await workspace()
            try workspace.git.write("first/web.yaml", deployment("first", replicas: 1))
            try workspace.git.write("second/two.yaml", configMap("two", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("second", spec: ["dependsOn": [["name": "first"]]])
            let message = try await workspace.waitUntilNotReady("second", reason: "DependencyNotReady")
            #expect(message.contains("does not exist"), "\(message)")
            try await workspace.applyApplication("first")
            try await workspace.waitUntilNotReady("first", reason: "Progressing")
            try await workspace.always("the second waits", for: .seconds(1)) { try await workspace.value("two") == nil }

            // Without nodes, no rollout ends but one to nothing.
            try workspace.git.write("first/web.yaml", deployment("first", replicas: 0))
            let commit = try await workspace.push()
            try await workspace.waitUntilReady("first", at: commit)
            report("to follow a dependency", try await workspace.waitUntilReady("second", at: commit, within: second))
            #expect(try await workspace.value("two") == "1")
        }

        @Test("of one commit that changes both, the dependency's part comes first")
        func dependencyOfOneCommit() async throws {
            let workspace = try await workspace()
            try workspace.git.write("first/one.yaml", configMap("one", "1"))
            try workspace.git.write("second/two.yaml", configMap("two", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("first")
            try await workspace.applyApplication("second", spec: ["dependsOn": [["name": "first"]]])
            try await workspace.waitUntilReady("second")
            try workspace.git.write("first/one.yaml", configMap("one", "2"))
            try workspace.git.write("first/web.yaml", deployment("first", replicas: 1))
            try workspace.git.write("second/two.yaml", configMap("two", "2"))
            try await workspace.push()
            try await workspace.waitUntilNotReady("first", reason: "Progressing")
            try await workspace.waitUntilNotReady("second", reason: "DependencyNotReady")
            #expect(try await workspace.value("one") == "2")
            #expect(try await workspace.value("two") == "1")
            try await workspace.cluster.delete(.configMap("two", in: workspace.namespace))
            try await workspace.eventually("one that waits is kept as it was", within: second) {
                try await workspace.value("two") == "1"
            }
        }

        @Test("a circle of dependencies is reported on all")
        func circle() async throws {
            let workspace = try await workspace()
            try workspace.git.write("first/one.yaml", configMap("one", "1"))
            try workspace.git.write("second/two.yaml", configMap("two", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication("first", spec: ["dependsOn": [["name": "second"]]])
            try await workspace.applyApplication("second", spec: ["dependsOn": [["name": "first"]]])
            for name in ["first", "second"] {
                try await workspace.eventually("the circle is reported on \(name)", of: name) {
                    guard let ready = try await workspace.ready(name) else { return false }
                    return ready.reason == "DependencyCycle" && ready.message.contains("first → second → first")
                }
            }
            #expect(try await workspace.value("one") == nil)
        }

        @Test("a suspended application, and one of a suspended repository, is left as it is")
        func suspend() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await workspace.cluster.patch(workspace.application(), ["spec": ["suspend": true]])
            try await workspace.eventually("it says so") {
                try await workspace.condition("Reconciling", of: workspace.application())?.reason == "Suspended"
            }
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try await workspace.push()
            try await workspace.cluster.patch(
                .configMap("one", in: workspace.namespace), ["data": ["key": "by hand"]])
            try await workspace.always("nothing happens", for: .seconds(1)) {
                try await workspace.value("one") == "by hand"
            }
            try await workspace.cluster.patch(workspace.application(), ["spec": ["suspend": false]])
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.value("one") == "2")

            try await workspace.cluster.patch(workspace.repository, ["spec": ["suspend": true]])
            try await workspace.eventually("the repository says so") {
                try await workspace.condition("Reconciling", of: workspace.repository)?.reason == "Suspended"
            }
            try workspace.git.write("app/one.yaml", configMap("one", "3"))
            try await workspace.push()
            try await workspace.always("nothing is fetched", for: .seconds(1)) {
                try await workspace.value("one") == "2"
            }
            try await workspace.cluster.patch(workspace.repository, ["spec": ["suspend": false]])
            try await workspace.eventually("it goes on") { try await workspace.value("one") == "3" }
        }

        @Test("references to other namespaces are refused")
        func crossNamespace() async throws {
            let workspace = try await workspace()
            try await workspace.applyApplication(
                spec: ["source": ["repositoryRef": ["name": "repository", "namespace": "default"]]])
            try await workspace.waitUntilNotReady(reason: "CrossNamespaceRefused")
            #expect(try await workspace.condition("Stalled", of: workspace.application())?.status == .true)
            try await workspace.applyApplication("other", spec: ["dependsOn": [["name": "x", "namespace": "default"]]])
            try await workspace.waitUntilNotReady("other", reason: "CrossNamespaceRefused")
        }

        @Test("two applications that want one object: a conflict on both, until one gives it up")
        func conflict() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/own.yaml", configMap("own", "1"))
            try workspace.git.write("rival/one.yaml", configMap("one", "rival"))
            try workspace.git.write("rival/theirs.yaml", configMap("theirs", "1"))
            try await workspace.deploy()
            try await workspace.applyApplication("rival")
            for name in ["rival", "app"] {
                try await workspace.eventually("the conflict is reported on \(name)", of: name) {
                    try await workspace.problem("ConfigMap", "one", of: name)?["reason"] == "Conflict"
                }
            }
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("theirs") == "1")
            try workspace.git.remove("app/one.yaml")
            let commit = try await workspace.push()
            try await workspace.waitUntilReady("app", at: commit)
            try await workspace.waitUntilReady("rival", at: commit)
            #expect(try await workspace.value("one") == "rival")
            #expect(try await workspace.value("own") == "1")
        }

        @Test("an application that names another namespace's object learns neither how it is nor whose it is")
        func foreignObject() async throws {
            let (team, curious) = (try await workspace(), try await workspace())
            try team.git.write("app/web.yaml", deployment("web", replicas: 1))
            try team.git.commit()
            try await team.applyRepository()
            try await team.applyApplication()
            try await team.waitUntilNotReady(reason: "Progressing")
            let foreign = deployment("web", replicas: 1)
                .replacing("name: web\nspec", with: "name: web\n  namespace: \(team.namespace)\nspec")
            try curious.git.write("app/web.yaml", foreign)
            try curious.git.write("app/own.yaml", configMap("own", "1"))
            try curious.git.commit()
            try await curious.applyRepository()
            try await curious.applyApplication()
            let why = try await curious.waitUntilNotReady(reason: "Conflict")
            #expect(why.contains("belongs to an application of another namespace"), "\(why)")
            #expect(try await curious.value("own") == "1")
            let status = try await curious.status()
            #expect(status.at("health", "status") == "Healthy" && status.at("summary", "unhealthy") == 0)
            #expect(!status.json().contains("\(team.namespace)/app"))
            #expect(try await team.status().at("health", "status") == "Progressing")
            try await team.eventually("the owner is told that others want it, and not who") {
                try await team.problem("Deployment.apps", "web")?["message"]?.string?
                    .contains("an application of another namespace") == true
            }
            #expect(!(try await team.status().json().contains(curious.namespace)))
        }

        @Test("an object of an application that is deleted goes to the other that wants it")
        func conflictEndsWithDeletion() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("rival/one.yaml", configMap("one", "rival"))
            try await workspace.deploy()
            try await workspace.applyApplication("rival")
            try await workspace.waitUntilNotReady("rival", reason: "Conflict")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.waitUntilReady("rival", within: .seconds(10))
            #expect(try await workspace.value("one") == "rival")
        }
    }
}

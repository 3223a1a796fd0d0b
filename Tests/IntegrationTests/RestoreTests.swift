import Documents
import FoundationEssentials
import GitOpsAPI
import KubeClient
import KubeTesting
import Operating
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("restoring what was deleted") struct RestoreTests {
        private func run(_ workspace: Workspace, _ words: [String]) throws -> MartletProgram.Outcome {
            try MartletProgram.run(
                words + ["--kubeconfig", workspace.cluster.controlPlane.kubeconfigPath])
        }

        private func restore(_ workspace: Workspace, _ words: String...) throws -> MartletProgram.Outcome {
            try run(workspace, ["restore"] + words + ["-n", workspace.namespace])
        }

        /// The record of the last deployment, once it says what was kept.
        private func lastKept(_ workspace: Workspace) async throws -> GitOpsDeployment {
            let type = try await workspace.cluster.type(APIGroup.apiVersion, "GitOpsDeployment")
            var last: GitOpsDeployment?
            try await workspace.eventually("the record says what was kept") {
                last = try await workspace.cluster.client.list(type, namespace: workspace.namespace, labelSelector: nil)
                    .compactMap(GitOpsDeployment.init).max { $0.key.name < $1.key.name }
                return last?.status.kept != nil
            }
            return try #require(last)
        }

        private static let others = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: password}
            stringData: {password: correct-horse}
            """

        /// Settings, a Service and a Secret, which somebody has changed besides, and which a commit has then deleted.
        private func prune(_ workspace: Workspace, spec: Value = [:]) async throws -> String {
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/settings.yaml", configMap("settings", "1"))
            try workspace.git.write("app/others.yaml", Self.others)
            try await workspace.deploy(spec: spec)
            try await workspace.cluster.patch(
                .configMap("settings", in: workspace.namespace), ["data": ["more": "by hand"]])
            try workspace.git.remove("app/settings.yaml")
            try workspace.git.remove("app/others.yaml")
            try await workspace.waitUntilReady(at: workspace.push("Delete settings"))
            #expect(try await workspace.value("settings") == nil)
            return try await lastKept(workspace).key.name
        }

        @Test("all examples of docs/restore.md do what it says, and what comes back is as it was, and nobody's")
        func documented() async throws {
            let workspace = try await workspace()
            let deployment = try await prune(workspace)
            let service = Reference.of("v1", "Service", "web", in: workspace.namespace)
            let examples = try Project.read("docs/restore.md").split(separator: "\n")
                .filter { $0.hasPrefix("kubectl martlet restore") }
                .map { $0.split(separator: " ").dropFirst(2).map(String.init) }
            #expect(examples.count == 4)
            for example in examples {
                let words = example.map { word in
                    word == "shops" ? workspace.namespace : word.hasPrefix("shop-") ? deployment : word
                }
                let outcome = try run(workspace, words)
                #expect(outcome.status == 0 && outcome.output.contains("settings"), "\(words) \(outcome)")
                if words.contains("--dry-run") {
                    #expect(outcome.output.contains("Would be restored") && outcome.output.contains("Service/"))
                    #expect(!(try await workspace.cluster.exists(service)))
                }
            }
            let settings = try await workspace.cluster.get(.configMap("settings", in: workspace.namespace))
            #expect(settings["data"] == ["key": "1", "more": "by hand"])
            #expect(settings.annotation("gitops.martlet.dev/application") == nil)
            #expect(settings.annotation("gitops.martlet.dev/restored-from") == deployment)
            #expect(try await workspace.cluster.exists(service))
            let secret = try await workspace.cluster.get(.of("v1", "Secret", "password", in: workspace.namespace))
            #expect(secret.at("data", "password") == "Y29ycmVjdC1ob3JzZQ==")
            // What its own controllers do next does not take it away, and the source may have it again.
            try workspace.git.write("app/settings.yaml", configMap("settings", "2"))
            try await workspace.waitUntilReady(at: workspace.push("Have settings again"))
            #expect(try await workspace.value("settings") == "2")
            let told = try await workspace.status().json()
            #expect(!told.contains("correct-horse"))
            #expect(!workspace.controller.logTail(lines: 5_000).contains("correct-horse"))
        }

        @Test("what is there stays, and what is unknown, suspended or of another namespace is refused with what to do")
        func refusals() async throws {
            let workspace = try await workspace()
            let deployment = try await prune(workspace)
            try await workspace.cluster.apply(configMap("settings", "mine"), namespace: workspace.namespace)
            let present = try restore(workspace, deployment, "--object", "cm/settings")
            #expect(present.status == 0 && present.output.contains("Present"), "\(present)")
            #expect(try await workspace.value("settings") == "mine")
            let unknown = try restore(workspace, "app-20200101000000-aaaaaa")
            #expect(unknown.status == 3 && unknown.errors.contains("restore --list"), "\(unknown)")
            let object = try restore(workspace, deployment, "--object", "cm/none")
            #expect(object.status == 1 && object.errors.contains("no ConfigMap/none is kept of it"), "\(object)")
            for words in [[], ["--list", deployment], [deployment, "--object", "x"]] {
                #expect(try run(workspace, ["restore"] + words + ["-n", workspace.namespace]).status == 2)
            }
            // A tenant of another namespace names it: there is nothing of the kind for that one.
            let other = try await IntegrationTests.workspace("another")
            try other.git.write("app/other.yaml", configMap("other", "1"))
            try await other.deploy()
            let elsewhere = try restore(other, deployment)
            #expect(elsewhere.status == 3, "\(elsewhere)")
            #expect(try restore(other, "--list").errors.contains("nothing is kept"))
            try await other.cluster.annotate(other.application(), "gitops.martlet.dev/restore", "1 \(deployment)")
            try await other.eventually("it is refused") {
                try await other.status().at("restore", "message")?.string?.contains("nothing is kept") == true
            }
            #expect(try await other.value("settings") == nil)
            try await workspace.cluster.patch(workspace.application(), ["spec": ["suspend": true]])
            try await workspace.eventually("it is suspended") { try await workspace.status()["gates"] != nil }
            let suspended = try restore(workspace, deployment)
            #expect(suspended.status == 6 && suspended.errors.contains("is suspended"), "\(suspended)")
        }

        @Test("an account that may not make an object brings it back for nobody")
        func rights() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(
                deployer.replacing("NAMESPACE", with: workspace.namespace), namespace: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/others.yaml", Self.others)
            try await workspace.deploy()
            try workspace.git.remove("app/others.yaml")
            try await workspace.waitUntilReady(at: workspace.push())
            let deployment = try await lastKept(workspace).key.name
            try await workspace.cluster.patch(
                workspace.application(), ["spec": ["destination": ["serviceAccountName": "deployer"]]])
            try await workspace.waitUntilReady()
            let outcome = try restore(workspace, deployment)
            #expect(outcome.status == 1 && outcome.output.contains("forbidden"), "\(outcome)")
            #expect(!(try await workspace.cluster.exists(.of("v1", "Service", "web", in: workspace.namespace))))
        }

        @Test("what is too large goes with a warning, or stays where it must not be lost")
        func large() async throws {
            let workspace = try await workspace()
            let text = String(repeating: "0123456789", count: 70_000)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/large.yaml", configMap("large", text))
            try await workspace.deploy(spec: ["sync": ["keepDeleted": "Required"]])
            try workspace.git.remove("app/large.yaml")
            try await workspace.push()
            try await workspace.eventually("it says why it stays") {
                try await workspace.problem("ConfigMap", "large")?["message"]?.string?.contains("of at most 524288")
                    == true
            }
            #expect(try await workspace.value("large") == text)
            try await workspace.cluster.patch(
                workspace.application(), ["spec": ["sync": ["keepDeleted": "BestEffort"]]])
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("large") == nil)
            try await workspace.eventually("it is told") {
                try await workspace.cluster.events(in: workspace.namespace).contains { $0["reason"] == "NotKept" }
            }
        }

        @Test("who may write the Secrets brings back nothing by them, not what was another application's either")
        func forged() async throws {
            let cluster = try await IntegrationTests.quietCluster()
            let workspace = try await Workspace(alone: cluster, "restore-forged")
            try await workspace.controller.start()
            for name in ["mine", "theirs"] {
                try workspace.git.write("\(name)/one.yaml", configMap("\(name)-one", "1"))
                try workspace.git.write("\(name)/two.yaml", configMap("\(name)-two", "1"))
            }
            try workspace.git.commit()
            try await workspace.applyRepository()
            for name in ["mine", "theirs"] {
                try await workspace.applyApplication(name)
                try await workspace.waitUntilReady(name)
            }
            for name in ["mine", "theirs"] { try workspace.git.remove("\(name)/two.yaml") }
            try await workspace.push()
            let selector = "gitops.martlet.dev/keepsakes=\(workspace.namespace)"
            var secrets: [Value] = []
            try await workspace.eventually("both are kept") {
                secrets = try await cluster.secrets(in: workspace.namespace, labelled: selector)
                return secrets.count == 2
            }
            let mine = try #require(
                secrets.first { $0.annotation("gitops.martlet.dev/kept-for")?.hasSuffix("/mine") == true })
            let theirs = try #require(secrets.first { $0.name != mine.name })
            for secret in secrets {
                #expect(!secret.json().contains("-two"), "names are not told")
            }
            try await workspace.eventually("they are gone") {
                let mine = try await workspace.value("mine-two")
                return try await workspace.value("theirs-two") == nil && mine == nil
            }
            // What theirs holds, as mine.
            let key = Reference.of("v1", "Secret", mine.name ?? "", in: workspace.namespace)
            let names = (mine["data"]?.object?.keys).map(Array.init) ?? []
            let wiped = Object(
                names.map { ($0, Value.null) } + (theirs["data"]?.object ?? [:]).map { ($0.key, $0.value) })
            try await cluster.patch(key, ["data": .object(wiped)])
            let deployment = try #require(mine.annotation("gitops.martlet.dev/kept-of"))
            try await cluster.annotate(workspace.application("mine"), "gitops.martlet.dev/restore", "1 \(deployment)")
            try await workspace.eventually("it is refused") {
                try await workspace.status("mine").at("restore", "message")?.string?.contains("another application's")
                    == true
            }
            for name in ["mine", "theirs"] { #expect(try await workspace.value("\(name)-two") == nil) }
            try await workspace.controller.stop()
        }
    }
}

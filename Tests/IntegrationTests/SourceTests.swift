import Documents
import KubeModel
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("sources") struct SourceTests {
        @Test("an application that was there before its repository starts with it, and outlives it")
        func repositoryComesAndGoes() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyApplication()
            try await workspace.waitUntilNotReady(reason: "RepositoryNotFound")
            try await workspace.applyRepository()
            report("to start with a repository", try await workspace.waitUntilReady(within: second))
            try await workspace.cluster.delete(workspace.repository)
            try await workspace.waitUntilNotReady(reason: "RepositoryNotFound")
            #expect(try await workspace.value("one") == "1")
            try await workspace.applyRepository()
            try await workspace.waitUntilReady()
        }

        @Test("an application may follow a branch, a tag, a range of versions or a commit of its own")
        func revisions() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            let first = try workspace.git.commit("app/one.yaml", configMap("one", "tagged"))
            try workspace.git.git("tag", "v1.2.0")
            try workspace.git.git("checkout", "--quiet", "-b", "other")
            try workspace.git.commit("app/one.yaml", configMap("one", "branch"))
            try workspace.git.git("checkout", "--quiet", "main")
            for (revision, value) in [
                ("other", "branch"), ("v1.2.0", "tagged"), ("other", "branch"), (">=1.0 <2", "tagged"),
            ] {
                try await follow(workspace, revision, value)
            }
            try workspace.git.git("checkout", "--quiet", "other")
            try workspace.git.commit("app/one.yaml", configMap("one", "newer"))
            try await follow(workspace, "other", "newer")
            try await follow(workspace, first, "tagged")
        }

        private func follow(_ workspace: Workspace, _ revision: String, _ value: String) async throws {
            try await workspace.cluster.patch(
                workspace.application(), ["spec": ["source": ["revision": .string(revision)]]])
            try await workspace.request(workspace.repository)
            try await workspace.eventually("\(revision) is applied") { try await workspace.value("one") == value }
            try await workspace.waitUntilReady()
        }

        @Test("a reference that does not exist is reported, and goes on once it does")
        func missingReference() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository(spec: ["reference": ["branch": "release"]])
            try await workspace.applyApplication()
            try await workspace.eventually("the repository tells of it") {
                let ready = try await workspace.condition("Ready", of: workspace.repository)
                return ready?.reason == "ReferenceNotFound" && ready?.message.contains("release") == true
            }
            try await workspace.waitUntilNotReady(reason: "SourceNotReady")
            try workspace.git.git("branch", "release")
            try await workspace.request(workspace.repository)
            try await workspace.waitUntilReady()
        }

        @Test("another path, and another destination, take the objects along")
        func moves() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/shared.yaml", configMap("shared", "1"))
            try workspace.git.write("new/two.yaml", configMap("two", "1"))
            try workspace.git.write("new/shared.yaml", configMap("shared", "2"))
            try await workspace.deploy()
            try await workspace.cluster.patch(workspace.application(), ["spec": ["source": ["path": "new"]]])
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("one") == nil)
            #expect(try await workspace.value("two") == "1")
            #expect(try await workspace.value("shared") == "2")
            let target = "\(workspace.namespace)-moved"
            try await workspace.cluster.patch(
                workspace.application(),
                ["spec": ["destination": ["namespace": .string(target), "createNamespace": true]]])
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("two") == nil)
            #expect(try await workspace.cluster.exists(.configMap("two", in: target)))
        }

        @Test("what was there before and belongs to nobody is taken over")
        func adoption() async throws {
            let workspace = try await workspace()
            try await workspace.cluster.apply(configMap("one", "by hand"), namespace: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            #expect(try await workspace.value("one") == "1")
        }

        @Test("plugins that run programs, and folders that never were, are reported", arguments: ["plugin", "path"])
        func refusals(case: String) async throws {
            let workspace = try await workspace("refusals" + `case`)
            try workspace.git.write("app/kustomization.yaml", "generators: [one.yaml]\n")
            try workspace.git.write("app/one.yaml", "{apiVersion: example.org/v1, kind: Program, metadata: {name: a}}")
            try workspace.git.commit()
            try await workspace.applyRepository()
            let isPath = `case` == "path"
            try await workspace.applyApplication(spec: ["source": isPath ? ["path": "no/such/folder"] : [:]])
            let message = try await workspace.waitUntilNotReady(reason: isPath ? "PathNotFound" : "UnsupportedSource")
            #expect(message.contains(isPath ? "no/such/folder" : "runs a program"), "\(message)")
            let stalled = try await workspace.condition("Stalled", of: workspace.application())
            #expect(stalled?.status == (isPath ? .false : .true))
        }

        /// Servers fill in defaults, write quantities their own way, and move fields: none of it is drift.
        @Test("objects of many kinds are applied once, and then left in peace")
        func manyKinds() async throws {
            // No other controller is at work there, for requests are counted.
            let workspace = try await Workspace(alone: try await quietCluster(), "manykinds")
            try await workspace.controller.start()
            let manifest = manifestOfManyKinds(
                cronJob: try await workspace.cluster.apiVersion(of: "CronJob", in: "batch"),
                disruptionBudget: try await workspace.cluster.apiVersion(of: "PodDisruptionBudget", in: "policy"))
            try workspace.git.write("app/kinds.yaml", manifest)
            try await workspace.deploy()
            #expect(try await workspace.status().at("summary", "objects") == 13)
            let controller = workspace.controller
            let requests = try await controller.metric("martlet_kube_requests_total", ["verb": "apply"])
            let version = try await workspace.cluster.get(workspace.application()).at("metadata", "resourceVersion")
            try await workspace.always("nothing is applied again", for: .seconds(3)) {
                try await controller.metric("martlet_kube_requests_total", ["verb": "apply"]) == requests
            }
            #expect(
                try await workspace.cluster.get(workspace.application()).at("metadata", "resourceVersion") == version)
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", "all")
            try await workspace.eventually("everything was applied again") {
                let status = try await workspace.status()
                return status["lastHandledSync"] == "all"
                    && status.at("operation", "trigger") == "Requested" && status.at("operation", "failed") == 0
            }
            #expect(try await controller.metric("martlet_kube_requests_total", ["verb": "apply"]) == requests + 13)
            try await workspace.waitUntilReady()
            try await controller.stop()
        }
    }
}

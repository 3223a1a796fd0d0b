import Documents
import KubeModel
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite("what another process finds") struct RestartTests {
        private static let job = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: m, image: "IMAGE"}]}}}
            """

        private static let web = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 0
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: web}]}}
            """

        @Test("a Job that was seen complete is done, also where it is taken away while no controller runs")
        func finishedJob() async throws {
            let workspace = try await ChaosTests.ground("finishedjob")
            let job = Reference.of("batch/v1", "Job", "migrate", in: workspace.namespace)
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:1"))
            try workspace.git.commit("Begin")
            try await workspace.controller.start()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await workspace.eventually("the Job has begun") {
                try await workspace.cluster.get(job).at("status", "startTime") != nil
            }
            try await workspace.cluster.complete(job)
            try await workspace.eventually("its end is written down") {
                let entries = try await workspace.status().at("inventory", "entries")?.array ?? []
                return entries.contains { $0["h"]?.string?.hasSuffix("s") == true }
            }
            try await workspace.controller.stop()
            try await workspace.cluster.delete(job)
            let other = try workspace.anotherController()
            try await other.start()
            try await workspace.request(workspace.application())
            try await workspace.waitUntilReady()
            try await workspace.always("the Job is not run again", for: .seconds(2)) {
                try await !workspace.cluster.exists(job)
            }
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:2"))
            try await workspace.push()
            try await workspace.eventually("another manifest is run") { try await workspace.cluster.exists(job) }
            try await other.stop()
        }

        /// As an inventory of before the server dropped the group `extensions` for workloads.
        private func remember(_ workspace: Workspace, asOf group: String, _ version: String) async throws {
            let entries = try await workspace.status().at("inventory", "entries")?.array ?? []
            let former = entries.map { entry -> Value in
                guard let id = entry["id"]?.string, id.contains("_apps_") else { return entry }
                var former = entry
                former["id"] = .string(id.replacing("_apps_", with: "_\(group)_"))
                former["v"] = .string(version)
                return former
            }
            try await workspace.cluster.patchStatus(
                workspace.application(), ["inventory": ["entries": .array(former)]])
        }

        private func deployFormer(_ name: String) async throws -> (Workspace, Reference) {
            let workspace = try await ChaosTests.ground(name)
            try workspace.git.write("app/web.yaml", Self.web)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.controller.start()
            try await workspace.deploy()
            try await workspace.controller.stop()
            try await remember(workspace, asOf: "extensions", "v1beta1")
            return (workspace, .of("apps/v1", "Deployment", "web", in: workspace.namespace))
        }

        @Test("an object that was applied in a group that is gone is pruned in the one that it is in now")
        func formerGroupPruned() async throws {
            let (workspace, web) = try await deployFormer("formerpruned")
            try workspace.git.remove("app/web.yaml")
            let commit = try workspace.git.commit("Remove it")
            let other = try workspace.anotherController()
            try await other.start()
            try await workspace.waitUntilReady(at: commit)
            #expect(try await !workspace.cluster.exists(web))
            try await other.stop()
        }

        @Test("and is deleted there with the application")
        func formerGroupDeleted() async throws {
            let (workspace, web) = try await deployFormer("formerdeleted")
            let other = try workspace.anotherController()
            try await other.start()
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application is gone") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await !workspace.cluster.exists(web))
            try await other.stop()
        }

        @Test("one whose manifest has moved to the new group stays, as the very object")
        func formerGroupMoved() async throws {
            let (workspace, web) = try await deployFormer("formermoved")
            let uid = try await workspace.cluster.get(web).at("metadata", "uid")
            let other = try workspace.anotherController()
            try await other.start()
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            let commit = try workspace.git.commit("Change something")
            try await workspace.request(workspace.repository)
            try await workspace.waitUntilReady(at: commit)
            #expect(try await workspace.cluster.get(web).at("metadata", "uid") == uid)
            let inventory = try await workspace.status()["inventory"]?.json() ?? ""
            #expect(inventory.contains("_apps_Deployment") && !inventory.contains("extensions"), "\(inventory)")
            try await other.stop()
        }

        @Test("one whose manifest still names the group that is gone stays and is told of, and nothing is deleted")
        func formerGroupKept() async throws {
            let (workspace, web) = try await deployFormer("formerkept")
            try workspace.git.write(
                "app/web.yaml",
                Self.web.replacing("apps/v1", with: "extensions/v1beta1"))
            try workspace.git.remove("app/one.yaml")
            try workspace.git.commit("Go back")
            let other = try workspace.anotherController()
            try await other.start()
            try await workspace.request(workspace.repository)
            try await workspace.eventually("the kind is unknown") {
                try await workspace.problem("Deployment.extensions", "web")?["reason"] == "UnknownKind"
            }
            try await workspace.always("the object stays", for: .seconds(1)) { try await workspace.cluster.exists(web) }
            let inventory = try await workspace.status()["inventory"]?.json() ?? ""
            #expect(inventory.contains("_extensions_Deployment"), "\(inventory)")
            try await other.stop()
        }
    }
}

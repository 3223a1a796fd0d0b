import ChartTesting
import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("checks", .enabled(if: TestServer.hasPython)) struct CheckTests {
        private func http(_ name: String, _ server: TestServer) -> Value {
            ["name": .string(name), "http": ["url": .string("http://127.0.0.1:\(server.port)/\(name)?key=hunter2")]]
        }

        private func checks(_ server: TestServer) -> Value {
            let containers: Value = [["name": "main", "image": "example.org/main:1"]]
            let job: Value = [
                "spec": [
                    "backoffLimit": 0, "template": ["spec": ["restartPolicy": "Never", "containers": containers]],
                ]
            ]
            return [
                "before": [http("gate", server), ["name": "backup", "job": ["template": job]]],
                "after": [http("smoke", server)],
            ]
        }

        /// The Job of the check, once it is there.
        private func job(_ workspace: Workspace) async throws -> Reference {
            func name() async throws -> String? {
                let hooks = try await workspace.status().at("operation", "hooks")?.array ?? []
                return hooks.first { $0["status"] == "Running" }?["object"]?.string?.split(separator: "/").last
                    .map(String.init)
            }
            try await workspace.eventually("the Job is there") { try await name() != nil }
            return .of("batch/v1", "Job", try await name() ?? "", in: workspace.namespace)
        }

        @Test("checks before and behind, over HTTP and by a Job, that pass and that fail")
        func checks() async throws {
            let server = try TestServer.scripted()
            defer { server.stop() }
            try server.serve([.status("/gate", 503), Route("/smoke", "ok")])
            let workspace = try await workspace()
            let map = Reference.of("v1", "ConfigMap", "one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: [
                "sync": ["retry": ["limit": 0]], "checks": checks(server),
            ])
            let refusal = try await workspace.waitUntilNotReady(reason: "CheckFailed")
            #expect(refusal.contains("the check gate has failed") && refusal.contains("answered 503"), "\(refusal)")
            #expect(!refusal.contains("hunter2"))
            #expect(try await workspace.cluster.find(map) == nil)

            try server.serve([Route("/gate", "ok"), Route("/smoke", "ok")])
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", "again")
            let job = try await job(workspace)
            #expect(try await workspace.cluster.find(map) == nil)
            try await workspace.eventually("the Job has begun") {
                try await workspace.cluster.get(job).at("status", "startTime") != nil
            }
            try await workspace.cluster.complete(job)
            try await workspace.waitUntilReady()
            #expect(try await workspace.cluster.find(map) != nil)
            try await workspace.eventually("the Job is gone") { try await workspace.cluster.find(job) == nil }
            let results = try await workspace.status().at("operation", "checks")?.array ?? []
            #expect(results.map { $0["result"] } == ["Passed", "Passed", "Passed"])
            #expect(results.map { $0["phase"] } == ["Before", "Before", "After"])

            try server.serve([Route("/gate", "ok"), .status("/smoke", 500)])
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.push()
            let next = try await self.job(workspace)
            try await workspace.eventually("the Job has begun") {
                try await workspace.cluster.find(next)?.at("status", "startTime") != nil
            }
            try await workspace.cluster.complete(next)
            let failure = try await workspace.waitUntilNotReady(reason: "CheckFailed")
            #expect(failure.contains("the check smoke has failed") && failure.contains("answered 500"), "\(failure)")
            #expect(try await workspace.status().at("operation", "phase") == "Failed")
            #expect(try await workspace.cluster.get(map).at("data", "key") == "2")
        }
    }
}

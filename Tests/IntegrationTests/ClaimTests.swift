import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Whoever may write an object may write any application's name on it.
    @Suite("objects that carry another application's name") struct ClaimTests {
        private static let mark = "gitops.martlet.dev/application"

        private func two(_ workspace: Workspace, spec: Value = [:]) async throws {
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.write("app/rest.yaml", configMap("rest", "1"))
            try workspace.git.write("other/two.yaml", configMap("two", "1"))
            try await workspace.deploy(spec: spec)
            try await workspace.applyApplication("other")
            try await workspace.waitUntilReady("other")
        }

        private func mark(_ workspace: Workspace, as name: String) async throws {
            try await workspace.cluster.annotate(
                .configMap("one", in: workspace.namespace), Self.mark, "\(workspace.namespace)/\(name)")
        }

        private func marked(_ workspace: Workspace) async throws -> String? {
            try await workspace.cluster.find(.configMap("one", in: workspace.namespace))?.annotation(Self.mark)
        }

        @Test("that of one that does not want it is drift", arguments: ["other", "nobody"])
        func tampered(name: String) async throws {
            let workspace = try await workspace()
            try await two(workspace)
            try await mark(workspace, as: name)
            try await workspace.eventually("the mark is back", within: second) {
                try await marked(workspace) == "\(workspace.namespace)/app"
            }
            try await workspace.waitUntilReady()
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("it goes with its application") { try await workspace.value("one") == nil }
        }

        @Test("that of one that wants it hands it over: that one takes it, and the first lets go")
        func handedOver() async throws {
            let workspace = try await workspace()
            try await two(workspace)
            try workspace.git.write("other/one.yaml", configMap("one", "2"))
            try await workspace.push()
            try await workspace.waitUntilNotReady("other", reason: "Conflict")
            try await workspace.eventually("the first one says so too") {
                try await workspace.problem("ConfigMap", "one")?["reason"] == "Conflict"
            }
            try await mark(workspace, as: "other")
            try await workspace.eventually("the other one has it") { try await workspace.value("one") == "2" }
            try await workspace.waitUntilReady("other")
            try await workspace.waitUntilNotReady(reason: "Conflict")
            try workspace.git.remove("app/one.yaml")
            let commit = try await workspace.push()
            try await workspace.waitUntilReady(at: commit)
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the first goes") {
                try await !workspace.cluster.exists(workspace.application())
            }
            #expect(try await workspace.value("one") == "2")
            #expect(try await marked(workspace) == "\(workspace.namespace)/other")
        }

        @Test("is not forgotten by the one that applied it: it says so, and waits with its end")
        func disputed() async throws {
            let workspace = try await workspace()
            try await two(workspace, spec: ["sync": ["selfHeal": false]])
            try await mark(workspace, as: "other")
            try await workspace.cluster.delete(workspace.application())
            let why = try await workspace.waitUntilNotReady(reason: "DeletionFailed")
            #expect(why.contains("its annotation names the application \(workspace.namespace)/other"), "\(why)")
            #expect(try await workspace.value("one") == "1")
            #expect(try await workspace.value("rest") == nil)
            try await mark(workspace, as: "app")
            try await workspace.eventually("all of it is deleted") {
                guard try await !workspace.cluster.exists(workspace.application()) else { return false }
                return try await workspace.value("one") == nil
            }
        }
    }
}

import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("objects that pass from one application to another") struct MovingTests {
        private func claim(_ annotations: String) -> String {
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: kept, annotations: {\(annotations)}}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """
        }

        private static let isKept = "gitops.martlet.dev/prune: disabled"
        /// Nothing here gives a claim its volume.
        private static let isWell = "argocd.argoproj.io/ignore-healthcheck: 'true'"

        private func reference(_ workspace: Workspace) -> Reference {
            .of("v1", "PersistentVolumeClaim", "kept", in: workspace.namespace)
        }

        /// Two applications, the first of which has the claim.
        private func deploy(_ workspace: Workspace, annotations: String, first: Value) async throws -> Value {
            try workspace.git.write("one/kept.yaml", claim(annotations))
            try workspace.git.write("one/own.yaml", configMap("one-own", "1"))
            try workspace.git.write("two/own.yaml", configMap("two-own", "1"))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication("one", spec: first)
            try await workspace.applyApplication("two")
            for name in ["one", "two"] { try await untilSynced(workspace, name) }
            return try await workspace.cluster.get(reference(workspace))
        }

        private func untilSynced(_ workspace: Workspace, _ name: String, at commit: String? = nil) async throws {
            try await workspace.eventually("\(name) is synced", of: name) {
                let sync = try await workspace.status(name)["sync"]
                let isThere = commit.map { sync?["revision"]?.string == "main@sha1:\($0)" } ?? true
                return sync?["status"] == "Synced" && isThere
            }
        }

        private func expectMoved(_ workspace: Workspace, _ before: Value) async throws {
            try await workspace.eventually("the claim is the other application's", of: "two") {
                try await workspace.cluster.get(reference(workspace)).annotation("gitops.martlet.dev/application")
                    == "\(workspace.namespace)/two"
            }
            let after = try await workspace.cluster.get(reference(workspace))
            #expect(after.at("metadata", "uid") == before.at("metadata", "uid"))
            try await workspace.eventually("both are told") {
                let events = try await workspace.cluster.events(in: workspace.namespace)
                let reasons = events.filter { ($0["note"] ?? $0["message"])?.string?.contains("kept") == true }
                    .map { $0["reason"] }
                return reasons.contains("Released") && reasons.contains("TakenOver")
            }
            for name in ["one", "two"] { try await untilSynced(workspace, name) }
        }

        @Test("an object that is to be kept is the other's once the first wants it no more")
        func annotated() async throws {
            let workspace = try await workspace()
            let before = try await deploy(workspace, annotations: Self.isKept, first: [:])
            try workspace.git.git("mv", "one/kept.yaml", "two/")
            try await workspace.push()
            try await expectMoved(workspace, before)
        }

        @Test("so is one of an application that does not prune")
        func unpruned() async throws {
            let workspace = try await workspace()
            let before = try await deploy(workspace, annotations: "", first: ["sync": ["prune": false]])
            try workspace.git.git("mv", "one/kept.yaml", "two/")
            try await workspace.push()
            try await expectMoved(workspace, before)
        }

        @Test("so does one that is to be pruned, where its application waits for the other")
        func ahead() async throws {
            let workspace = try await workspace()
            let before = try await deploy(
                workspace, annotations: Self.isWell, first: ["dependsOn": [["name": "two"]]])
            try workspace.git.git("mv", "one/kept.yaml", "two/")
            try await workspace.push()
            try await expectMoved(workspace, before)
        }

        @Test("an object that a person hands over by its annotation moves without being deleted")
        func byHand() async throws {
            let workspace = try await workspace()
            let before = try await deploy(workspace, annotations: "", first: [:])
            try workspace.git.write("two/kept.yaml", claim(""))
            try await workspace.push()
            try await workspace.waitUntilNotReady("two", reason: "Conflict")
            try await workspace.cluster.annotate(
                reference(workspace), "gitops.martlet.dev/application", "\(workspace.namespace)/two")
            try workspace.git.remove("one/kept.yaml")
            try await workspace.push()
            try await expectMoved(workspace, before)
        }
    }
}

import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    /// Pods that nobody runs: the test says how they end.
    @Suite("hooks and waves") struct HookTests {
        private func pod(_ name: String, _ annotations: String) -> String {
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: \(name), annotations: {\(annotations)}}
            spec: {restartPolicy: Never, containers: [{name: main, image: "example.org/main:1"}]}
            """
        }

        private func reference(_ name: String, _ workspace: Workspace) -> Reference {
            .of("v1", "Pod", name, in: workspace.namespace)
        }

        private func end(_ name: String, _ workspace: Workspace, phase: String = "Succeeded") async throws {
            try await workspace.cluster.patchStatus(reference(name, workspace), ["phase": .string(phase)])
        }

        private func waitUntilThere(_ name: String, _ workspace: Workspace) async throws {
            try await workspace.eventually("\(name) is there") {
                try await workspace.cluster.find(reference(name, workspace)) != nil
            }
        }

        @Test("hooks before, waves, and hooks behind, each once the one before it is over")
        func order() async throws {
            let workspace = try await workspace()
            let maps = ["early", "late"].map { Reference.of("v1", "ConfigMap", $0, in: workspace.namespace) }
            try workspace.git.write("app/before.yaml", pod("before", "argocd.argoproj.io/hook: PreSync"))
            try workspace.git.write(
                "app/early.yaml", configMap("early", "1", extra: "  annotations: {argocd.argoproj.io/sync-wave: '-1'}"))
            try workspace.git.write("app/gate.yaml", pod("gate", "argocd.argoproj.io/sync-wave: '1'"))
            try workspace.git.write(
                "app/late.yaml", configMap("late", "1", extra: "  annotations: {gitops.martlet.dev/wave: '2'}"))
            try workspace.git.write(
                "app/behind.yaml",
                pod("behind", "gitops.martlet.dev/hook: PostSync, gitops.martlet.dev/hook-delete-policy: HookSucceeded")
            )
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            try await waitUntilThere("before", workspace)
            try await workspace.waitUntilNotReady(reason: "Syncing")
            #expect(try await workspace.cluster.find(maps[0]) == nil)
            #expect(try await workspace.status().at("operation", "step", "phase") == "PreSync")
            try await end("before", workspace)
            try await waitUntilThere("gate", workspace)
            #expect(try await workspace.cluster.find(maps[0]) != nil)
            #expect(try await workspace.cluster.find(maps[1]) == nil)
            try await end("gate", workspace)
            try await waitUntilThere("behind", workspace)
            #expect(try await workspace.cluster.find(maps[1]) != nil)
            try await end("behind", workspace)
            try await workspace.waitUntilReady()
            try await workspace.eventually("the hook that has succeeded is deleted") {
                try await workspace.cluster.find(reference("behind", workspace)) == nil
            }
            let hooks = try await workspace.status().at("operation", "hooks")?.array ?? []
            #expect(hooks.map { $0["phase"] } == ["PreSync", "PostSync"])
            #expect(hooks.allSatisfy { $0["status"] == "Succeeded" })
        }

        @Test("a hook that fails keeps the rest from being applied, and hooks run at the end of an application")
        func failure() async throws {
            let workspace = try await workspace()
            let map = Reference.of("v1", "ConfigMap", "one", in: workspace.namespace)
            try workspace.git.write("app/before.yaml", pod("before", "gitops.martlet.dev/hook: PreSync"))
            try workspace.git.write("app/clean.yaml", pod("clean", "gitops.martlet.dev/hook: SyncFail"))
            try workspace.git.write("app/last.yaml", pod("last", "gitops.martlet.dev/hook: PreDelete"))
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication(spec: ["sync": ["retry": ["limit": 0]]])
            try await waitUntilThere("before", workspace)
            try await end("before", workspace, phase: "Failed")
            try await waitUntilThere("clean", workspace)
            try await end("clean", workspace)
            let message = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(message.contains("before"), "\(message)")
            #expect(try await workspace.cluster.find(map) == nil)
            try workspace.git.write("app/before.yaml", configMap("before", "1"))
            try await workspace.waitUntilReady(at: workspace.push())
            #expect(try await workspace.cluster.find(map) != nil)
            try await workspace.cluster.delete(workspace.application())
            try await waitUntilThere("last", workspace)
            #expect(try await workspace.cluster.find(map) != nil)
            try await end("last", workspace)
            try await workspace.eventually("all is gone") {
                for gone in [workspace.application(), reference("last", workspace), map]
                where try await workspace.cluster.find(gone) != nil { return false }
                return true
            }
        }
    }
}

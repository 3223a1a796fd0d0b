import Documents
import FoundationEssentials
import Glibc
import KubeTesting
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite struct OutageTests {
        @Test("the API server goes while nothing happens: afterwards drift is seen as before")
        func idle() async throws {
            let workspace = try await started("idle", objects: 3)
            let plane = workspace.cluster.controlPlane
            try await plane.stopAPIServer()
            try await Task.sleep(for: .seconds(3))
            try await plane.startAPIServer()
            try await workspace.setText("one-0", "by hand")
            try await workspace.cluster.delete(.configMap("one-1", in: workspace.namespace))
            try await workspace.eventually("drift is repaired", within: recovery) {
                try await workspace.managed() == ["one-0": "1", "one-1": "1", "one-2": "1"]
            }
            #expect(workspace.controller.isRunning)
            try await workspace.controller.stop()
        }

        @Test("the API server goes while objects are written, and while objects are pruned")
        func syncing() async throws {
            let workspace = try await started("syncing", objects: 3)
            let plane = workspace.cluster.controlPlane
            try write(80, to: workspace)
            let first = try await workspace.push()
            try await workspace.eventually("it has begun") { try await workspace.managed().count > 5 }
            try await plane.stopAPIServer()
            try await plane.startAPIServer()
            try await workspace.waitUntilReady(at: first, within: recovery)
            #expect(try await workspace.managed().count == 80)
            for number in 2..<80 { try workspace.git.remove("app/one-\(number).yaml") }
            let commit = try await workspace.push()
            try await workspace.eventually("it has begun to prune") { try await workspace.managed().count < 75 }
            try await plane.restartAPIServer()
            try await workspace.waitUntilReady(at: commit, within: recovery)
            #expect(try await workspace.managed() == ["one-0": "1", "one-1": "1"])
            try await workspace.controller.stop()
        }

        @Test("what happened while the controller was away is put right, also when the server comes later than it")
        func away() async throws {
            let workspace = try await started("away", objects: 4)
            workspace.controller.kill()
            try await workspace.setText("one-0", "by hand")
            try await workspace.cluster.delete(.configMap("one-1", in: workspace.namespace))
            try workspace.git.remove("app/one-3.yaml")
            try workspace.git.commit("Remove one")
            let plane = workspace.cluster.controlPlane
            try await plane.stopAPIServer()
            try workspace.controller.launch()
            try await Task.sleep(for: .seconds(2))
            try await plane.startAPIServer()
            try await workspace.eventually("everything is as it was committed", within: recovery) {
                try await workspace.managed() == ["one-0": "1", "one-1": "1", "one-2": "1"]
            }
            try await workspace.waitUntilReady(within: soon)
            try await workspace.controller.stop()
        }

        @Test("etcd forgets what a watch would go on from (410): it lists anew, and misses nothing")
        func compaction() async throws {
            let workspace = try await started("compaction", objects: 4)
            let plane = workspace.cluster.controlPlane
            // Held still, so that it hears of nothing before the past is gone.
            try signal(SIGSTOP, workspace)
            try await workspace.setText("one-0", "by hand")
            try await workspace.cluster.delete(.configMap("one-1", in: workspace.namespace))
            for number in 0..<20 { try await workspace.setText("one-2", "by hand \(number)") }
            // What has no label of ours is no news to it, so it does not know how far the server has come.
            for number in 0..<5 {
                try await workspace.cluster.apply(configMap("other-\(number)", "1"), namespace: workspace.namespace)
            }
            try await plane.compact()
            try await plane.restartAPIServer()
            try signal(SIGCONT, workspace)
            try await workspace.eventually("everything is as it was committed", within: recovery) {
                try await workspace.managed() == ["one-0": "1", "one-1": "1", "one-2": "1", "one-3": "1"]
            }
            // A server that has just started refuses for a moment; after three refusals the watch lists without asking on. That may
            // come after the repairs, as what the server told before it ended may still be on its way to us.
            try await workspace.eventually("the server answers 410, or nothing for long enough", within: recovery) {
                var restarts = 0.0
                for reason in ["gone", "refused"] {
                    restarts += try await workspace.controller.metric(
                        "martlet_watch_restarts_total", ["reason": reason])
                }
                return restarts > 0
            }
            try workspace.git.remove("app/one-3.yaml")
            try await workspace.waitUntilReady(at: try await workspace.push(), within: soon)
            #expect(try await workspace.managed().count == 3)
            try await workspace.controller.stop()
        }

        private func signal(_ number: Int32, _ workspace: Workspace) throws {
            let process = try #require(workspace.controller.processIdentifier)
            #expect(Glibc.kill(process, number) == 0)
        }

        private func started(_ name: String, objects: Int) async throws -> Workspace {
            let workspace = try await ground(name)
            try write(objects, to: workspace)
            try await workspace.controller.start()
            try await workspace.deploy()
            return workspace
        }

        private func write(_ count: Int, to workspace: Workspace) throws {
            for number in 0..<count {
                try workspace.git.write("app/one-\(number).yaml", configMap("one-\(number)", "1"))
            }
        }
    }
}

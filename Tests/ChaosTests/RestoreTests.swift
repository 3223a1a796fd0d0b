import Documents
import KubeTesting
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite struct RestoreTests {
        @Test("etcd is put back from a backup: what the cluster forgot is applied again, and status says what is so")
        func restore() async throws {
            let workspace = try await ground("restore")
            for number in 0..<3 {
                try workspace.git.write("app/one-\(number).yaml", configMap("one-\(number)", "1"))
            }
            try await workspace.controller.start()
            try await workspace.deploy()
            let plane = workspace.cluster.controlPlane
            try await plane.backUp()
            try workspace.git.write("app/one-0.yaml", configMap("one-0", "2"))
            try workspace.git.write("app/one-3.yaml", configMap("one-3", "2"))
            try workspace.git.remove("app/one-1.yaml")
            let commit = try await workspace.push()
            try await workspace.waitUntilReady(at: commit, within: recovery)
            let later = ["one-0": "2", "one-2": "1", "one-3": "2"]
            #expect(try await workspace.managed() == later)
            // The versions of before are far from being reached again.
            for number in 0..<50 { try await workspace.setText("one-2", "by hand \(number)") }
            try await workspace.waitUntilReady(within: recovery)
            try await plane.restore()
            try await workspace.eventually("everything is as it was committed", within: recovery) {
                try await workspace.managed() == later
            }
            try await workspace.waitUntilReady(at: commit, within: recovery)
            try await workspace.setText("one-0", "by hand")
            try await workspace.eventually("drift is repaired as before", within: recovery) {
                try await workspace.managed() == later
            }
            let restarts = try await workspace.controller.metric("martlet_watch_restarts_total", ["reason": "rewound"])
            #expect(restarts > 0)
            try await workspace.controller.stop()
        }
    }
}

import Documents
import OperatorTesting
import TestKit
import Testing

extension ChaosTests {
    @Suite struct LeaderTests {
        @Test("of two controllers one works; the other takes over at once when asked to, and in time when it has to")
        func handOver() async throws {
            let workspace = try await ground("leaders", options: ["--leader-elect"])
            let first = workspace.controller
            let second = try workspace.anotherController(options: ["--leader-elect"])
            try await first.start()
            try await eventually("the first leads") { try await isLeader(first) }
            try await second.start()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            let object = Reference.configMap("one", in: workspace.namespace)
            let version = try await workspace.version(object)
            #expect(try await !isLeader(second))
            #expect(try await writes(second) == 0, "who does not lead writes nothing")

            try await first.stop()
            let asked = try await eventually("the second leads") { try await isLeader(second) }
            print("chaos: leadership handed over \(asked) after the first had ended")
            #expect(asked < .seconds(15), "given away, not lapsed")
            try await work(workspace, "2")
            #expect(try await workspace.version(object) == version, "nobody wrote what needed no writing")

            try await first.start()
            try await work(workspace, "3")
            #expect(try await !isLeader(first))
            second.kill()
            let killed = try await eventually("the first leads again", within: .seconds(40)) {
                try await isLeader(first)
            }
            print("chaos: leadership taken over \(killed) after the second was killed")
            try await work(workspace, "4")
            #expect(try await workspace.version(object) == version)
            try await first.stop()
        }

        @Test("a leader whose time stood still writes nothing once it goes on, and ends")
        func frozen() async throws {
            let workspace = try await ground("frozen", options: ["--leader-elect"])
            let first = workspace.controller
            let second = try workspace.anotherController(options: ["--leader-elect"])
            try await first.start()
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            try await second.start()
            first.freeze()
            try await eventually("the second leads", within: .seconds(40)) { try await isLeader(second) }
            try workspace.git.write("app/one.yaml", configMap("one", "2"))
            try await workspace.waitUntilReady(at: try await workspace.push(), within: soon)
            let object = Reference.configMap("one", in: workspace.namespace)
            let version = try await workspace.version(object)
            // It finds the object changed, and knows the commit before only.
            first.thaw()
            try await eventually("the first ends") { !first.isRunning }
            #expect(first.log.contains("leadership lost"))
            #expect(try await workspace.version(object) == version, "nobody wrote what needed no writing")
            try await second.stop()
        }

        private func isLeader(_ controller: ControllerProcess) async throws -> Bool {
            try await controller.metric("martlet_leader") == 1
        }

        private func writes(_ controller: ControllerProcess) async throws -> Double {
            try await controller.metric("martlet_kube_requests_total", ["verb": "apply"])
                + controller.metric("martlet_kube_requests_total", ["verb": "patch"])
        }

        private func work(_ workspace: Workspace, _ text: String) async throws {
            try workspace.git.write("app/two.yaml", configMap("two", text))
            try await workspace.waitUntilReady(at: try await workspace.push(), within: soon)
            #expect(try await workspace.text("two") == text)
        }
    }
}

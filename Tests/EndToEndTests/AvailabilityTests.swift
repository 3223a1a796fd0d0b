import Documents
import FoundationEssentials
import Glibc
import OperatorTesting
import Testing

extension EndToEndTests {
    /// More than one replica, and newer images, with applications in place.
    @Suite struct AvailabilityTests {
        let tests = EndToEndTests()
        /// The Lease's own term, and what the one who follows may take to see it and to get ready.
        private static let term = Duration.seconds(15)
        private static let grace = Duration.seconds(10)

        @Test("a rolling restart hands leadership over within the Lease's term, and nothing is applied anew")
        func rollingRestart() async throws {
            try await withSettledApplication("restart") { team in
                try await Kubectl.run(
                    ["--namespace", Installation.namespace, "rollout", "restart", Installation.deployment])
                let gap = try await longestGap { try await Installation.waitForRollout() }
                report("longest time without a renewed Lease during a rolling restart: \(gap)")
                #expect(gap < Self.term)
            }
        }

        @Test("when the leader is killed, the other replica works within the Lease's term")
        func killedLeader() async throws {
            try await withSettledApplication("killed") { team in
                let (hold, leader) = (try await Installation.lease(), try await Installation.leader())
                let process = try await tests.process(of: leader)
                #expect(kill(Int32(process), SIGKILL) == 0)
                let pause = try await Installation.waitForLeader(other: hold.holder, within: Self.term + Self.grace)
                report("another replica led \(pause) after the leader was killed")
                #expect(try await Installation.lease().transitions == hold.transitions + 1)
            }
        }

        @Test("an upgrade from another image applies nothing anew")
        func upgrade() async throws {
            try await Installation.use(image: Setting.previousImage)
            try await withSettledApplication("upgrade") { team in
                let old = try await Installation.lease().holder
                try await Installation.use(image: Setting.image)
                try await Installation.waitForLeader(other: old, within: Self.term + Self.grace)
                let leader = try await Installation.leader()
                #expect(
                    try await Installation.metric("martlet_kube_requests_total", ["verb": "apply"], of: leader) == 0)
                report("upgraded; the new leader has applied nothing")
            }
        }

        /// Two replicas and an application that is in order. After the body, what is applied must be what it was, written
        /// by nobody since; and a commit must still arrive.
        private func withSettledApplication(_ name: String, _ body: (Team) async throws -> Void) async throws {
            try await Installation.scale(to: 2)
            try await Installation.waitForLeader(within: .seconds(60))
            try await tests.withTeam(name) { team in
                try Web(text: "before").write(to: team.git, application: "web")
                let commit = try await team.push()
                try await team.apply(application: "web")
                try await team.waitUntilHealthy("web", at: commit)
                let before = try await writes(team)
                #expect(before.count == 3)
                try await body(team)
                try await team.waitUntilHealthy("web", at: commit)
                #expect(try await writes(team) == before, "applied anew")
                try Web(text: "after").write(to: team.git, application: "web")
                try await team.waitUntilHealthy("web", at: try await team.push())
                try await tests.checkRunning(team, text: "after")
            }
        }

        /// When Martlet last wrote each object: the server notes it for each writer.
        private func writes(_ team: Team) async throws -> [String: String] {
            var times: [String: String] = [:]
            for kind in ["deployment/web", "service/web", "configmap/text"] {
                let object = try await Kubectl.json(
                    ["--namespace", team.namespace, "get", kind, "--show-managed-fields"])
                let ours = object.at("metadata", "managedFields")?.array?.first {
                    $0["manager"]?.string?.hasPrefix("martlet") == true && $0["operation"]?.string == "Apply"
                }
                times[kind] = ours?["time"]?.string
            }
            return times
        }

        /// The longest time between two renewals of the Lease while the body runs, as the Lease tells.
        private func longestGap(while body: @Sendable @escaping () async throws -> Void) async throws -> Duration {
            let watcher = Task {
                var moments: [Date] = []
                while !Task.isCancelled {
                    if let moment = Self.date(try await Installation.lease().renewed), moment != moments.last {
                        moments.append(moment)
                    }
                    try? await Task.sleep(for: .milliseconds(100))
                }
                return moments
            }
            do { try await body() } catch {
                watcher.cancel()
                throw error
            }
            watcher.cancel()
            let moments = try await watcher.value
            let gaps = zip(moments.dropFirst(), moments).map { $0.0.timeIntervalSince($0.1) }
            return .seconds(try #require(gaps.max(), "the Lease was never renewed"))
        }

        private static func date(_ text: String) -> Date? {
            try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
    }
}

import Documents
import FoundationEssentials
import Glibc
import OperatorTesting
import Synchronization
import Testing

extension EndToEndTests {
    /// More than one replica, and newer images, with applications in place.
    @Suite struct AvailabilityTests {
        let tests = EndToEndTests()
        /// The Lease's own term.
        private static let term = 15.0
        /// And how long the other replica may take to look, besides.
        private static let look = 3.0
        /// A busy machine may let everything take longer than the Lease itself says.
        private static let patience = Duration.seconds(90)

        @Test("a rolling restart hands leadership over within the Lease's term, and nothing is applied anew")
        func rollingRestart() async throws {
            try await withSettledApplication("restart") { team in
                let first = try await Installation.lease()
                let gaps = try await gapsOfHolding {
                    try await Kubectl.run(
                        ["--namespace", Installation.namespace, "rollout", "restart", Installation.deployment])
                    try await Installation.waitForRollout()
                    try await Installation.waitForLeader(other: first.holder, within: Self.patience)
                }
                let longest = try #require(gaps.max(), "the Lease was not renewed")
                report("longest time without a renewed Lease during a rolling restart: \(longest) s")
                #expect(longest < Self.term)
            }
        }

        @Test("when the leader is killed, its Pod or the other works on within the Lease's term")
        func killedLeader() async throws {
            try await withSettledApplication("killed") { team in
                let process = try await tests.process(of: try await Installation.leader())
                #expect(kill(Int32(process), SIGKILL) == 0)
                // Nobody renews before the kubelet has started the container again, or the Lease has lapsed.
                let last = try await Installation.lease()
                let moment = try #require(last.renewed)
                let next = try await Installation.waitForLease(within: Self.patience) {
                    ($0.renewed ?? moment) > moment
                }
                let taken = next.holder == last.holder ? next.renewed : next.acquired
                let pause = try #require(taken).timeIntervalSince(moment)
                report("the Lease was taken \(pause) s after the killed leader had last renewed it")
                #expect(pause < Self.term + Self.look)
                try await Installation.waitForLeader(within: Self.patience)
            }
        }

        @Test("when the leader hangs, the other replica follows once the Lease has lapsed, and the first ends")
        func hangingLeader() async throws {
            try await withSettledApplication("hanging") { team in
                let leader = try await Installation.leader()
                let process = Int32(try await tests.process(of: leader))
                #expect(kill(process, SIGSTOP) == 0)
                defer { _ = kill(process, SIGCONT) }
                let last = try await Installation.lease()
                try await Installation.waitForLeader(other: last.holder, within: Self.patience)
                let next = try await Installation.lease()
                #expect(next.transitions == last.transitions + 1)
                let pause = try #require(next.acquired).timeIntervalSince(try #require(last.renewed))
                report("the other replica led \(pause) s after the hanging leader had last renewed the Lease")
                #expect(pause >= Self.term && pause < Self.term + Self.look)
                _ = kill(process, SIGCONT)
                try await team.eventually("the first has ended", within: Self.patience, of: "web") {
                    kill(process, 0) != 0
                }
            }
        }

        @Test("an upgrade from another image applies nothing anew")
        func upgrade() async throws {
            try await Installation.use(image: Setting.previousImage)
            try await withSettledApplication("upgrade") { team in
                let old = try await Installation.lease().holder
                try await Installation.use(image: Setting.image)
                try await Installation.waitForLeader(other: old, within: Self.patience)
                let leader = try await Installation.leader()
                #expect(
                    try await Installation.metric("martlet_kube_requests_total", ["verb": "apply"], of: leader) == 0)
                report("upgraded; the new leader has applied nothing")
            }
        }

        /// Two replicas and an application that is in order. After the body another process leads, which must have looked
        /// at the application and applied nothing; and a commit must still arrive.
        private func withSettledApplication(_ name: String, _ body: (Team) async throws -> Void) async throws {
            try await Installation.scale(to: 2)
            try await Installation.waitForLeader(within: Self.patience)
            try await tests.withTeam(name) { team in
                try Web(text: "before").write(to: team.git, application: "web")
                let commit = try await team.push()
                try await team.apply(application: "web")
                try await team.waitUntilHealthy("web", at: commit)
                let version = try await versions(team)
                try await body(team)
                try await checkNothingApplied(team)
                #expect(try await versions(team) == version)
                try Web(text: "after").write(to: team.git, application: "web")
                try await team.waitUntilHealthy("web", at: try await team.push())
                try await tests.checkRunning(team, text: "after")
            }
        }

        /// By the counters of the one who leads now, which began at zero when it started.
        private func checkNothingApplied(_ team: Team) async throws {
            let leader = try await Installation.leader()
            let runs = "martlet_reconcile_total"
            try await team.eventually("the new leader has looked at it", within: Self.patience, of: "web") {
                try await Installation.metric(runs, ["kind": "GitOpsApplication"], of: leader) > 0
            }
            let applied = try await Installation.metric("martlet_kube_requests_total", ["verb": "apply"], of: leader)
            #expect(applied == 0)
        }

        /// Of the objects whose status nobody writes.
        private func versions(_ team: Team) async throws -> [String?] {
            try await Kubectl.items(["--namespace", team.namespace, "get", "service/web", "configmap/text"])
                .map { $0.at("metadata", "resourceVersion")?.string }
        }

        /// The times between two renewals of the Lease while the body runs, in seconds, as the Lease tells.
        private func gapsOfHolding(while body: () async throws -> Void) async throws -> [Double] {
            let end = End()
            async let watching = renewals(until: end)
            do {
                try await body()
            } catch {
                end.isReached.store(true, ordering: .relaxed)
                throw error
            }
            end.isReached.store(true, ordering: .relaxed)
            let moments = try await watching
            return zip(moments.dropFirst(), moments).map { $0.0.timeIntervalSince($0.1) }
        }

        private func renewals(until end: End) async throws -> [Date] {
            var moments: [Date] = []
            var isLast = false
            while !isLast {
                isLast = end.isReached.load(ordering: .relaxed)
                if let moment = try await Installation.lease().renewed, moment != moments.last {
                    moments.append(moment)
                }
            }
            return moments
        }

        /// A word from the body of a test to those who watch.
        private final class End: Sendable {
            let isReached = Atomic(false)
        }
    }
}

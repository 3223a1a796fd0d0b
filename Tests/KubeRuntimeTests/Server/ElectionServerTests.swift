import Documents
import KubeClient
import KubeModel
import KubeTesting
import Metrics
import Surroundings
import Testing

@testable import KubeRuntime

@Suite(
    .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(3)))
struct ElectionServerTests {
    private static let timing = LeaderElection.Timing(
        leaseDuration: .seconds(4), renewDeadline: .seconds(3), retryPeriod: .seconds(1))

    private func candidate(_ identity: String, _ server: ServerFixture) -> LeaderElection {
        LeaderElection(
            client: server.client, lease: server.key("leader"), identity: identity, timing: Self.timing,
            metrics: Metrics(), logger: ServerFixture.logger)
    }

    @Test("of two candidates one leads; when it ends, the other takes over before the Lease lapses")
    func handOver() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let leaders = Recorded<[String]>([])
        let ended = Recorded<[String: ContinuousClock.Instant]>([:])
        let began = Recorded<[String: ContinuousClock.Instant]>([:])
        let most = Recorded(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for identity in ["a", "b"] {
                group.addTask {
                    try await candidate(identity, server).run(mayRelease: { true }) {
                        began.update { $0[identity] = .now }
                        leaders.update { $0.append(identity) }
                        most.value = max(most.value, leaders.value.count)
                        // Longer than the lease lasts, so that it must have been renewed.
                        try await Task.sleep(for: .seconds(6))
                        leaders.update { $0.removeAll { $0 == identity } }
                        ended.update { $0[identity] = .now }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(most.value == 1)
        let first = try #require(ended.value.min { $0.value < $1.value })
        let second = try #require(began.value.max { $0.value < $1.value })
        #expect(first.key != second.key)
        #expect(second.value - first.value < Self.timing.leaseDuration)
        let lease = try await server.client.get(.leases, server.key("leader"))
        #expect(LeaseRecord(spec: lease["spec"]).holderIdentity == "")
    }

    @Test("a holder that was killed is followed when its lease has lapsed, and not before")
    func killedHolder() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let record = LeaseRecord(
            holderIdentity: "killed", leaseDurationSeconds: 4, acquireTime: KubeTime(.system),
            renewTime: KubeTime(.system),
            leaseTransitions: 7)
        _ = try await KubeLease(client: server.client, key: server.key("leader")).write(record, replacing: nil)
        let start = ContinuousClock.now
        try await candidate("b", server).run(mayRelease: { true }) {
            #expect(ContinuousClock.now - start >= .seconds(4))
        }
        let lease = try await server.client.get(.leases, server.key("leader"))
        #expect(LeaseRecord(spec: lease["spec"]).leaseTransitions == 8)
    }
}

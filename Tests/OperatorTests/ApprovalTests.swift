import Approvals
import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

@Suite("Approvals", .timeLimit(.minutes(2))) struct ApprovalTests {
    private static let one: Object = ["approval": ["rules": [["count": 1]]]]

    /// An application that was deployed before anybody asked for approvals, and a commit that waits for one.
    private func waiting(
        _ rules: Object = ApprovalTests.one, _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1") + "---\n" + Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.declareEnvironment("prod", rules)
                try await bench.eventually("it is bound") { bench.standing()?.environments == ["prod"] }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2") + "---\n" + Bench.configMap("two", "1"))
                try await bench.eventually("it waits") {
                    bench.pending() != nil && bench.states().last == .awaitingApproval
                }
                try await body(bench)
            }
        }
    }

    @Test("a commit waits for an approval, repairs go on, and the record tells all of it")
    func approved() async throws {
        try await waiting { bench in
            #expect(bench.holdReason() == "AwaitingApproval" && bench.data("one") == "1")
            #expect(bench.applications["a"]?.at("status", "plan", "update") == 1)
            try await bench.edit("two", ["data": ["k": "by hand"]])
            try await bench.eventually("the drift is repaired") { bench.data("two") == "1" }
            try await bench.annotate("GitOpsApplication", "a", "sync", "1")
            try await bench.annotate("GitOpsApplication", "a", "syncObjects", "1 ConfigMap/one")
            try await bench.surroundings.sleep(for: .seconds(100))
            #expect(bench.data("one") == "1", "what a person asks for waits, too")
            bench.entitle(["approve alice"])
            try await bench.decide(by: "alice", about: bench.pending(), reason: "seen")
            try await bench.eventually("it is applied", within: .seconds(20)) { bench.data("one") == "2" }
            try await bench.eventually("it is done") { bench.records.last?.status.state == .completed }
            #expect(
                bench.states() == [
                    .pending, .validating, .planning, .awaitingApproval, .applying, .postValidating, .completed,
                ])
            let record = try #require(bench.records.last)
            #expect(record.status.approvals.map(\.user) == ["alice"] && record.status.approvals[0].reason == "seen")
            #expect(record.spec.environment == "prod" && record.status.policyDigest != nil)
            try await bench.eventually("nothing is asked any more") { bench.standing()?.approvals.isEmpty == true }
            #expect(bench.standing()?.gates.isEmpty == true)
            // What was let in is kept so without anybody's help, and also by another process.
            try await bench.edit("one", ["data": ["k": "by hand"]])
            try await bench.eventually("the drift is repaired") { bench.data("one") == "2" }
            try await bench.deleteConfigMap("one")
            try await bench.eventually("it is made anew") { bench.data("one") == "2" }
        }
    }

    @Test("who has no right, another plan's approval, and one that nobody witnessed do not count")
    func forged() async throws {
        try await waiting { bench in
            let asked = try #require(bench.pending())
            bench.entitle(["approve alice"])
            try await bench.decide(by: "mallory", about: asked)
            try await bench.decide(by: "mallory", digest: asked.digest, more: ["username": "alice"])
            try await bench.decide(by: "alice", digest: String(repeating: "0", count: 64))
            try await bench.decide(by: "alice", digest: asked.digest, environment: "production")
            try await bench.eventually("it says who may not") {
                bench.pending()?.needs.contains("mallory has no right to it") ?? false
            }
            try await bench.annotate("GitOpsApplication", "a", "approve", asked.digest)
            let decision: Value = [
                "environment": "prod", "decision": "approve", "user": "alice", "at": "2026-01-01T00:00:00Z",
                "proof": "w/1 0123456789abcdef0123456789abcdef",
            ]
            try await bench.forge(
                "a",
                [
                    "approvals": [
                        [
                            "environment": "prod", "digest": .string(asked.digest), "impact": "low", "needs": "",
                            "decisions": [decision],
                        ]
                    ]
                ])
            let digest = bench.standing()?.deployment?.digest ?? ""
            try await bench.forge(
                "a", ["deployment": ["state": "Applying", "admission": "0123456789abcdef0123456789abcdef"]])
            try await bench.forge(
                "a",
                [
                    "stays": [
                        [
                            "revision": "main@sha1:1", "digest": .string(digest), "since": "2026-01-01T00:00:00Z",
                            "environments": ["prod"], "seal": "0123456789abcdef0123456789abcdef",
                        ]
                    ]
                ])
            try await bench.forge(
                "a",
                [
                    "history": [
                        [
                            "revision": "main@sha1:1", "digest": .string(digest), "appliedAt": "2026-01-01T00:00:00Z",
                            "result": "Succeeded",
                        ]
                    ]
                ])
            try await bench.annotate("GitOpsApplication", "a", "requestedAt", "1")
            try await bench.surroundings.sleep(for: .seconds(300))
            #expect(bench.data("one") == "1")
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("the right one does", within: .seconds(20)) { bench.data("one") == "2" }
        }
    }

    @Test("rights are asked for when it is applied: those that were taken away meanwhile do not count")
    func withdrawn() async throws {
        try await waiting(["approval": ["rules": [["count": 2]]]]) { bench in
            bench.entitle(["approve alice", "approve bob", "approve carol"])
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("one is missing") {
                bench.pending()?.needs.contains("an approval is missing") ?? false
            }
            #expect(bench.records.last?.status.approvals.map(\.user) == ["alice"])
            bench.entitle(["approve bob", "approve carol"])
            try await bench.decide(by: "bob", about: bench.pending())
            try await bench.eventually("bob is counted") { bench.pending()?.decisions.count == 2 }
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == "1")
            try await bench.decide(by: "carol", about: bench.pending())
            try await bench.eventually("two who may") { bench.data("one") == "2" }
        }
    }

    @Test("a newer commit supersedes what waits; what was approved of the older one does not count for it")
    func superseded() async throws {
        try await waiting { bench in
            let asked = bench.pending()
            bench.repository.commit("map.yaml", Bench.configMap("one", "3") + "---\n" + Bench.configMap("two", "1"))
            try await bench.eventually("another is asked for") {
                bench.pending().map { $0.digest != asked?.digest } ?? false
            }
            bench.entitle(["approve alice"])
            try await bench.decide(by: "alice", about: asked)
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == "1" && bench.records.dropLast().last?.status.state == .superseded)
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("it is applied") { bench.data("one") == "3" }
        }
    }

    @Test("a patch between approval and application makes it another plan")
    func changedCluster() async throws {
        try await waiting(["approval": ["rules": [["count": 2]]]]) { bench in
            bench.entitle(["approve alice", "approve bob"])
            let asked = bench.pending()
            try await bench.decide(by: "alice", about: asked)
            try await bench.eventually("it is counted") { bench.pending()?.decisions.count == 1 }
            // What would have been updated would now be made anew.
            try await bench.deleteConfigMap("one")
            try await bench.eventually("another is asked for") {
                bench.pending().map { $0.digest != asked?.digest } ?? false
            }
            #expect(bench.pending()?.decisions.isEmpty == true)
            try await bench.decide(by: "bob", about: asked)
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == nil)
        }
    }

    @Test("other rules make it another plan")
    func changedRules() async throws {
        try await waiting(["approval": ["rules": [["count": 2]]]]) { bench in
            bench.entitle(["approve alice"])
            let asked = bench.pending()
            try await bench.decide(by: "alice", about: asked)
            try await bench.eventually("it is counted") { bench.pending()?.decisions.count == 1 }
            try await bench.declareEnvironment("prod", ["approval": ["rules": [["count": 1, "groups": ["sre"]]]]])
            try await bench.eventually("another is asked for") {
                bench.pending().map { $0.digest != asked?.digest } ?? false
            }
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("it says why not") {
                bench.pending()?.needs.contains("alice is in none of the groups that count") ?? false
            }
            try await bench.decide(by: "alice", groups: ["sre"], about: bench.pending())
            try await bench.eventually("it is applied") { bench.data("one") == "2" }
        }
    }

    @Test("a rejection sticks to the plan, until another commit comes")
    func rejected() async throws {
        try await waiting { bench in
            bench.entitle(["approve alice", "reject bob"])
            try await bench.decide(.reject, by: "mallory", about: bench.pending())
            try await bench.decide(.reject, by: "bob", about: bench.pending(), reason: "not on a Friday")
            try await bench.eventually("it is rejected") { bench.records.last?.status.state == .rejected }
            try await bench.eventually("it says so") { bench.holdReason() == "Rejected" }
            #expect(bench.records.last?.status.message.contains("not on a Friday") == true)
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.surroundings.sleep(for: .seconds(200))
            #expect(bench.data("one") == "1" && bench.records.count == 2)
            bench.repository.commit("map.yaml", Bench.configMap("one", "3") + "---\n" + Bench.configMap("two", "1"))
            try await bench.eventually("it waits again") { bench.holdReason() == "AwaitingApproval" }
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("it is applied") { bench.data("one") == "3" }
        }
    }

    @Test("nobody waits for ever; who approves later has it asked for anew, once")
    func expired() async throws {
        try await waiting(["approval": ["rules": [["count": 1, "expires": "1h"]]]]) { bench in
            bench.entitle(["approve alice"])
            try await bench.surroundings.sleep(for: .seconds(3_700))
            try await bench.eventually("it has expired") { bench.records.last?.status.state == .expired }
            try await bench.surroundings.sleep(for: .seconds(8_000))
            #expect(bench.records.count == 2 && bench.data("one") == "1")
            try await bench.decide(by: "alice", about: bench.pending())
            try await bench.eventually("it is applied") { bench.data("one") == "2" }
            try await bench.eventually("there is a record of it") { bench.records.last?.status.state == .completed }
            #expect(bench.records.count == 3)
        }
    }

    @Test("an author's own approval does not count where it must not, a bypass does with a reason")
    func ownWork() async throws {
        try await waiting(["approval": ["rules": [["count": 1, "preventSelfApproval": true]]]]) { bench in
            let author = "ada"
            bench.entitle(["approve \(author)", "bypass carol"])
            try await bench.decide(by: author, about: bench.pending())
            try await bench.eventually("it says why not") {
                bench.pending()?.needs.contains("\(author) has written some of it") ?? false
            }
            try await bench.decide(.bypass, by: "carol", about: bench.pending())
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == "1")
            try await bench.decide(.bypass, by: "carol", about: bench.pending(), reason: "it burns")
            try await bench.eventually("it is applied") { bench.data("one") == "2" }
        }
    }

    @Test("another process goes on from what was decided, although the witnesses are gone")
    func restart() async throws {
        try await Bench.play { bench in
            bench.entitle(["approve alice", "approve bob"])
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.declareEnvironment("prod", ["approval": ["rules": [["count": 2]]]])
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it waits") { bench.states().last == .awaitingApproval }
                #expect(bench.configMaps["one"] == nil)
                try await bench.decide(by: "alice", about: bench.pending())
                try await bench.eventually("it is counted") { bench.pending()?.decisions.count == 1 }
            }
            for witness in bench.cluster.objects(group: "certificates.k8s.io", resource: "certificatesigningrequests") {
                _ = try await bench.client.delete(
                    .init(
                        gvk: .init(group: "certificates.k8s.io", version: "v1", kind: "CertificateSigningRequest"),
                        plural: "certificatesigningrequests", namespaced: false, verbs: ["delete"]),
                    ObjectKey(namespace: "", name: witness.name ?? ""), uid: nil, resourceVersion: nil,
                    propagation: .background)
            }
            try await bench.whileOperating {
                try await bench.decide(by: "bob", about: bench.pending())
                try await bench.eventually("it is applied") { bench.data("one") == "1" }
                try await bench.eventually("there is one record") {
                    bench.records.count == 1 && bench.records[0].status.state == .completed
                }
            }
        }
    }
}

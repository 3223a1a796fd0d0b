import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

/// The records of deployments: one for each, with the state that is true.
@Suite("Records of deployments", .timeLimit(.minutes(2))) struct DeploymentTests {
    private static func write(_ bench: Bench, _ value: String) -> String {
        bench.repository.commit("app/one.yaml", Bench.configMap("one", value))
    }

    private static func begin(_ bench: Bench, spec: Object = [:]) async throws -> String {
        let first = write(bench, "1")
        try await bench.declareRepository()
        try await bench.apply(Bench.application("a", path: "app", spec: spec))
        return first
    }

    private static func bring(_ bench: Bench, _ value: String) async throws -> String {
        let commit = write(bench, value)
        try await bench.poke(value)
        try await bench.eventually("\(value) is there") {
            let revision = try await bench.status?.at("sync", "revision")?.string ?? ""
            return try await bench.isReady() && revision.hasSuffix(commit)
        }
        return commit
    }

    @Test(
        "one for each change, with commit, trigger, counts and times; none for a repair, a request or a commit without change"
    )
    func changes() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let record = try #require(bench.records.first)
                #expect(bench.records.count == 1 && record.status.state == .completed)
                #expect(record.spec.trigger == .commit && record.spec.previousRevision == nil)
                #expect(record.spec.commits.map(\.sha) == [first] && record.spec.commits.first?.committerTime != nil)
                #expect(
                    record.status.states.map(\.state) == [
                        .pending, .validating, .planning, .applying, .postValidating, .completed,
                    ])
                #expect(record.status.counts.created == 1 && record.status.planDigest != nil)
                #expect(
                    record.status.appliedAt != nil && record.status.healthyAt != nil && record.status.endedAt != nil)
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("it is repaired") { bench.data("one") == "1" }
                try await bench.annotate("GitOpsApplication", "a", "sync", "again")
                try await bench.eventually("it is synced") { try await bench.status?["lastHandledSync"] == "again" }
                let other = bench.repository.commit("other/x.yaml", Bench.configMap("x", "1"))
                try await bench.poke("other")
                try await bench.eventually("it is at the commit") {
                    try await bench.status?.at("sync", "revision")?.string?.hasSuffix(other) ?? false
                }
                #expect(bench.records.count == 1)
                _ = try await Self.bring(bench, "2")
                let next = try #require(bench.records.last)
                #expect(bench.records.count == 2 && next.status.state == .completed)
                #expect(next.spec.previousRevision?.hasSuffix(other) == true && next.status.counts.updated == 1)
                #expect(bench.recordFlaw == nil)
            }
        }
    }

    @Test("a change of the application is one; what changes back is another")
    func specification() async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.repository.write("more/two.yaml", Bench.configMap("two", "2"))
                _ = try await Self.bring(bench, "1.1")
                try await bench.apply(Bench.application("a", path: "more"))
                try await bench.eventually("it is from elsewhere") {
                    bench.data("two") == "2" && bench.data("one") == nil
                }
                try await bench.eventually("it is told") { bench.records.count == 3 && bench.recordFlaw == nil }
                #expect(bench.records.map(\.spec.trigger) == [.commit, .commit, .change])
                try await bench.apply(Bench.application("a", path: "app"))
                try await bench.eventually("it is back") { bench.data("one") == "1.1" && bench.data("two") == nil }
                try await bench.eventually("that is told") { bench.records.count == 4 && bench.recordFlaw == nil }
            }
        }
    }

    @Test("what is refused has failed, and what mends it says so; the digest is tried once a record")
    func failure() async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let fault = MemoryFault(
                    .refuse(status: 422, reason: "Invalid", message: "k is no good", retryAfter: nil),
                    to: { $0.resource == "configmaps" && $0.isWrite }, times: .max)
                bench.cluster.add(fault)
                _ = Self.write(bench, "2")
                try await bench.poke("bad")
                try await bench.eventually("it has failed") { bench.records.last?.status.state == .failed }
                let failed = try #require(bench.records.last)
                #expect(failed.status.failureDetectedAt != nil && !failed.status.message.isEmpty)
                try await bench.surroundings.sleep(for: .seconds(300))
                #expect(bench.records.count == 2)
                bench.cluster.removeFaults()
                _ = try await Self.bring(bench, "3")
                try await bench.eventually("it is told") { bench.recordFlaw == nil }
                #expect(bench.records.map(\.status.state) == [.completed, .failed, .completed])
                #expect(bench.records[1].status.recoveredBy == bench.records[2].key.name)
                #expect(try await bench.status?.at("deployment", "unrecovered") == nil)
            }
        }
    }

    @Test("a person who goes back makes a record of it, which names what it goes back behind and why")
    func rollback() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                _ = try await Self.bring(bench, "2")
                try await bench.annotate("GitOpsApplication", "a", "reason", "the new one leaks")
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("it is back") { bench.records.count == 3 && bench.recordFlaw == nil }
                let record = try #require(bench.records.last)
                #expect(record.spec.trigger == .rollback && record.spec.reason == "the new one leaks")
                #expect(record.spec.rollbackOf == bench.records[1].key.name)
                #expect(record.spec.commits.map(\.sha) == [first])
            }
        }
    }

    @Test("a process that ends before status speaks of the record leaves one, which the next goes on with")
    func succession() async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.cluster.add(
                    MemoryFault(
                        .refuse(status: 500, reason: "InternalError", message: "no", retryAfter: nil),
                        to: { $0.resource == "gitopsapplications" && $0.isWrite }, times: .max))
                _ = Self.write(bench, "2")
                try await bench.poke("second")
                try await bench.eventually("there is a record") { bench.records.count == 2 }
            }
            bench.cluster.removeFaults()
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(try await bench.status?.at("deployment", "name")?.string != bench.records.last?.key.name)
            try await bench.whileOperating {
                try await bench.eventually("status speaks of it") { bench.recordFlaw == nil }
                #expect(bench.records.count == 2)
            }
        }
    }

    @Test("a newer one supersedes what is not healthy yet, and takes its place")
    func superseded() async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.repository.commit("app/job.yaml", HookRunTests.job("slow", ""))
                try await bench.poke("slow")
                try await bench.eventually("it is under way") { bench.records.last?.status.state == .postValidating }
                bench.repository.remove("app/job.yaml")
                let newest = try await Self.bring(bench, "3")
                try await bench.eventually("it is told") { bench.records.count == 3 && bench.recordFlaw == nil }
                #expect(bench.records.map(\.status.state) == [.completed, .superseded, .completed])
                #expect(bench.records[1].status.supersededBy?.hasSuffix(newest) == true)
            }
        }
    }

    @Test("a name in status that is none of the application's is not written to")
    func foreign() async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
            let record = try #require(bench.records.first)
            var other = record
            (other.key.name, other.status.state) = ("b-20261130134500-9f2c1a", .applying)
            other.spec.application.uid = "another"
            _ = try await bench.client.create(GitOpsDeployment.resource, namespace: "default", body: other.object)
            for name in [other.key.name, "../gitopsapplications/a"] {
                _ = try await bench.client.patch(
                    GitOpsApplication.resource, ObjectKey(namespace: "default", name: "a"), subresource: "status",
                    kind: .merge, body: ["status": ["deployment": ["name": .string(name), "state": "Applying"]]])
                try await bench.whileOperating { _ = try await Self.bring(bench, name) }
                #expect(bench.records.first { $0.key == other.key } == other)
            }
            #expect(
                bench.records.count == 4 && bench.records.allSatisfy { $0.status.state == .completed || $0 == other })
        }
    }

    @Test("where records are refused, everything else goes on, and others' are written")
    func refused() async throws {
        try await Bench.play { bench in
            bench.cluster.add(
                MemoryFault(
                    .refuse(status: 403, reason: "Forbidden", message: "exceeded quota", retryAfter: nil),
                    to: { $0.resource == "gitopsdeployments" && $0.isWrite }, times: .max))
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                _ = try await Self.bring(bench, "2")
                #expect(bench.records.isEmpty)
                try await bench.surroundings.sleep(for: .seconds(30))
                _ = bench.cluster.takeRequests()
                try await bench.surroundings.sleep(for: .seconds(300))
                #expect(bench.cluster.takeRequests().filter(\.isWrite).isEmpty)
            }
        }
    }
}

import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

/// Jobs of checks, and what becomes of all checks when a controller ends.
@Suite("Jobs of checks", .timeLimit(.minutes(2))) struct CheckJobTests {
    @Test("a Job of a check runs once for an operation, its result is kept, and it goes where it has succeeded")
    func jobs() async throws {
        try await Bench.play { bench in
            try await CheckTests.declare(bench, before: [CheckTests.job("backup")], after: [CheckTests.job("smoke")])
            let (backup, smoke) = ("check-backup-", "check-smoke-")
            try await bench.whileOperating {
                try await bench.eventually("the Job before runs") { bench.running(backup) != nil }
                #expect(bench.data("one") == nil && bench.running(smoke) == nil)
                #expect(bench.job(bench.running(backup) ?? "")?.at("metadata", "labels", "kind") == "check")
            }
            let name = try #require(bench.running(backup))
            try await bench.end(name, succeeded: true)
            // As a time to live does: what holds it keeps it there.
            try await bench.deleteJob(name)
            try await bench.whileOperating {
                try await bench.eventually("the Job behind runs") { bench.running(smoke) != nil }
                #expect(bench.data("one") == "1")
                #expect(try await bench.check("backup", "result") == "Passed")
                try await bench.eventually("the Job before is gone") { bench.job(name) == nil }
                try await bench.end(try #require(bench.running(smoke)), succeeded: false)
                try await bench.eventually("it has failed") { try await bench.operation("phase") == "Failed" }
                let message = try await bench.operation("message")?.string ?? ""
                #expect(message.hasPrefix("the check smoke has failed: its Job check-smoke-"))
                try await bench.surroundings.sleep(for: .seconds(600))
                // To be looked at.
                #expect(bench.jobs.keys.contains { $0.hasPrefix(smoke) })
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                for prefix in [backup, smoke] {
                    try await bench.eventually("\(prefix) runs") { bench.running(prefix) != nil }
                    try await bench.end(try #require(bench.running(prefix)), succeeded: true)
                }
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.eventually("no Job stays") { bench.jobs.isEmpty }
            }
            #expect(bench.cluster.takeRequests().count { $0.verb == "create" && $0.resource == "jobs" } == 4)
        }
    }

    @Test("a Job that takes too long fails its check, and goes")
    func slow() async throws {
        try await Bench.play { bench in
            var job = CheckTests.job("backup")
            job["timeout"] = "1m"
            try await CheckTests.declare(bench, before: [job], sync: ["retry": ["limit": 0]])
            try await bench.whileOperating {
                try await bench.eventually("it has failed", within: .seconds(120)) {
                    try await bench.operation("phase") == "Failed"
                }
                let message = try await bench.operation("message")?.string ?? ""
                #expect(message.hasPrefix("the check backup has failed: did not pass in 60s"))
                try await bench.eventually("the Job is gone") { bench.jobs.isEmpty }
                #expect(bench.data("one") == nil)
            }
        }
    }

    @Test("a Job that cannot be watched for now is made once it can be")
    func unwatched() async throws {
        try await Bench.play { bench in
            bench.cluster.add(
                MemoryFault(
                    .refuse(status: 403, reason: "Forbidden", message: "jobs is forbidden", retryAfter: nil),
                    to: { $0.resource == "jobs" && $0.verb == "list" }, times: 1_000))
            try await CheckTests.declare(bench, before: [CheckTests.job("backup")])
            try await bench.whileOperating {
                try await bench.eventually("it is told") {
                    try await bench.check("backup", "message")?.string?.contains("forbidden") ?? false
                }
                #expect(try await bench.check("backup", "result") == "Inconclusive" && bench.jobs.isEmpty)
                bench.cluster.removeFaults()
                try await bench.eventually("the Job runs", within: .seconds(200)) {
                    bench.running("check-backup-") != nil
                }
                try await bench.end(try #require(bench.running("check-backup-")), succeeded: true)
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
        }
    }

    @Test("an application that is deleted while a Job of a check runs goes with it")
    func deletion() async throws {
        try await Bench.play { bench in
            try await CheckTests.declare(bench, before: [CheckTests.job("backup")])
            try await bench.whileOperating {
                try await bench.eventually("the Job runs") { bench.running("check-backup-") != nil }
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("all is gone") { bench.jobs.isEmpty && bench.applications.isEmpty }
            }
        }
    }

    @Test("whenever a controller ends, the next goes on: a check that has passed is asked no more, a Job is made once")
    func killed() async throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            try await Bench.play(seed: seed) { bench in
                bench.prober.answer(CheckTests.url, .asWished)
                try await CheckTests.declare(
                    bench, before: [CheckTests.http("gate"), CheckTests.job("backup")],
                    after: [CheckTests.http("smoke", ["http": ["url": "http://smoke.test/"]])])
                bench.prober.answer("http://smoke.test/", .asWished)
                var isApplied = false
                for round in 0..<60 {
                    let writes = (Int(seed) + round) % 5 + 1
                    let hasPassed = try await bench.check("gate", "result") == "Passed"
                    _ = bench.prober.takeLooks()
                    try await bench.untilKilled(afterWrites: writes) {
                        if let name = bench.running("check-backup-") { try await bench.end(name, succeeded: true) }
                        return try await bench.isReady()
                    }
                    #expect(!hasPassed || !bench.prober.takeLooks().contains(CheckTests.url))
                    if !isApplied, bench.data("one") != nil {
                        isApplied = true
                        // Whoever comes now has no business asking before.
                        #expect(try await bench.check("gate", "result") == "Passed", "seed \(seed), round \(round)")
                        #expect(try await bench.check("backup", "result") == "Passed", "seed \(seed), round \(round)")
                    }
                    if try await bench.isReady() { break }
                }
                #expect(try await bench.isReady())
                #expect(bench.cluster.takeRequests().count { $0.verb == "create" && $0.resource == "jobs" } == 1)
            }
        }
    }
}

extension Bench {
    /// The check of the last operation.
    func check(_ name: String, _ field: String) async throws -> Value? {
        try await operation("checks")?.array?.first { $0["name"]?.string == name }?[field]
    }

    /// Lets an operator work until so many of its writes were carried out, or all is done; it hears no more of the last.
    func untilKilled(afterWrites count: Int, _ isDone: () async throws -> Bool) async throws {
        let network = Network(cluster, surroundings)
        network.cut(afterWrites: count)
        let controllers = try await makeOperator(on: network)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await controllers.run() }
            defer { group.cancelAll() }
            let end = surroundings.now + .seconds(60)
            while surroundings.now < end, !network.isCut, try await !isDone() {
                try await surroundings.sleep(for: .milliseconds(100))
            }
        }
    }

    func suspend(_ isSuspended: Bool) async throws {
        _ = try await client.patch(
            try await applicationType, ObjectKey(namespace: "default", name: "a"), subresource: nil, kind: .merge,
            body: ["spec": ["suspend": .bool(isSuspended)]])
    }

    /// A Job that runs, by the beginning of its name.
    func running(_ prefix: String) -> String? { jobs.keys.first { $0.hasPrefix(prefix) && isRunning($0) } }
}

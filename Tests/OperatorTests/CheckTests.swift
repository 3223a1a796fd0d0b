import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

/// Checks around an operation, on a cluster in memory where the test says what is answered.
@Suite("Checks", .timeLimit(.minutes(2))) struct CheckTests {
    private static let url = "http://shop.test/health"

    private static func http(_ name: String, _ more: Object = [:]) -> Value {
        var check: Object = ["name": .string(name), "http": ["url": .string(url)]]
        for (key, value) in more { check[key] = value }
        return .object(check)
    }

    private static func job(_ name: String) -> Value {
        let containers: Value = [["name": "main", "image": "i"]]
        return [
            "name": .string(name),
            "job": [
                "template": [
                    "metadata": ["labels": ["kind": "check"]],
                    "spec": ["template": ["spec": ["restartPolicy": "Never", "containers": containers]]],
                ]
            ],
        ]
    }

    private func declare(
        _ bench: Bench, before: [Value] = [], after: [Value] = [], sync: Value = ["retry": ["limit": 1]],
        health: Value = [:]
    ) async throws {
        bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
        try await bench.declareRepository()
        try await bench.apply(
            Bench.application(
                "a",
                spec: [
                    "sync": sync, "health": health, "checks": ["before": .array(before), "after": .array(after)],
                ]))
    }

    @Test("nothing is written before a check before has passed; then all is, and the check is not asked again")
    func before() async throws {
        try await Bench.play { bench in
            try await declare(bench, before: [Self.http("gate")])
            try await bench.whileOperating {
                try await bench.eventually("it waits") { try await bench.check("gate", "result") == "Inconclusive" }
                try await bench.surroundings.sleep(for: .seconds(35))
                #expect(bench.data("one") == nil)
                #expect(try await bench.operation("phase") == "Running")
                #expect(try await bench.operation("step")?["phase"] == "Before")
                #expect(try await bench.condition("Ready")?["message"] == "waits for the check gate: nobody answers")
                #expect((3...5).contains(bench.prober.takeLooks().count))
                bench.prober.answer(Self.url, .asWished)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "1")
                #expect(try await bench.check("gate", "result") == "Passed")
                #expect(bench.prober.takeLooks().count == 1)
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("one") == "1" }
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(bench.prober.takeLooks().isEmpty)
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
                #expect(bench.prober.takeLooks().count == 1)
            }
        }
    }

    @Test("a check before that fails refuses the operation, which is tried again as often as sync.retry says")
    func refused() async throws {
        try await Bench.play { bench in
            bench.repository.commit("clean.yaml", HookRunTests.job("clean", "gitops.martlet.dev/hook: SyncFail"))
            bench.prober.answer(Self.url, .otherwise("answered 500"))
            try await declare(bench, before: [Self.http("gate", ["failures": 2])])
            try await bench.whileOperating {
                try await bench.eventually("it has failed twice", within: .seconds(120)) {
                    let attempt = try await bench.operation("attempt")
                    return try await bench.operation("phase") == "Failed" && attempt == 2
                }
                #expect(bench.prober.takeLooks().count == 4)
                let condition = try await bench.condition("Ready")
                #expect(condition?["message"] == "the check gate has failed: answered 500")
                #expect(condition?["reason"] == "SyncFailed")
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(bench.data("one") == nil && bench.jobs.isEmpty && bench.prober.takeLooks().isEmpty)
                bench.prober.answer(Self.url, .asWished)
                try await bench.annotate("GitOpsApplication", "a", "sync", "again")
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "1")
            }
        }
    }

    @Test("a check that asks for something else by now is asked at once")
    func changed() async throws {
        try await Bench.play { bench in
            bench.prober.answer(Self.url, .otherwise("answered 500"))
            bench.prober.answer("http://other.test/", .asWished)
            try await declare(bench, before: [Self.http("gate")], sync: ["retry": ["limit": 0]])
            try await bench.whileOperating {
                try await bench.eventually("it has failed") { try await bench.operation("phase") == "Failed" }
                let other = Self.http("gate", ["http": ["url": "http://other.test/"]])
                try await bench.apply(Bench.application("a", spec: ["checks": ["before": [other]]]))
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
        }
    }

    @Test("a check behind is asked once all is healthy, and the operation has succeeded only then")
    func after() async throws {
        try await Bench.play { bench in
            bench.repository.commit("work.yaml", HookRunTests.job("work", ""))
            try await declare(bench, after: [Self.http("smoke", ["successes": 2, "initialDelay": "30s"])])
            bench.prober.answer(Self.url, .asWished)
            try await bench.whileOperating {
                try await bench.eventually("it is applied") { bench.job("work") != nil && bench.data("one") == "1" }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.prober.takeLooks().isEmpty)
                try await bench.end("work", succeeded: true)
                try await bench.eventually("the check has begun") { try await bench.check("smoke", "result") != nil }
                try await bench.surroundings.sleep(for: .seconds(25))
                #expect(bench.prober.takeLooks().isEmpty)
                #expect(try await bench.operation("phase") == "Running")
                #expect(try await bench.isReady() == false)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.prober.takeLooks().count == 2)
                #expect(try await bench.operation("phase") == "Succeeded")
            }
        }
    }

    @Test("a check behind that fails fails the operation for good, with its reason; what was applied is kept in repair")
    func failure() async throws {
        try await Bench.play { bench in
            try await declare(bench, after: [Self.http("smoke", ["timeout": "1m"])])
            try await bench.whileOperating {
                try await bench.eventually("it has failed", within: .seconds(120)) {
                    try await bench.operation("phase") == "Failed"
                }
                let message = "the check smoke has failed: did not pass in 60s: nobody answers"
                #expect(try await bench.operation("message")?.string == message)
                #expect(try await bench.condition("Ready")?["message"]?.string == message)
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(try await bench.operation("attempt") == 1)
                #expect(try await bench.status?["history"]?.array?.first?["result"] == "Failed")
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("one") == "1" }
                #expect(try await bench.operation("phase") == "Failed")
                bench.prober.answer(Self.url, .asWished)
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "2")
            }
        }
    }

    @Test("a Job of a check runs once for an operation, its result is kept, and it goes where it has succeeded")
    func jobs() async throws {
        try await Bench.play { bench in
            try await declare(bench, before: [Self.job("backup")], after: [Self.job("smoke")])
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
            var job = Self.job("backup")
            job["timeout"] = "1m"
            try await declare(bench, before: [job], sync: ["retry": ["limit": 0]])
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

    @Test("an application that is deleted while a Job of a check runs goes with it")
    func deletion() async throws {
        try await Bench.play { bench in
            try await declare(bench, before: [Self.job("backup")])
            try await bench.whileOperating {
                try await bench.eventually("the Job runs") { bench.running("check-backup-") != nil }
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("all is gone") { bench.jobs.isEmpty && bench.applications.isEmpty }
            }
        }
    }

    @Test("a host that the controller does not ask stalls the application, and nothing is asked")
    func host() async throws {
        try await Bench.play { bench in
            try await declare(
                bench, before: [Self.http("gate", ["http": ["url": "http://secret.example.org/?k=hunter2"]])])
            try await bench.whileOperating {
                try await bench.eventually("it is told") {
                    try await bench.condition("Stalled")?["reason"] == "CheckRefused"
                }
                let message = try await bench.condition("Stalled")?["message"]?.string ?? ""
                #expect(message.contains("--check-hosts") && !message.contains("hunter2"))
                #expect(bench.prober.takeLooks().isEmpty && bench.data("one") == nil)
            }
        }
    }

    @Test("whenever a controller ends, the next goes on: a check that has passed is asked no more, a Job is made once")
    func killed() async throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            try await Bench.play(seed: seed) { bench in
                bench.prober.answer(Self.url, .asWished)
                try await declare(
                    bench, before: [Self.http("gate"), Self.job("backup")], after: [Self.http("smoke")])
                var isApplied = false
                for round in 0..<60 {
                    let writes = (Int(seed) + round) % 5 + 1
                    try await bench.untilKilled(afterWrites: writes) {
                        if let name = bench.running("check-backup-") { try await bench.end(name, succeeded: true) }
                        return try await bench.isReady()
                    }
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

    /// A Job that runs, by the beginning of its name.
    func running(_ prefix: String) -> String? { jobs.keys.first { $0.hasPrefix(prefix) && isRunning($0) } }
}

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
    static let url = "http://shop.test/health"

    static func http(_ name: String, _ more: Object = [:]) -> Value {
        var check: Object = ["name": .string(name), "http": ["url": .string(url)]]
        for (key, value) in more { check[key] = value }
        return .object(check)
    }

    static func job(_ name: String) -> Value {
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

    static func declare(
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
            try await Self.declare(bench, before: [Self.http("gate")])
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

    @Test("what was applied before is kept in repair while a check before is waited for")
    func repairs() async throws {
        try await Bench.play { bench in
            bench.repository.commit("two.yaml", Bench.configMap("two", "1"))
            bench.prober.answer(Self.url, .asWished)
            try await Self.declare(bench, before: [Self.http("gate")])
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.prober.answer(Self.url, .open("nobody answers"))
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                for value in ["a", "b"] {
                    try await bench.eventually("it waits") {
                        try await bench.check("gate", "result") == "Inconclusive"
                    }
                    try await bench.edit("two", ["data": ["k": .string(value)]])
                    try await bench.eventually("the edit is repaired") { bench.data("two") == "1" }
                }
                #expect(bench.data("one") == "1")
                #expect(try await bench.operation("phase") == "Running")
                bench.prober.answer(Self.url, .asWished)
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
            }
        }
    }

    @Test("after a pause a check is asked once more before its time counts")
    func pause() async throws {
        try await Bench.play { bench in
            try await Self.declare(bench, before: [Self.http("gate", ["timeout": "1m"])], sync: ["retry": ["limit": 0]])
            try await bench.whileOperating {
                try await bench.eventually("it waits") { try await bench.check("gate", "result") == "Inconclusive" }
                try await bench.suspend(true)
                try await bench.surroundings.sleep(for: .seconds(600))
                bench.prober.answer(Self.url, .asWished)
                try await bench.suspend(false)
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
        }
    }

    @Test("an operation that waits for a check can be stopped, and what it asked goes with it")
    func terminated() async throws {
        try await Bench.play { bench in
            try await Self.declare(bench, before: [Self.http("gate"), Self.job("backup")])
            try await bench.whileOperating {
                try await bench.eventually("the Job runs") { bench.running("check-backup-") != nil }
                let id = try #require(try await bench.operation("id")?.string)
                try await bench.annotate("GitOpsApplication", "a", "terminate", id)
                try await bench.eventually("it is stopped") { try await bench.operation("phase") == "Terminated" }
                try await bench.eventually("the Job is gone") { bench.jobs.isEmpty }
                _ = bench.prober.takeLooks()
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(bench.prober.takeLooks().isEmpty && bench.data("one") == nil)
            }
        }
    }

    @Test("what waits for a check, or has failed by it, writes nothing where nothing changes")
    func quiet() async throws {
        try await Bench.play { bench in
            try await Self.declare(
                bench, before: [Self.http("gate", ["timeout": "10m"])], sync: ["retry": ["limit": 0]])
            try await bench.whileOperating {
                for isOver in [false, true] {
                    try await bench.eventually("it stands", within: .seconds(900)) {
                        try await bench.check("gate", "result") == (isOver ? "Failed" : "Inconclusive")
                    }
                    try await bench.surroundings.sleep(for: .seconds(10))
                    _ = bench.cluster.takeRequests()
                    try await bench.surroundings.sleep(for: .seconds(120))
                    let writes = bench.cluster.takeRequests().filter { $0.isWrite && $0.resource != "events" }
                    #expect(writes.isEmpty, "\(writes)")
                }
            }
        }
    }

    @Test("a check before that fails refuses the operation, which is tried again as often as sync.retry says")
    func refused() async throws {
        try await Bench.play { bench in
            bench.repository.commit("clean.yaml", HookRunTests.job("clean", "gitops.martlet.dev/hook: SyncFail"))
            bench.prober.answer(Self.url, .otherwise("answered 500"))
            try await Self.declare(bench, before: [Self.http("gate", ["failures": 2])])
            try await bench.whileOperating {
                try await bench.eventually("it has failed twice", within: .seconds(120)) {
                    let attempt = try await bench.operation("attempt")
                    return try await bench.operation("phase") == "Failed" && attempt == 2
                }
                #expect(bench.prober.takeLooks().count == 4)
                let condition = try await bench.condition("Ready")
                #expect(condition?["message"] == "the check gate has failed: answered 500")
                #expect(condition?["reason"] == "CheckFailed")
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
            try await Self.declare(bench, before: [Self.http("gate")], sync: ["retry": ["limit": 0]])
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
            try await Self.declare(bench, after: [Self.http("smoke", ["successes": 2, "initialDelay": "30s"])])
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
            try await Self.declare(bench, after: [Self.http("smoke", ["timeout": "1m"])])
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

    @Test("whoever does not answer holds up only what waits for that answer")
    func silence() async throws {
        try await Bench.play { bench in
            bench.prober.hang(Self.url)
            try await Self.declare(bench, before: (1...16).map { Self.http("silent-\($0)") })
            bench.repository.commit("b/map.yaml", Bench.configMap("two", "1"))
            bench.prober.answer("http://other.test/", .asWished)
            let other = Self.http("gate", ["http": ["url": "http://other.test/"]])
            try await bench.whileOperating(steadily: true) {
                try await bench.eventually("all are asked", within: .seconds(20)) {
                    try await bench.check("silent-16", "result") != nil
                }
                try await bench.apply(Bench.application("b", path: "b"))
                try await bench.eventually("another is applied at once", within: .seconds(5)) {
                    bench.data("two") == "1"
                }
                bench.repository.commit("c/map.yaml", Bench.configMap("three", "1"))
                try await bench.poke()
                try await bench.apply(Bench.application("c", path: "c", spec: ["checks": ["before": [other]]]))
                try await bench.eventually("another's check is asked soon", within: .seconds(30)) {
                    bench.data("three") == "1"
                }
            }
        }
    }

    @Test("a host that the controller does not ask stalls the application, and nothing is asked")
    func host() async throws {
        try await Bench.play { bench in
            try await Self.declare(
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

}

import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import TestKit
import Testing

/// Phases, waves and hooks, on a cluster in memory where the test says how Jobs end.
@Suite("Hooks and waves", .timeLimit(.minutes(2))) struct HookRunTests {
    static func job(_ name: String, _ annotations: String, more: String = "") -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: \(name), annotations: {\(annotations)}}
        spec: {\(more)template: {spec: {restartPolicy: Never, containers: [{name: main, image: i}]}}}

        """
    }

    private static func map(_ name: String, wave: Int, value: String = "1") -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: \(name), annotations: {gitops.martlet.dev/wave: "\(wave)"}}
        data: {k: "\(value)"}

        """
    }

    @Test("a Job before, objects, a Job behind: in this order, each once, and again for the next commit")
    func order() async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", Self.job("migrate", "argocd.argoproj.io/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("behind.yaml", Self.job("smoke", "gitops.martlet.dev/hook: PostSync"))
            bench.repository.commit(
                "called.yaml",
                Self.job("call-", "gitops.martlet.dev/hook: PreSync, gitops.martlet.dev/wave: '-1'")
                    .replacing("name: call-", with: "generateName: call-"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                let calls = try await bench.endCall()
                try await bench.eventually("the Job before runs") { bench.job("migrate") != nil }
                #expect(bench.data("one") == nil && bench.job("smoke") == nil)
                let first = bench.job("migrate")?.at("metadata", "uid")
                try await bench.end("migrate", succeeded: true)
                try await bench.eventually("the Job behind runs") { bench.job("smoke") != nil }
                #expect(bench.data("one") == "1")
                #expect(try await bench.operation("phase") == "Running")
                try await bench.end("smoke", succeeded: true)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(try await bench.operation("phase") == "Succeeded")
                #expect(bench.job("migrate")?.at("metadata", "uid") == first)
                let inventory = try await bench.status?.at("inventory")?.json() ?? ""
                for name in ["migrate", "smoke", "call-"] { #expect(inventory.contains("default_\(name)")) }
                try await bench.eventually("nothing holds the Jobs") {
                    bench.jobs.values.allSatisfy { $0.at("metadata", "finalizers")?.array?.isEmpty ?? true }
                }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                #expect(try await bench.endCall(besides: calls) != calls)
                try await bench.eventually("the Job before runs anew") {
                    bench.job("migrate").map { $0.at("metadata", "uid") != first } ?? false
                }
                #expect(bench.data("one") == "1")
                try await bench.end("migrate", succeeded: true)
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
            }
        }
    }

    @Test("a Namespace of the source is there before the first hook in it, whatever their phases and waves")
    func namespace() async throws {
        try await Bench.play { bench in
            bench.repository.commit(
                "namespace.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: own, annotations: {gitops.martlet.dev/wave: '2'}}\n")
            bench.repository.commit(
                "before.yaml",
                Self.job("migrate", "argocd.argoproj.io/hook: PreSync").replacing(
                    "name: migrate", with: "namespace: own, name: migrate"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job before runs") {
                    bench.cluster.objects(group: "batch", resource: "jobs").contains { $0.namespace == "own" }
                }
                #expect(bench.data("one") == nil)
                let namespaces = bench.cluster.objects(group: "", resource: "namespaces").filter { $0.name == "own" }
                #expect(namespaces.first?.annotation("gitops.martlet.dev/application") == "default/a")
            }
        }
    }

    @Test("a Job that fails keeps the rest from being applied, has the Jobs for that run, and is tried again")
    func failure() async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("fail.yaml", Self.job("clean", "gitops.martlet.dev/hook: SyncFail"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a", spec: ["sync": ["retry": ["limit": 1]]]))
            try await bench.whileOperating {
                for attempt in 1...2 {
                    try await bench.eventually("the Job runs") { bench.isRunning("migrate") }
                    try await bench.end("migrate", succeeded: false)
                    try await bench.eventually("the Job for that runs") { bench.isRunning("clean") }
                    #expect(bench.data("one") == nil)
                    try await bench.end("clean", succeeded: true)
                    try await bench.eventually("it has failed") { try await bench.operation("phase") == "Failed" }
                    #expect(try await bench.operation("attempt") == .integer(attempt))
                }
                let condition = try await bench.condition("Ready")
                #expect(condition?["reason"] == "SyncFailed")
                #expect(condition?["message"]?.string?.contains("migrate") == true)
                let last = bench.job("migrate")?.at("metadata", "uid")
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(bench.job("migrate")?.at("metadata", "uid") == last && bench.data("one") == nil)
                bench.repository.commit(
                    "before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync", more: "backoffLimit: 0, "))
                try await bench.poke()
                try await bench.eventually("the mended Job runs") { bench.isRunning("migrate") }
                try await bench.end("migrate", succeeded: true)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "1")
            }
        }
    }

    @Test("waves follow each other, and each waits for the health of the one before it")
    func waves() async throws {
        try await Bench.play { bench in
            for wave in 0..<10 { bench.repository.commit("\(wave).yaml", Self.map("m\(wave)", wave: wave - 5)) }
            bench.repository.commit(
                "gate.yaml", Self.job("gate", "argocd.argoproj.io/sync-wave: '0'"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job is applied") { bench.job("gate") != nil }
                try await bench.surroundings.sleep(for: .seconds(20))
                #expect(bench.data("m5") != nil && bench.data("m6") == nil)
                try await bench.end("gate", succeeded: true)
                try await bench.eventually("all is applied") { bench.data("m9") != nil }
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
        }
    }

    @Test("whoever comes next goes on where the last one was, and runs nothing twice")
    func restart() async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job runs") { bench.isRunning("migrate") }
            }
            try await bench.end("migrate", succeeded: true)
            // As a time to live does: what holds it keeps it there.
            try await bench.deleteJob("migrate")
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "1")
                try await bench.eventually("the Job is gone") { bench.job("migrate") == nil }
            }
            #expect(bench.cluster.takeRequests().count { $0.verb == "create" && $0.resource == "jobs" } == 1)
        }
    }

    @Test(
        "an operation whose source breaks meanwhile goes on where it was, and a repair in between changes nothing of that"
    )
    func paused() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                bench.repository.commit("before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync"))
                try await bench.poke("1")
                try await bench.eventually("the Job runs") { bench.isRunning("migrate") }
                let id = try await bench.operation("id")
                bench.repository.commit("broken.yaml", "kind: [")
                try await bench.poke("2")
                try await bench.eventually("the break is told") {
                    try await bench.condition("Ready")?["reason"] == "RenderFailed"
                }
                #expect(try await bench.operation("phase") == "Running")
                bench.repository.commit("broken.yaml", "")
                try await bench.poke("3")
                try await bench.eventually("it goes on") {
                    try await bench.condition("Ready")?["reason"] == "Syncing"
                }
                try await bench.end("migrate", succeeded: true)
                try await bench.eventually("it is applied") { bench.data("one") == "2" }
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(try await bench.operation("id") == id)
            }
            #expect(bench.cluster.takeRequests().count { $0.verb == "create" && $0.resource == "jobs" } == 1)
        }
    }

    @Test("what waits for a hook, or has failed for good, asks for nothing")
    func quiet() async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a", spec: ["sync": ["retry": ["limit": 0]]]))
            try await bench.whileOperating {
                for isOver in [false, true] {
                    try await bench.eventually("the Job is there") { bench.job("migrate") != nil }
                    if isOver {
                        try await bench.end("migrate", succeeded: false)
                        try await bench.eventually("it has failed") { try await bench.operation("phase") == "Failed" }
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

    @Test(
        "an operation that a person stops ends, with its hooks, until a sync is asked for; what was applied is kept in repair"
    )
    func terminated() async throws {
        try await Bench.play { bench in
            bench.repository.commit("early.yaml", Self.map("early", wave: -1))
            bench.repository.commit("hang.yaml", Self.job("hang", "gitops.martlet.dev/hook: Sync"))
            bench.repository.commit("late.yaml", Self.map("late", wave: 1))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job runs") { bench.isRunning("hang") }
                let id = try #require(try await bench.operation("id")?.string)
                try await bench.annotate("GitOpsApplication", "a", "terminate", id)
                try await bench.eventually("it is stopped") { try await bench.operation("phase") == "Terminated" }
                try await bench.eventually("the Job is gone") { bench.job("hang") == nil }
                try await bench.edit("early", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("early") == "1" }
                #expect(try await bench.operation("phase") == "Terminated" && bench.data("late") == nil)
                try await bench.annotate("GitOpsApplication", "a", "sync", "again")
                try await bench.eventually("the Job runs anew") { bench.isRunning("hang") }
                try await bench.end("hang", succeeded: true)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("late") == "1")
            }
        }
    }

    @Test("a wave that falls ill fails the attempt, says why while it is cleaned up, and goes on once it is well")
    func illness() async throws {
        try await Bench.play { bench in
            bench.repository.commit("gate.yaml", Self.job("gate", "gitops.martlet.dev/wave: '0'"))
            bench.repository.commit("late.yaml", Self.map("late", wave: 1))
            bench.repository.commit("clean.yaml", Self.job("clean", "gitops.martlet.dev/hook: SyncFail"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job is applied") { bench.job("gate") != nil }
                try await bench.end("gate", succeeded: false)
                try await bench.eventually("the Job for that runs") { bench.isRunning("clean") }
                try await bench.end("clean", succeeded: true)
                try await bench.eventually("it has failed") { try await bench.operation("phase") == "Failed" }
                #expect(try await bench.operation("message")?.string?.contains("gate") == true)
                #expect(bench.data("late") == nil)
                try await bench.end("gate", succeeded: true)
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("late") == "1")
            }
        }
    }

    @Test("what is somebody else's is not a hook's to replace, and a hook that cannot be says so")
    func refused() async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", Self.job("migrate", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            let foreign: Value = [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "migrate", "namespace": "default"],
                "spec": [
                    "template": ["spec": ["containers": [["name": "m", "image": "i"]], "restartPolicy": "Never"]]
                ],
            ]
            try await bench.apply(foreign)
            let uid = bench.job("migrate")?.at("metadata", "uid")
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is told") {
                    try await bench.condition("Ready")?["message"]?.string?.contains("not this application's") ?? false
                }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.job("migrate")?.at("metadata", "uid") == uid && bench.data("one") == nil)
            }
        }
    }
}

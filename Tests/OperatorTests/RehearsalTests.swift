import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// Applications that have everything tried out before anything is written.
@Suite(.timeLimit(.minutes(1))) struct RehearsalTests {
    /// Without containers, as no server takes it.
    private static let bad = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: bad}
        spec: {template: {spec: {containers: []}}}

        """

    private func play(_ dryRun: Bool, _ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("two.yaml", Bench.configMap("two", "1"))
            bench.repository.commit("web.yaml", Self.bad)
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": .bool(dryRun)]]))
                try await body(bench)
            }
        }
    }

    private func operation(_ bench: Bench) -> Value { bench.applications["a"]?.at("status", "operation") ?? [:] }

    private func isApply(_ request: MemoryRequest) -> Bool { request.resource == "configmaps" && request.isApply }

    @Test("one object that the server refuses keeps all the others from being applied, and is named")
    func refused() async throws {
        try await play(true) { bench in
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            let message = operation(bench)["message"]?.string ?? ""
            #expect(message.contains("nothing is applied, because 1 of 3 objects would be refused"), "\(message)")
            #expect(message.contains("Deployment.apps default/bad"), "\(message)")
            #expect(bench.configMaps["one"] == nil && bench.configMaps["two"] == nil)
            try await bench.surroundings.sleep(for: .seconds(600))
            #expect(bench.configMaps["one"] == nil, "nor by further attempts")
            bench.repository.commit("web.yaml", Bench.configMap("three", "1"))
            try await bench.poke()
            try await bench.eventually("all is applied") { operation(bench)["phase"] == "Succeeded" }
            #expect(bench.data("one") == "1" && bench.data("two") == "1" && bench.data("three") == "1")
        }
    }

    @Test("what was applied before is kept in repair meanwhile")
    func repairs() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await bench.eventually("it is applied") { bench.data("one") == "1" }
                bench.repository.commit("web.yaml", Self.bad)
                try await bench.poke()
                try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("it is repaired") { bench.data("one") == "1" }
            }
        }
    }

    @Test("costs one request more for each object that is about to change, and none otherwise")
    func cost() async throws {
        try await Bench.play { bench in
            for name in ["one", "two", "three"] {
                bench.repository.commit("\(name).yaml", Bench.configMap(name, "1"))
            }
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await bench.eventually("it is applied") { operation(bench)["phase"] == "Succeeded" }
                #expect(bench.cluster.takeRequests().count(where: isApply) == 6)
                bench.repository.commit("one.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.cluster.takeRequests().count(where: isApply) == 2)
            }
        }
    }

    @Test("without it the others are applied")
    func usual() async throws {
        try await play(false) { bench in
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            #expect(bench.data("one") == "1" && bench.data("two") == "1")
        }
    }

    // MARK: Hooks

    private static func hook(_ name: String, _ phase: String, isBad: Bool = false, generates: Bool = false) -> String {
        let job = HookRunTests.job(name, "gitops.martlet.dev/hook: \(phase)")
        let named = generates ? job.replacing("name: \(name), ann", with: "generateName: \(name)-, ann") : job
        return isBad ? named.replacing("[{name: main, image: i}]", with: "[]") : named
    }

    private func playHooks(
        _ files: [(String, String)], _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            for (name, text) in files { bench.repository.commit(name, text) }
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await body(bench)
            }
        }
    }

    @Test(
        "a hook that the server refuses keeps all from being applied, and is named",
        arguments: ["PreSync", "Sync", "PostSync"], [false, true])
    func refusedHook(phase: String, generates: Bool) async throws {
        try await playHooks([("hook.yaml", Self.hook("bad", phase, isBad: true, generates: generates))]) { bench in
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            let message = operation(bench)["message"]?.string ?? ""
            #expect(message.contains("nothing is applied, because 1 of 2 objects would be refused"), "\(message)")
            #expect(message.contains("Job.batch default/bad"), "\(message)")
            try await bench.surroundings.sleep(for: .seconds(600))
            #expect(bench.configMaps["one"] == nil && bench.jobs.isEmpty)
            #expect(operation(bench)["attempt"] == 6, "as often as sync.retry says, and one time before that")
            bench.repository.commit("hook.yaml", Self.hook("good", phase))
            try await bench.poke()
            try await bench.eventually("the mended one runs") { bench.isRunning("good") }
        }
    }

    @Test("hooks that are not sure to run are not tried, and those that run are tried once")
    func trials() async throws {
        let files = [
            ("fail.yaml", Self.hook("bad", "SyncFail", isBad: true)),
            ("call.yaml", Self.hook("call", "PreSync", generates: true)), ("job.yaml", Self.hook("job", "PostSync")),
        ]
        try await playHooks(files) { bench in
            _ = try await bench.endCall()
            try await bench.eventually("the Job behind runs") { bench.isRunning("job") }
            let trials = bench.cluster.takeRequests().filter { $0.isDryRun && $0.resource == "jobs" }
            #expect(trials.count == 2 && bench.data("one") == "1")
            try await bench.end("job", succeeded: true)
            try await bench.eventually("it is done") { operation(bench)["phase"] == "Succeeded" }
            // One of an earlier run goes before the next.
            bench.repository.commit("one.yaml", Bench.configMap("one", "2"))
            try await bench.poke()
            _ = try await bench.endCall()
            try await bench.eventually("the commit is applied") { bench.data("one") == "2" }
        }
    }

    @Test("hooks are tried out also where nothing else is new")
    func asked() async throws {
        try await playHooks([("hook.yaml", Self.hook("job", "PreSync"))]) { bench in
            try await bench.eventually("the Job runs") { bench.isRunning("job") }
            try await bench.end("job", succeeded: true)
            try await bench.eventually("it is done") { operation(bench)["phase"] == "Succeeded" }
            bench.repository.commit("hook.yaml", Self.hook("bad", "PreSync", isBad: true))
            try await bench.annotate("GitOpsApplication", "a", "sync", "1")
            try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
            let message = operation(bench)["message"]?.string ?? ""
            #expect(message.contains("nothing is applied") && message.contains("default/bad"), "\(message)")
        }
    }

    @Test("somebody else's object of a hook's name is in the way, and said so before anything is done")
    func foreign() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            bench.repository.commit(
                "hook.yaml",
                Bench.configMap("theirs", "1").replacing(
                    "metadata: {name: theirs}",
                    with: "metadata: {name: theirs, annotations: {gitops.martlet.dev/hook: PreSync}}"))
            try await bench.declareRepository()
            try await bench.apply(Bench.configMap("theirs", "x"))
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": true]]))
                try await bench.eventually("the operation has failed") { operation(bench)["phase"] == "Failed" }
                let message = operation(bench)["message"]?.string ?? ""
                #expect(message.contains("nothing is applied") && message.contains("default/theirs"), "\(message)")
                try await bench.deleteConfigMap("theirs")
                try await bench.eventually("it is applied", within: .seconds(600)) { bench.data("one") == "1" }
            }
        }
    }

    @Test(
        "an object and a hook whose kind comes with the same source are left out of it, and come in their turn",
        arguments: ["PreSync", "Sync", "PostSync"], [false, true])
    func comingKind(phase: String, dryRun: Bool) async throws {
        @Sendable func widget(_ name: String, _ annotations: String) -> String {
            "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: \(name)\(annotations)}\nspec: {size: \"1\"}\n"
        }
        try await Bench.play { bench in
            bench.repository.commit("crd.yaml", HeldPlanTests.definition("size"))
            bench.repository.commit("one.yaml", widget("one", ""))
            bench.repository.commit("hook.yaml", widget("hook", ", annotations: {gitops.martlet.dev/hook: \(phase)}"))
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: ["sync": ["dryRun": .bool(dryRun)]]))
                try await bench.eventually("both are there", within: .seconds(600)) {
                    bench.cluster.objects(group: "example.org", resource: "widgets").count == 2
                }
                try await bench.eventually("it is done") { operation(bench)["phase"] == "Succeeded" }
                #expect(operation(bench)["attempt"] == 1)
            }
        }
    }
}

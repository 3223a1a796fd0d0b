import Documents
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// Syncs of some objects only, by the annotation `syncObjects`.
@Suite(.timeLimit(.minutes(1))) struct ChosenObjectTests {
    private static let manual: Object = ["sync": ["automatic": false]]

    private func status(_ bench: Bench) -> Value { bench.applications["a"]?["status"] ?? [:] }

    private func operation(_ bench: Bench) -> Value { status(bench)["operation"] ?? [:] }

    /// Asks, and waits until it was acted on.
    private func ask(_ bench: Bench, _ request: String) async throws {
        try await bench.annotate("GitOpsApplication", "a", "syncObjects", request)
        try await bench.eventually("\(request) is handled") {
            status(bench)["lastHandledSyncObjects"]?.string == request
        }
    }

    /// An application of two objects at one revision, and a newer one with both changed and a third.
    private func play(
        _ spec: Object = manual, _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.play { bench in
            for name in ["one", "two"] { bench.repository.commit("\(name).yaml", Bench.configMap(name, "1")) }
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a", spec: spec))
                try await bench.eventually("it is seen") { status(bench)["plan"]?["create"] == 2 }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is applied") { status(bench).at("sync", "status") == "Synced" }
                bench.repository.remove("two.yaml")
                for name in ["one", "three"] { bench.repository.commit("\(name).yaml", Bench.configMap(name, "2")) }
                try await bench.eventually("the newer one is seen") { status(bench)["plan"]?["delete"] == 1 }
                try await body(bench)
            }
        }
    }

    @Test(
        "only the named object is applied; the application stays out of sync at its revision, and a sync does the rest")
    func one() async throws {
        try await play { bench in
            let before = status(bench)
            try await ask(bench, "1 ConfigMap/one")
            #expect(bench.data("one") == "2" && bench.data("two") == "1" && bench.data("three") == nil)
            #expect(operation(bench)["phase"] == "Succeeded" && operation(bench)["objects"] == ["ConfigMap/one"])
            #expect(operation(bench)["updated"] == 1 && operation(bench)["unchanged"] == 0)
            #expect(operation(bench)["message"] == "1 updated" && operation(bench)["trigger"] == "Requested")
            #expect(status(bench).at("sync", "status") == "OutOfSync")
            #expect(status(bench).at("sync", "revision") == before.at("sync", "revision"))
            #expect(status(bench)["history"] == before["history"])
            #expect(status(bench)["gates"]?[0]?["name"] == "Manual")
            try await bench.eventually("it says what is left") {
                status(bench)["plan"]?["create"] == 1 && status(bench)["plan"]?["update"] == 0
            }
            try await bench.surroundings.sleep(for: .seconds(7_200))
            #expect(bench.data("two") == "1" && bench.data("three") == nil, "nor later")
            try await bench.annotate("GitOpsApplication", "a", "sync", "2")
            try await bench.eventually("the rest is done") { status(bench).at("sync", "status") == "Synced" }
            #expect(bench.data("two") == nil && bench.data("three") == "2")
            #expect(status(bench)["history"]?.array?.count == 2 && operation(bench)["objects"] == nil)
        }
    }

    @Test("an object that the source does not have keeps all of them from being applied, and is named")
    func unknown() async throws {
        try await play { bench in
            try await ask(bench, "1 ConfigMap/one,ConfigMap/four")
            #expect(operation(bench)["phase"] == "Failed")
            #expect(
                operation(bench)["message"]?.string?.hasPrefix(
                    "nothing is applied: the source has no object ConfigMap/four") == true)
            #expect(bench.data("one") == "1")
            try await ask(bench, "2 ConfigMap/two")
            #expect(
                operation(bench)["message"]?.string?.contains("ConfigMap/two") == true, "it is to be deleted, and named"
            )
            #expect(operation(bench)["phase"] == "Failed" && bench.data("two") == "1")
            try await ask(bench, "3 configmap/default/one ConfigMap/three")
            #expect(operation(bench)["phase"] == "Succeeded")
            #expect(bench.data("one") == "2" && bench.data("three") == "2" && bench.data("two") == "1")
            #expect(status(bench).at("sync", "status") == "OutOfSync", "what is to be deleted is left")
        }
    }

    @Test(
        "what is no list of objects is refused",
        arguments: [
            ("again", "no objects are named"), ("1 one", "'one' is neither KIND/NAME nor"),
            ("1 " + (0...50).map { "ConfigMap/\($0)" }.joined(separator: ","), "more than 50 objects"),
        ])
    func wrong(_ request: String, _ why: String) async throws {
        try await play { bench in
            try await ask(bench, request)
            #expect(operation(bench)["phase"] == "Failed")
            #expect(operation(bench)["message"]?.string?.contains(why) == true, "\(operation(bench))")
            #expect(bench.data("one") == "1")
        }
    }

    @Test("one that is too long is refused, and status has its beginning only")
    func long() async throws {
        try await play { bench in
            let request = "1 " + String(repeating: "ConfigMap/one,", count: 400)
            try await bench.annotate("GitOpsApplication", "a", "syncObjects", request)
            try await bench.eventually("it is refused") {
                operation(bench)["message"]?.string?.contains("longer than 4096 bytes") == true
            }
            #expect((status(bench)["lastHandledSyncObjects"]?.string?.utf8.count ?? 0) <= 4_100)
        }
    }

    private static let hook = HookRunTests.job("migrate", "gitops.martlet.dev/hook: PreSync")

    @Test("an operation of several steps goes on to its end first")
    func steps() async throws {
        try await play { bench in
            bench.repository.commit("hook.yaml", Self.hook)
            try await bench.poke()
            try await bench.annotate("GitOpsApplication", "a", "sync", "2")
            try await bench.eventually("its hook runs") { bench.isRunning("migrate") }
            try await bench.annotate("GitOpsApplication", "a", "syncObjects", "1 ConfigMap/one")
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == "1" && status(bench)["lastHandledSyncObjects"] == nil)
            #expect(operation(bench)["phase"] == "Running" && operation(bench)["objects"] == nil)
            try await bench.end("migrate", succeeded: true)
            try await bench.eventually("both are done", within: .seconds(20)) {
                status(bench)["lastHandledSync"] == "2" && status(bench)["lastHandledSyncObjects"] == "1 ConfigMap/one"
            }
            #expect(bench.data("one") == "2" && bench.data("two") == nil && bench.data("three") == "2")
            #expect(operation(bench)["objects"] == ["ConfigMap/one"] && operation(bench)["unchanged"] == 1)
            #expect(status(bench).at("sync", "status") == "Synced")
        }
    }

    @Test("no hooks run for it, and one that is named is refused")
    func hooks() async throws {
        try await play { bench in
            bench.repository.commit("hook.yaml", Self.hook)
            try await bench.poke()
            try await ask(bench, "1 ConfigMap/one")
            #expect(operation(bench)["phase"] == "Succeeded" && operation(bench)["hooks"] == nil)
            #expect(bench.cluster.objects(group: "batch", resource: "jobs").isEmpty)
            try await ask(bench, "2 Job.batch/migrate")
            #expect(operation(bench)["message"]?.string?.contains("is a hook") == true)
        }
    }

    @Test("with automatic on, the named object is applied again, and all that differs after it")
    func automatic() async throws {
        try await Bench.play { bench in
            for name in ["one", "two"] { bench.repository.commit("\(name).yaml", Bench.configMap(name, "1")) }
            try await bench.declareRepository()
            try await bench.whileOperating(steadily: true) {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is applied") { status(bench).at("sync", "status") == "Synced" }
                let before = status(bench)
                try await ask(bench, "1 ConfigMap/one")
                #expect(operation(bench)["objects"] == ["ConfigMap/one"] && operation(bench)["unchanged"] == 1)
                #expect(status(bench)["history"] == before["history"])
                #expect(status(bench).at("sync", "status") == "Synced", "nothing differs")
                bench.repository.commit("two.yaml", Bench.configMap("two", "2"))
                try await bench.eventually("the next commit is applied as ever") { bench.data("two") == "2" }
            }
        }
    }

    @Test("a refused object is one attempt, and the others' results stand beside it")
    func refused() async throws {
        try await play { bench in
            bench.cluster.add(
                MemoryFault(
                    .refuse(status: 422, reason: "Invalid", message: "no", retryAfter: nil),
                    to: { $0.isApply && $0.name == "three" }, times: 100))
            try await ask(bench, "1 ConfigMap/one,ConfigMap/three")
            #expect(operation(bench)["phase"] == "Failed" && operation(bench)["failed"] == 1)
            #expect(operation(bench)["retryAt"] == nil)
            #expect(bench.data("one") == "2")
        }
    }

    @Test("with sync.dryRun nothing is applied where one of them would be refused; others' faults do not count")
    func rehearsed() async throws {
        try await play(["sync": ["automatic": false, "dryRun": true]]) { bench in
            bench.cluster.add(
                MemoryFault(
                    .refuse(status: 422, reason: "Invalid", message: "no", retryAfter: nil),
                    to: { $0.isApply && $0.name == "three" }, times: 100))
            try await ask(bench, "1 ConfigMap/one,ConfigMap/three")
            #expect(operation(bench)["phase"] == "Failed" && bench.data("one") == "1")
            #expect(
                operation(bench)["message"]?.string?.contains("1 of 2 objects would be refused") == true,
                "\(operation(bench))")
            try await ask(bench, "2 ConfigMap/one")
            #expect(operation(bench)["phase"] == "Succeeded" && bench.data("one") == "2")
        }
    }

    @Test("at an earlier revision to which the application went back it is refused")
    func pinned() async throws {
        try await play { bench in
            try await bench.annotate("GitOpsApplication", "a", "sync", "2")
            try await bench.eventually("the newest is there") {
                bench.data("three") == "2" && status(bench)["history"]?.array?.count == 2
            }
            let earlier = try #require(status(bench)["history"]?[1]?["revision"]?.string)
            try await bench.annotate("GitOpsApplication", "a", "rollback", earlier)
            try await bench.eventually("it is back") { bench.data("one") == "1" && bench.data("two") == "1" }
            try await ask(bench, "1 ConfigMap/one")
            #expect(operation(bench)["phase"] == "Failed")
            #expect(
                operation(bench)["message"]?.string?.hasPrefix("nothing is applied: the application is at main@")
                    == true)
            #expect(bench.data("one") == "1" && status(bench)["pin"] != nil)
        }
    }

    @Test("while it is suspended the request waits")
    func suspended() async throws {
        try await play { bench in
            try await bench.apply(
                Bench.application("a", spec: ["suspend": true, "sync": ["automatic": false]]))
            try await bench.annotate("GitOpsApplication", "a", "syncObjects", "1 ConfigMap/one")
            try await bench.surroundings.sleep(for: .seconds(60))
            #expect(bench.data("one") == "1" && status(bench)["lastHandledSyncObjects"] == nil)
            try await bench.apply(
                Bench.application("a", spec: ["suspend": false, "sync": ["automatic": false]]))
            try await bench.eventually("it is applied") { bench.data("one") == "2" }
        }
    }
}

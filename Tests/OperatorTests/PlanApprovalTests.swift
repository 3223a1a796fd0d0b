import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// What is applied once a person asks for a sync is what status has shown.
@Suite(.timeLimit(.minutes(1))) struct PlanApprovalTests {
    private static func manual(_ more: Object = [:]) -> Object {
        ["sync": .object(more.reduce(into: ["automatic": false]) { $0[$1.key] = $1.value })]
    }

    private func plan(_ bench: Bench) -> Value? { bench.applications["a"]?.at("status", "plan") }

    private func operation(_ bench: Bench) -> Value { bench.applications["a"]?.at("status", "operation") ?? [:] }

    /// Asks for what is shown, and waits for its end. Returns what was shown, and the operation.
    private func sync(_ bench: Bench, _ request: String) async throws -> (shown: Value, done: Value) {
        try await bench.eventually("a plan is shown") { plan(bench) != nil }
        // Until all of it is.
        try await bench.surroundings.sleep(for: .seconds(30))
        let shown = try #require(plan(bench))
        let before = operation(bench)["id"]
        try await bench.annotate("GitOpsApplication", "a", "sync", request)
        try await bench.eventually("it is done") {
            operation(bench)["phase"] == "Succeeded" && operation(bench)["id"] != before && plan(bench) == nil
        }
        return (shown, operation(bench))
    }

    private func play(
        _ sync: Object = [:], _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.play { bench in
            for name in ["one", "two", "three"] {
                bench.repository.commit("\(name).yaml", Bench.configMap(name, "x"))
            }
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual(sync)))
                try await body(bench)
            }
        }
    }

    @Test("it has the digest that was shown: of what is new, changes and goes")
    func digest() async throws {
        try await play { bench in
            let first = try await sync(bench, "1")
            #expect(first.done["planDigest"] == first.shown["digest"])
            bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
            bench.repository.remove("two.yaml")
            bench.repository.commit("four.yaml", Bench.configMap("four", "y"))
            try await bench.eventually("it is shown") { plan(bench)?["delete"] == 1 }
            let second = try await sync(bench, "2")
            #expect(second.done["planDigest"] == second.shown["digest"])
            #expect(second.shown["digest"] != first.shown["digest"])
        }
    }

    @Test("what is pruned last counts, and is pruned by the same request")
    func pruneLast() async throws {
        try await play(["pruneLast": true]) { bench in
            _ = try await sync(bench, "1")
            bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
            bench.repository.remove("two.yaml")
            bench.repository.commit()
            try await bench.eventually("it is shown") { plan(bench)?["delete"] == 1 && plan(bench)?["update"] == 1 }
            let shown = try #require(plan(bench)?["digest"])
            try await bench.annotate("GitOpsApplication", "a", "sync", "2")
            try await bench.eventually("the rest is gone") { bench.configMaps["two"] == nil && plan(bench) == nil }
            #expect(bench.data("one") == "y" && operation(bench)["planDigest"] == shown)
            #expect(operation(bench)["deleted"] == 1 && operation(bench)["updated"] == 1)
        }
    }

    @Test("what others changed and is not repaired by itself is shown with the rest, for a sync repairs it")
    func drift() async throws {
        try await play(["selfHeal": false]) { bench in
            _ = try await sync(bench, "1")
            try await bench.edit("two", ["data": ["k": "by hand"]])
            bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
            try await bench.eventually("both are shown") { plan(bench)?["update"] == 2 }
            let second = try await sync(bench, "2")
            #expect(second.done["planDigest"] == second.shown["digest"])
            #expect(bench.data("two") == "x")
        }
    }

    @Test("an operation of several steps has it from its beginning to its end")
    func steps() async throws {
        try await play { bench in
            bench.repository.commit(
                "before.yaml", HookRunTests.job("migrate", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.commit(
                "late.yaml",
                Bench.configMap("late", "x").replacing(
                    "metadata: {name: late}",
                    with: "metadata: {name: late, annotations: {gitops.martlet.dev/wave: '2'}}"))
            try await bench.eventually("it is shown") { plan(bench)?["create"] == 4 }
            let shown = try #require(plan(bench)?["digest"])
            try await bench.annotate("GitOpsApplication", "a", "sync", "1")
            try await bench.eventually("the Job runs") { bench.isRunning("migrate") }
            try await bench.eventually("that is told") { operation(bench)["phase"] == "Running" }
            #expect(operation(bench)["planDigest"] == shown)
            try await bench.end("migrate", succeeded: true)
            try await bench.eventually("it is done") { operation(bench)["phase"] == "Succeeded" }
            #expect(bench.data("late") == "x" && operation(bench)["planDigest"] == shown)
        }
    }

    @Test("a suspended application shows no plan: nobody looks at what would be done")
    func suspended() async throws {
        try await play { bench in
            try await bench.eventually("a plan is shown") { plan(bench)?["create"] == 3 }
            var spec = Self.manual()
            spec["suspend"] = true
            try await bench.apply(Bench.application("a", spec: spec))
            try await bench.eventually("there is none") { plan(bench) == nil }
            spec["suspend"] = false
            try await bench.apply(Bench.application("a", spec: spec))
            try await bench.eventually("it is shown again") { plan(bench)?["create"] == 3 }
        }
    }
}

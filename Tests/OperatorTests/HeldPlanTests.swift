import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// What status tells of a change that is not made yet.
@Suite(.timeLimit(.minutes(1))) struct HeldPlanTests {
    private func plan(_ bench: Bench) -> Value? { bench.applications["a"]?.at("status", "plan") }

    private func count(_ bench: Bench, _ action: String) -> Int { plan(bench)?[action]?.integer ?? -1 }

    private func dryRuns(_ bench: Bench) -> [String] {
        bench.cluster.takeRequests().filter(\.isDryRun).map(\.name)
    }

    private static let manual: Object = ["sync": ["automatic": false]]

    @Test("with automatic off it says what a sync would do, and goes once that is done")
    func manual() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what would be made") { count(bench, "create") == 1 }
                #expect(plan(bench)?["impact"] == "low" && plan(bench)?["conflicts"] == 0)
                #expect(bench.configMaps["one"] == nil)
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is done, and nothing is held") {
                    bench.data("one") == "x" && plan(bench) == nil
                }
                bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
                try await bench.eventually("it says what would change") { count(bench, "update") == 1 }
                let change = try #require(plan(bench)?["changes"]?[0])
                #expect(change["object"] == "ConfigMap default/one" && change["action"] == "update")
                #expect(change["fields"] == ["~ data.k: x → y"])
                #expect(plan(bench)?["revision"]?.string?.hasPrefix("main@sha1:") == true)
                #expect(bench.data("one") == "x")
            }
        }
    }

    @Test("while nothing changes it is neither asked for nor written again; where the object changes it is")
    func steady() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what would be made") { count(bench, "create") == 1 }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is done") { bench.data("one") == "x" && plan(bench) == nil }
                bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
                try await bench.eventually("it says what would change") { count(bench, "update") == 1 }
                let told = try #require(bench.applications["a"])
                _ = bench.cluster.takeRequests()
                try await bench.surroundings.sleep(for: .seconds(7_200))
                #expect(dryRuns(bench).isEmpty)
                #expect(bench.applications["a"]?["status"] == told["status"])
                try await bench.edit("one", ["data": ["k": "z"]])
                try await bench.eventually("it says what it would change now") {
                    plan(bench)?["changes"]?[0]?["fields"] == ["~ data.k: z → y"]
                }
                #expect(dryRuns(bench) == ["one"])
            }
        }
    }

    @Test("costs nothing where nothing is held")
    func automatic() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is applied") { bench.data("one") == "x" }
                bench.repository.commit("one.yaml", Bench.configMap("one", "y"))
                try await bench.eventually("it is applied again") { bench.data("one") == "y" }
                #expect(dryRuns(bench).isEmpty && plan(bench) == nil)
            }
        }
    }

    @Test("has the digest that confirms what waits for that")
    func confirmation() async throws {
        let kept = Bench.configMap("kept", "x").replacing(
            "metadata: {name: kept}",
            with: "metadata: {name: kept, annotations: {gitops.martlet.dev/options: Prune=confirm}}")
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            bench.repository.commit("kept.yaml", kept)
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("both are there") { bench.data("kept") == "x" && bench.data("one") == "x" }
                bench.repository.remove("kept.yaml")
                bench.repository.commit()
                try await bench.eventually("it says what would be deleted") { count(bench, "delete") == 1 }
                let digest = try #require(plan(bench)?["digest"]?.string)
                #expect(plan(bench)?["changes"]?[0]?["object"] == "ConfigMap default/kept")
                try await bench.annotate("GitOpsApplication", "a", "confirm", digest)
                try await bench.eventually("it is gone") { bench.configMaps["kept"] == nil && plan(bench) == nil }
            }
        }
    }

    @Test("says that a Secret changes, and nothing of what stands in it, whatever the server quotes")
    func secrets() async throws {
        @Sendable func secret(_ value: String) -> String {
            "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {password: \(value)}\n"
        }
        try await Bench.play { bench in
            bench.repository.commit("keys.yaml", secret("hunter-one-1"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what would be made") { count(bench, "create") == 1 }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is done") { plan(bench) == nil }
                bench.cluster.add(
                    MemoryFault(
                        .refuse(
                            status: 400, reason: "BadRequest", message: "hunter-two-2 is no password",
                            retryAfter: nil), to: { $0.isDryRun && $0.name == "keys" }, times: 100))
                bench.repository.commit("keys.yaml", secret("hunter-two-2"))
                try await bench.eventually("it says that it would change") { count(bench, "update") == 1 }
                #expect(count(bench, "conflicts") == 1)
                let line = plan(bench)?["changes"]?[0]?["fields"]?[0]?.string ?? ""
                #expect(line.hasPrefix("~ data.password: (secret "), "\(line)")
                let told = bench.applications["a"]?["status"]?.json() ?? ""
                for text in ["hunter", "aHVudGVy"] { #expect(!told.contains(text), "\(told)") }
            }
        }
    }

    static func definition(_ fields: String...) -> String {
        let properties = fields.map { "\($0): {type: string}" }.joined(separator: ", ")
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {\(properties)}}}}}

            """
    }

    @Test("says how many stored objects use what goes with a definition")
    func definitions() async throws {
        try await Bench.play { bench in
            bench.repository.commit("crd.yaml", Self.definition("size", "color"))
            bench.repository.commit(
                "w.yaml", "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\nspec: {color: red}\n")
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what would be made") { count(bench, "create") == 2 }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is done", within: .seconds(600)) { plan(bench) == nil }
                bench.repository.commit("crd.yaml", Self.definition("size"))
                try await bench.eventually("it says what would change") { count(bench, "update") == 1 }
                #expect(plan(bench)?["impact"] == "critical")
                #expect(
                    plan(bench)?["changes"]?[0]?["reasons"] == [
                        "versions[name=v1].spec.color: is removed; 1 of 1 widgets uses it: default/w"
                    ])
            }
        }
    }
}

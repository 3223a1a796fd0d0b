import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

@Suite("Windows", .timeLimit(.minutes(2))) struct WindowTests {
    /// One that is open from so many seconds after now to so many.
    private static func window(
        _ effect: String, _ bench: Bench, _ from: Int, _ to: Int, _ more: Object = [:], name: String = "w"
    ) -> Value {
        let now = KubeTime(bench.surroundings).wholeSeconds
        var spec: Object = [
            "effect": .string(effect), "from": .string((now + .seconds(from)).description),
            "to": .string((now + .seconds(to)).description),
        ]
        for (key, value) in more { spec[key] = value }
        return Self.window(spec, name: name)
    }

    private static func window(_ spec: Object, name: String = "w") -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsWindow", "metadata": ["name": .string(name)],
            "spec": .object(spec),
        ]
    }

    private func gate(_ bench: Bench, _ name: String = "a") -> Value? {
        bench.applications[name]?.at("status", "gates")?[0]
    }

    private func window(_ bench: Bench, _ name: String = "w") -> Value? {
        bench.cluster.objects(group: "gitops.martlet.dev", resource: "gitopswindows").first { $0.name == name }
    }

    @Test("that denies holds a commit and says until when; repairs go on; then the commit is applied by itself")
    func deny() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1") + "---\n" + Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let first = bench.applications["a"]?.at("status", "sync", "revision")
                let history = bench.applications["a"]?.at("status", "history")
                try await bench.applyWindow(Self.window("Deny", bench, 0, 3_600))
                try await bench.eventually("the window says that it is open") { bench.isWindowOpen }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2") + "---\n" + Bench.configMap("two", "1"))
                try await bench.eventually("it is held") { gate(bench)?["name"] == "Window" }
                #expect(gate(bench)?["verdict"] == "Hold" && gate(bench)?["reason"] == "HeldByWindow")
                #expect(gate(bench)?["until"] == window(bench)?.at("spec", "to"))
                #expect(gate(bench)?["until"] == window(bench)?.at("status", "nextTransition"))
                #expect(gate(bench)?["message"]?.string?.contains("GitOpsWindow w") == true)
                #expect(bench.applications["a"]?.at("status", "plan", "update") == 1)
                try await bench.edit("two", ["data": ["k": "by hand"]])
                try await bench.eventually("the drift is repaired") { bench.data("two") == "1" }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.annotate("GitOpsApplication", "a", "syncObjects", "1 ConfigMap/one")
                try await bench.surroundings.sleep(for: .seconds(3_000))
                #expect(bench.data("one") == "1", "what a person asks for waits, too")
                #expect(bench.applications["a"]?.at("status", "sync", "revision") == first)
                #expect(bench.applications["a"]?.at("status", "history") == history)
                #expect(bench.applications["a"]?.at("status", "lastHandledSync") == nil)
                try await bench.surroundings.sleep(for: .seconds(610))
                try await bench.eventually("the commit is applied", within: .seconds(5)) { bench.data("one") == "2" }
                try await bench.eventually("nothing is held") { gate(bench) == nil }
                try await bench.eventually("the request is done") {
                    bench.applications["a"]?.at("status", "lastHandledSync") == "1"
                }
                #expect(window(bench)?.at("status", "open") == false)
                #expect(window(bench)?.at("status", "nextTransition") == nil)
            }
        }
    }

    @Test("that allow hold until one opens; edited or deleted they release at once what they held")
    func allow() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.applyWindow(Self.window("Allow", bench, 7_200, 7_300))
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is held") { gate(bench)?["name"] == "Window" }
                #expect(bench.configMaps["one"] == nil)
                try await bench.applyWindow(
                    Self.window("Allow", bench, 7_200, 7_300, ["selector": ["namespaces": ["names": ["elsewhere"]]]]))
                try await bench.eventually("it is not for it any more", within: .seconds(10)) {
                    bench.data("one") == "1"
                }
                try await bench.applyWindow(Self.window("Deny", bench, 0, 80_000))
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.eventually("it is held again") { gate(bench)?["name"] == "Window" }
                try await bench.deleteWindow("w")
                try await bench.eventually("it is released", within: .seconds(10)) { bench.data("one") == "2" }
            }
        }
    }

    @Test("choose by the labels of namespaces and applications, as they are in the cluster")
    func labels() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.label("default", "production")
            try await bench.applyWindow(
                Self.window(
                    "Deny", bench, 0, 80_000,
                    ["selector": ["namespaces": ["selector": ["matchLabels": ["stage": "production"]]]]]))
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is held") { gate(bench)?["reason"] == "HeldByWindow" }
                try await bench.label("default", "test")
                try await bench.eventually("it is released", within: .seconds(10)) { bench.data("one") == "1" }
                try await bench.applyWindow(
                    Self.window(
                        "Deny", bench, 0, 80_000, ["selector": ["applications": ["matchLabels": ["tier": "front"]]]]))
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.eventually("it is none of these") { bench.data("one") == "2" }
            }
        }
    }

    @Test("of an unknown time zone hold, and say so")
    func unknownZone() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            let spec: Object = [
                "effect": "Allow", "recurring": ["cron": "* * * * *", "duration": "1h"], "timeZone": "Europe/Nowhere",
            ]
            try await bench.applyWindow(Self.window(spec))
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it is held") { gate(bench)?["reason"] == "HeldByWindow" }
                #expect(gate(bench)?["message"]?.string?.contains("Europe/Nowhere") == true)
                #expect(gate(bench)?["until"] == nil)
                try await bench.eventually("the window says so") {
                    Conditions(window(bench)?.at("status", "conditions"))["Stalled"]?.reason == "UnknownTimeZone"
                }
                var mended = spec
                mended["timeZone"] = "Europe/Berlin"
                try await bench.applyWindow(Self.window(mended))
                try await bench.eventually("it goes on", within: .seconds(3)) { bench.data("one") == "1" }
                try await bench.eventually("the window is well") {
                    Conditions(window(bench)?.at("status", "conditions")).isTrue("Ready")
                }
            }
        }
    }

    @Test("hold back what they name: deletions, repairs")
    func actions() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            bench.repository.commit("two.yaml", Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.applyWindow(Self.window("Deny", bench, 0, 600, ["applies": ["Prune", "SelfHeal"]]))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("the drift is held") {
                    gate(bench)?["message"]?.string?.hasPrefix("what others changed is not put right") == true
                }
                #expect(bench.data("one") == "by hand")
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                bench.repository.remove("two.yaml")
                bench.repository.commit()
                try await bench.eventually("what is new is applied") { bench.data("one") == "2" }
                try await bench.eventually("the deletion is held") {
                    gate(bench)?["message"]?.string?.hasPrefix("nothing is deleted") == true
                }
                #expect(bench.data("two") == "1")
                try await bench.surroundings.sleep(for: .seconds(600))
                try await bench.eventually("it goes") { bench.data("two") == nil }
            }
        }
    }

    @Test("an application that is deleted is held by none")
    func deletion() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let all: Value = ["Deploy", "Prune", "SelfHeal", "Rollback"]
                try await bench.applyWindow(Self.window("Deny", bench, 0, 80_000, ["applies": all]))
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("all is gone") {
                    bench.configMaps["one"] == nil && bench.applications.isEmpty
                }
            }
        }
    }
}

extension Bench {
    /// As the status of the only window says.
    var isWindowOpen: Bool {
        cluster.objects(group: "gitops.martlet.dev", resource: "gitopswindows").first?.at("status", "open") == true
    }

    private static let windowType = ResourceType(
        gvk: GroupVersionKind(apiVersion: "gitops.martlet.dev/v1alpha1", kind: "GitOpsWindow"), plural: "gitopswindows",
        namespaced: false, verbs: ["patch", "delete"])

    func applyWindow(_ window: Value) async throws {
        _ = try await client.apply(
            Self.windowType, ObjectKey(namespace: "", name: window.name ?? ""), body: window, fieldManager: "person",
            force: true, dryRun: false)
    }

    func deleteWindow(_ name: String) async throws {
        _ = try await client.delete(
            Self.windowType, ObjectKey(namespace: "", name: name), uid: nil, resourceVersion: nil,
            propagation: .background)
    }

    func label(_ namespace: String, _ stage: String) async throws {
        _ = try await client.patch(
            .namespaces, ObjectKey(namespace: "", name: namespace), subresource: nil, kind: .merge,
            body: ["metadata": ["labels": ["stage": .string(stage)]]])
    }
}

import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

@Suite("Windows and what runs", .timeLimit(.minutes(3))) struct WindowRunTests {
    private func gate(_ bench: Bench, _ name: String = "a") -> Value? {
        bench.applications[name]?.at("status", "gates")?[0]
    }

    private func deny(_ bench: Bench, from: Int = 0, to: Int, running: String = "Finish") -> Value {
        let now = KubeTime(bench.surroundings).wholeSeconds
        return Self.window([
            "effect": "Deny", "from": .string((now + .seconds(from)).description),
            "to": .string((now + .seconds(to)).description), "running": .string(running),
        ])
    }

    private static func window(_ spec: Value) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsWindow", "metadata": ["name": "w"],
            "spec": spec,
        ]
    }

    @Test("all that are held go on within a minute, spread out, also after another process has taken over")
    func spread() async throws {
        let count = 100
        try await Bench.play { bench in
            for number in 0..<count {
                bench.repository.write("\(number)/map.yaml", Bench.configMap("map-\(number)", "1"))
            }
            bench.repository.commit()
            try await bench.declareRepository()
            // Half past eleven in the night, there.
            try await bench.applyWindow(
                Self.window([
                    "effect": "Allow", "recurring": ["cron": "30 23 * * *", "duration": "1h"],
                    "timeZone": "Europe/Berlin",
                ]))
            for number in 0..<count { try await bench.apply(Bench.application("a\(number)", path: "\(number)")) }
            try await bench.whileOperating(steadily: true) {
                try await bench.eventually("all are held", within: .seconds(300)) {
                    (0..<count).allSatisfy { gate(bench, "a\($0)") != nil }
                }
                #expect(gate(bench, "a0")?["until"] == "2023-11-14T22:30:00Z")
            }
            #expect(bench.configMaps.isEmpty)
            try await bench.whileOperating(steadily: true) {
                let opening = try #require(KubeTime("2023-11-14T22:30:00Z"))
                try await bench.surroundings.sleep(for: opening - KubeTime(bench.surroundings) - .seconds(1))
                #expect(bench.configMaps.isEmpty)
                var (before, most) = (0, 0)
                for _ in 0..<61 {
                    try await bench.surroundings.sleep(for: .seconds(1))
                    most = max(most, bench.configMaps.count - before)
                    before = bench.configMaps.count
                }
                #expect(before == count && most < 35, "\(before), at most \(most) in a second")
            }
        }
    }

    @Test(
        "an operation that has begun goes on to its end, or stops before its next step and goes on later",
        arguments: ["Finish", "Stop"])
    func running(end: String) async throws {
        try await Bench.play { bench in
            bench.repository.commit("before.yaml", HookRunTests.job("migrate", "argocd.argoproj.io/hook: PreSync"))
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.applyWindow(deny(bench, from: 120, to: 2_000, running: end))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job before runs") { bench.isRunning("migrate") }
                let id = try await bench.operation("id")
                let job = bench.job("migrate")?.at("metadata", "uid")
                try await bench.surroundings.sleep(for: .seconds(120))
                try await bench.end("migrate", succeeded: true)
                if end == "Stop" {
                    try await bench.eventually("it is held") { gate(bench)?["name"] == "Window" }
                    try await bench.surroundings.sleep(for: .seconds(600))
                    #expect(bench.data("one") == nil)
                    #expect(try await bench.operation("phase") == "Running")
                    try await bench.surroundings.sleep(for: .seconds(1_300))
                }
                try await bench.eventually("it is done") { try await bench.isReady() && bench.data("one") == "1" }
                #expect(try await bench.operation("id") == id && bench.job("migrate")?.at("metadata", "uid") == job)
                #expect(gate(bench) == nil)
                guard end == "Finish" else { return }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.eventually("the next is held") { gate(bench)?["name"] == "Window" }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.data("one") == "1" && bench.job("migrate")?.at("metadata", "uid") == job)
            }
        }
    }

    @Test("going back passes, unless it is named; then it is done later")
    func rollback() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let first = try #require(bench.applications["a"]?.at("status", "sync", "revision")?.string)
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.eventually("the second is applied") { bench.data("one") == "2" }
                try await bench.applyWindow(deny(bench, to: 600))
                try await bench.eventually("the window is open") { bench.isWindowOpen }
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("it has gone back") { bench.data("one") == "1" }
                try await bench.annotate("GitOpsApplication", "a", "rollback", nil)
                try await bench.eventually("the newest is held") { gate(bench)?["name"] == "Window" }
                try await bench.surroundings.sleep(for: .seconds(600))
                try await bench.eventually("the newest is applied") { bench.data("one") == "2" }
                var window = deny(bench, to: 600)
                window["spec"]?["applies"] = ["Rollback"]
                try await bench.applyWindow(window)
                try await bench.eventually("the window is open") { bench.isWindowOpen }
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("going back is held") {
                    gate(bench)?["message"]?.string?.hasPrefix("the application does not go back") == true
                }
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.surroundings.sleep(for: .seconds(300))
                #expect(bench.data("one") != "1")
                try await bench.surroundings.sleep(for: .seconds(310))
                try await bench.eventually("it has gone back then") { bench.data("one") == "1" }
            }
        }
    }

    @Test("without a definition of windows there are none; once it is there they are obeyed")
    func undefined() async throws {
        try await Bench.play { bench in
            let name = ObjectKey(namespace: "", name: "gitopswindows.gitops.martlet.dev")
            let definition = try await bench.client.get(.customResourceDefinitions, name)
            _ = try await bench.client.delete(
                .customResourceDefinitions, name, uid: nil, resourceVersion: nil, propagation: .background)
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                _ = try await bench.client.create(
                    .customResourceDefinitions, namespace: nil,
                    body: [
                        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                        "metadata": ["name": .string(name.name)], "spec": try #require(definition["spec"]),
                    ])
                try await bench.surroundings.sleep(for: .seconds(5))
                try await bench.applyWindow(deny(bench, to: 80_000))
                try await bench.surroundings.sleep(for: .seconds(300))
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.eventually("it is held") { gate(bench)?["name"] == "Window" }
                #expect(bench.data("one") == "1")
            }
        }
    }
}

import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import TestKit
import Testing

/// What deployments delete is kept before it goes, and comes back where somebody asks for it.
@Suite("Kept and restored objects", .timeLimit(.minutes(2))) struct RestoreTests {
    private static func write(_ bench: Bench, two: Bool, _ value: String = "1") {
        bench.repository.write("app/one.yaml", Bench.configMap("one", value))
        if two {
            bench.repository.write("app/two.yaml", Bench.configMap("two", "of git"))
        } else {
            bench.repository.remove("app/two.yaml")
        }
        bench.repository.commit()
    }

    private static func begin(_ bench: Bench, spec: Object = [:]) async throws {
        write(bench, two: true)
        try await bench.declareRepository()
        try await bench.apply(Bench.application("a", path: "app", spec: spec))
    }

    /// Has the second object deleted by a commit, after somebody has changed it. Returns the record's name.
    private static func prune(_ bench: Bench) async throws -> String {
        try await bench.eventually("it is ready") { try await bench.isReady() && bench.data("two") == "of git" }
        try await bench.edit("two", ["data": ["more": "by hand"]])
        write(bench, two: false, "2")
        try await bench.poke("prune")
        try await bench.eventually("it is gone") { try await bench.isReady() && bench.data("two") == nil }
        try await bench.eventually("the record says so") { bench.records.last?.status.kept != nil }
        return try #require(bench.records.last).key.name
    }

    @Test("what a commit deletes is kept as it was, told by its record, and restored as nobody's")
    func restored() async throws {
        try await Bench.play { bench in
            try await Self.begin(bench)
            try await bench.whileOperating {
                let deployment = try await Self.prune(bench)
                #expect(bench.records.last?.status.kept == GitOpsDeployment.Kept(["ConfigMap/default/two"]))
                #expect(bench.records.first?.status.kept == nil && bench.keepsakes.count == 1)
                #expect(bench.keepsakes[0].json().contains("by hand") == false)
                try await bench.restore("t0 \(deployment) --dry-run")
                #expect(bench.restore?.message == "1 object of \(deployment) would be restored")
                #expect(bench.data("two") == nil)
                try await bench.restore("t1 \(deployment)")
                #expect(bench.restore?.isDone == true && bench.restore?.objects.map(\.result) == [.restored])
                let object = try #require(bench.configMaps["two"])
                #expect(object["data"] == ["k": "of git", "more": "by hand"])
                #expect(
                    object.at("metadata", "annotations") == ["gitops.martlet.dev/restored-from": .string(deployment)])
                #expect(object.at("metadata", "labels")?.object?.isEmpty ?? true)
                // It is nobody's: nothing deletes it again, also where everything is applied anew.
                try await bench.annotate("GitOpsApplication", "a", "sync", "again")
                try await bench.eventually("it is synced") { try await bench.status?["lastHandledSync"] == "again" }
                #expect(bench.data("two") == "of git")
                // What is there is left alone.
                try await bench.edit("two", ["data": ["k": "mine"]])
                _ = try await bench.client.patch(
                    .configMaps, "default/two", subresource: nil, kind: .merge,
                    body: ["metadata": ["annotations": ["gitops.martlet.dev/restored-from": .null]]])
                try await bench.restore("t2 \(deployment)")
                #expect(bench.restore?.objects.map(\.result) == [.present] && bench.data("two") == "mine")
                // Once the source has it again, the application takes it over.
                Self.write(bench, two: true, "3")
                try await bench.poke("again")
                try await bench.eventually("it is the application's") {
                    try await bench.isReady()
                        && bench.configMaps["two"]?.annotation("gitops.martlet.dev/application") != nil
                }
                #expect(bench.data("two") == "of git")
            }
        }
    }

    @Test("what is unknown, of another application or none, is refused with what to do")
    func refused() async throws {
        try await Bench.play { bench in
            try await Self.begin(bench)
            try await bench.whileOperating {
                let deployment = try await Self.prune(bench)
                for (request, word) in [
                    ("t1 a-20200101000000-aaaaaa", "nothing is kept"), ("t2", "no deployment is named"),
                    ("t3 \(deployment) Secret/x", "no Secret/x is kept of it"),
                    ("t4 \(deployment) x", "neither KIND/NAME"),
                ] {
                    try await bench.restore(request)
                    #expect(
                        bench.restore?.isDone == false && bench.restore?.message.contains(word) == true, "\(request)")
                }
                try await bench.apply(Bench.application("b", path: "none"))
                try await bench.annotate("GitOpsApplication", "b", "restore", "t1 \(deployment)")
                try await bench.eventually("the other is told") {
                    bench.applications["b"]?.at("status", "restore", "message")?.string?.contains("nothing is kept")
                        == true
                }
                #expect(bench.data("two") == nil)
                // Made anew, an application has nothing of the one before it.
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("it is gone") { bench.applications["a"] == nil }
                try await bench.apply(Bench.application("a", path: "app"))
                try await bench.restore("t9 \(deployment)")
                #expect(bench.restore?.message.contains("nothing is kept") == true && bench.data("two") == nil)
            }
        }
    }

    @Test("a Secret that somebody has swapped or forged brings nothing back")
    func forged() async throws {
        try await Bench.play { bench in
            try await Self.begin(bench)
            try await bench.whileOperating {
                let deployment = try await Self.prune(bench)
                let secret = try #require(bench.keepsakes.first)
                let names = try #require(secret["data"]?.object?.keys)
                let body: Value = [
                    "data": .object(Object(names.map { ($0, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") }))
                ]
                _ = try await bench.client.patch(
                    .secrets, ObjectKey(namespace: "default", name: secret.name ?? ""), subresource: nil, kind: .merge,
                    body: body)
                try await bench.restore("t1 \(deployment)")
                #expect(bench.restore?.message.contains("was changed") == true && bench.data("two") == nil)
            }
        }
    }

    @Test("a suspended application brings nothing back before it goes on")
    func suspended() async throws {
        try await Bench.play { bench in
            try await Self.begin(bench)
            try await bench.whileOperating {
                let deployment = try await Self.prune(bench)
                try await bench.apply(Bench.application("a", path: "app", spec: ["suspend": true]))
                try await bench.eventually("it is suspended") { try await bench.status?["gates"]?.array?.count == 1 }
                try await bench.annotate("GitOpsApplication", "a", "restore", "t1 \(deployment)")
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.restore == nil && bench.data("two") == nil)
                try await bench.apply(Bench.application("a", path: "app", spec: ["suspend": false]))
                try await bench.eventually("it comes back") { bench.data("two") == "of git" }
            }
        }
    }

    @Test("what cannot be kept stays with Required, and goes with a warning with BestEffort; with Off nothing is asked")
    func choices() async throws {
        for choice in ["Required", "BestEffort", "Off"] {
            try await Bench.play { bench in
                try await Self.begin(bench, spec: ["sync": ["keepDeleted": .string(choice)]])
                try await bench.whileOperating {
                    try await bench.eventually("it is ready") { try await bench.isReady() }
                    bench.cluster.add(
                        MemoryFault(
                            .refuse(status: 403, reason: "Forbidden", message: "quota", retryAfter: nil),
                            to: { $0.resource == "secrets" && $0.isWrite }, times: .max))
                    _ = bench.cluster.takeRequests()
                    Self.write(bench, two: false, "2")
                    try await bench.poke("prune")
                    guard choice == "Required" else {
                        try await bench.eventually("it is gone") { bench.data("two") == nil }
                        let warned = { bench.events.contains { $0["reason"] == "NotKept" } }
                        if choice == "BestEffort" { try await bench.eventually("it is told") { warned() } }
                        #expect(warned() == (choice == "BestEffort"))
                        #expect(bench.keepsakes.isEmpty)
                        return
                    }
                    try await bench.eventually("it is told") {
                        try await bench.status?["problems"]?[0]?["message"]?.string?.contains("cannot be kept") == true
                    }
                    #expect(bench.data("two") == "of git")
                    bench.cluster.removeFaults()
                    try await bench.annotate("GitOpsApplication", "a", "sync", "again")
                    try await bench.eventually("it is gone, and kept") {
                        bench.data("two") == nil && bench.keepsakes.count == 1
                    }
                }
            }
        }
    }

    @Test("whenever a controller ends, what is gone is kept, once, and what comes back comes back once")
    func killed() async throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            try await Bench.play(seed: seed) { bench in
                try await Self.begin(bench)
                try await bench.whileOperating {
                    try await bench.eventually("it is ready") { try await bench.isReady() && bench.data("two") != nil }
                }
                try await bench.edit("two", ["data": ["more": "by hand"]])
                Self.write(bench, two: false, "2")
                for round in 0..<40 {
                    try await bench.poke("\(round)")
                    try await bench.untilKilled(afterWrites: (Int(seed) + round) % 4 + 1) {
                        try await bench.isReady() && bench.records.last?.status.kept != nil
                    }
                    #expect(bench.data("two") != nil || bench.keepsakes.count == 1, "seed \(seed), round \(round)")
                    if try await bench.isReady(), bench.records.count == 2, bench.data("two") == nil { break }
                }
                #expect(bench.keepsakes.count == 1 && bench.keepsakes[0]["data"]?.object?.count == 1)
                let deployment = try #require(bench.records.last).key.name
                try await bench.annotate("GitOpsApplication", "a", "restore", "t1 \(deployment)")
                for round in 0..<10 where bench.restore == nil {
                    try await bench.untilKilled(afterWrites: round % 2 + 1) { bench.restore != nil }
                }
                #expect(bench.restore?.objects.map(\.result) == [.restored], "\(bench.restore?.message ?? "")")
                #expect(bench.configMaps["two"]?["data"] == ["k": "of git", "more": "by hand"])
            }
        }
    }

    @Test("what is kept goes after thirty days, and with its application; a sync that deletes nothing asks for nothing")
    func retention() async throws {
        try await Bench.play { bench in
            try await Self.begin(bench)
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                _ = bench.cluster.takeRequests()
                Self.write(bench, two: true, "1.1")
                try await bench.poke("no deletion")
                try await bench.eventually("it is there") { bench.data("one") == "1.1" }
                #expect(
                    !bench.cluster.takeRequests().contains { $0.isOperators && $0.name.hasPrefix("martlet-keepsake-") })
                _ = try await Self.prune(bench)
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("it is gone") { bench.applications["a"] == nil }
                #expect(bench.keepsakes.count == 1)
                try await bench.surroundings.sleep(for: .seconds(3_700))
                #expect(bench.keepsakes.isEmpty)
            }
        }
    }
}

extension Bench {
    /// What is kept of deployments, as it lies there.
    var keepsakes: [Value] {
        cluster.objects(group: "", resource: "secrets").filter { $0.name?.hasPrefix("martlet-keepsake-") ?? false }
    }

    var events: [Value] { cluster.objects(group: "events.k8s.io", resource: "events") }

    /// What came of the last request; nil where none was answered.
    var restore: GitOpsApplication.Restore? {
        applications["a"].flatMap { GitOpsApplication.Status($0["status"]).restore }
    }

    /// Asks for objects to be brought back, and waits for the answer.
    func restore(_ request: String) async throws {
        try await annotate("GitOpsApplication", "a", "restore", request)
        try await eventually("\(request) is answered") {
            applications["a"]?.at("status", "lastHandledRestore")?.string == request
        }
    }
}

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

/// Back to an earlier revision, by a person's wish and after a failure.
@Suite("Rollback", .timeLimit(.minutes(2))) struct RollbackTests {
    private static let path = "app"

    private static func write(_ bench: Bench, _ value: String) -> String {
        bench.repository.commit("\(path)/one.yaml", Bench.configMap("one", value))
    }

    /// An application at its first commit, which is returned.
    private static func begin(_ bench: Bench, spec: Object = [:]) async throws -> String {
        let first = write(bench, "1")
        try await bench.declareRepository()
        try await bench.apply(Bench.application("a", path: path, spec: spec))
        return first
    }

    /// Brings it to its second, which has an object more.
    private static func second(_ bench: Bench) async throws -> String {
        try await bench.eventually("the first revision is ready") { try await bench.isReady() }
        bench.repository.write("\(path)/two.yaml", Bench.configMap("two", "2"))
        let second = write(bench, "2")
        try await bench.poke("second")
        try await bench.eventually("the second revision is ready") {
            let revision = try await bench.status?.at("history")?.array?.first?["revision"]?.string ?? ""
            return try await bench.isReady() && revision.hasSuffix(second)
        }
        return second
    }

    private static func isRolledBack(_ bench: Bench) async throws -> Bool {
        try await bench.condition("Ready")?["reason"] == "RolledBack"
    }

    @Test("by annotation, until a newer commit changes what is rendered; repairs go on, and a new process knows")
    func asked() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                let newest = try await Self.second(bench)
                try await bench.annotate("GitOpsApplication", "a", "reason", "the new one leaks")
                try await bench.annotate("GitOpsApplication", "a", "rollback", String(first.prefix(7)))
                try await bench.eventually("it is back") { try await Self.isRolledBack(bench) }
                #expect(bench.data("one") == "1" && bench.data("two") == nil)
                let status = try await bench.status
                #expect(status?.at("sync", "status") == "OutOfSync")
                #expect(status?.at("operation", "trigger") == "Rollback")
                #expect(status?.at("pin", "revision")?.string?.hasSuffix(first) == true)
                #expect(status?.at("pin", "skips")?.string?.hasSuffix(newest) == true)
                #expect(status?["history"]?.array?.first?["reason"] == "the new one leaks")
                let message = try await bench.condition("Ready")?["message"]?.string ?? ""
                #expect(message.contains("the new one leaks"))
            }
            try await bench.whileOperating {
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("it is repaired") { bench.data("one") == "1" }
                let newest = bench.repository.commit("other/x.yaml", Bench.configMap("x", "1"))
                try await bench.poke("other")
                try await bench.eventually("a commit that is not about it is passed over") {
                    try await bench.status?.at("pin", "skips")?.string?.hasSuffix(newest) ?? false
                }
                #expect(bench.data("one") == "1")
                _ = Self.write(bench, "3")
                try await bench.poke("third")
                try await bench.eventually("a newer one is applied") { try await bench.isReady() }
                #expect(bench.data("one") == "3" && bench.data("two") == "2")
                #expect(try await bench.status?["pin"] == nil)
            }
        }
    }

    @Test("until the annotation goes; with another reason it is another request")
    func withdrawn() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                _ = try await Self.second(bench)
                for reason in ["one", "another"] {
                    try await bench.annotate("GitOpsApplication", "a", "reason", reason)
                    try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                    try await bench.eventually("it is back") { try await Self.isRolledBack(bench) }
                    try await bench.annotate("GitOpsApplication", "a", "rollback", nil)
                    try await bench.eventually("it is at the newest again") { try await bench.isReady() }
                    #expect(bench.data("one") == "2")
                }
            }
        }
    }

    @Test("also where nothing is applied by itself, and what lies that far back has to be fetched again")
    func manual() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating { _ = try await Self.second(bench) }
            bench.mirrors.forgetAll()
            try await bench.apply(Bench.application("a", path: Self.path, spec: ["sync": ["automatic": false]]))
            try await bench.whileOperating {
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("it is back") { try await Self.isRolledBack(bench) }
                #expect(bench.data("one") == "1" && bench.data("two") == nil)
            }
        }
    }

    @Test("while the branch is gone")
    func unreachable() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                _ = try await Self.second(bench)
                bench.repository.removeReference("refs/heads/main")
                try await bench.poke("gone")
                try await bench.eventually("it is told") { try await !bench.isReady() }
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("it is back") { bench.data("one") == "1" }
            }
        }
    }

    @Test("what cannot be had is told, and the rest goes on", arguments: ["0123456789", "the first"])
    func refused(_ text: String) async throws {
        try await Bench.play { bench in
            _ = try await Self.begin(bench)
            try await bench.whileOperating {
                _ = try await Self.second(bench)
                try await bench.annotate("GitOpsApplication", "a", "rollback", text)
                try await bench.eventually("it is told") {
                    try await bench.status?["gates"]?.array?.first?["name"] == "Rollback"
                }
                #expect(try await bench.isReady())
                _ = Self.write(bench, "3")
                try await bench.poke("third")
                try await bench.eventually("the newest is applied") { bench.data("one") == "3" }
            }
        }
    }

    @Test("back to the newest is no going back, and ends one")
    func newest() async throws {
        try await Bench.play { bench in
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                let second = try await Self.second(bench)
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("it is back") { try await Self.isRolledBack(bench) }
                try await bench.annotate("GitOpsApplication", "a", "rollback", second)
                try await bench.eventually("it is at the newest") { try await bench.isReady() }
                #expect(bench.data("one") == "2")
                _ = Self.write(bench, "3")
                try await bench.poke("third")
                try await bench.eventually("and follows it") { bench.data("one") == "3" }
            }
        }
    }

    @Test("after a failure, once, to the last that was healthy, until a newer commit")
    func failed() async throws {
        try await Bench.play { bench in
            let spec: Object = ["health": ["onFailure": "Rollback", "timeout": "1m"]]
            _ = try await Self.begin(bench, spec: spec)
            try await bench.whileOperating {
                _ = try await Self.second(bench)
                bench.repository.write("\(Self.path)/job.yaml", HookRunTests.job("bad", ""))
                let bad = Self.write(bench, "bad")
                try await bench.poke("bad")
                try await bench.eventually("the Job runs") { bench.isRunning("bad") }
                try await bench.end("bad", succeeded: false)
                try await bench.eventually("it is back", within: .seconds(120)) {
                    try await Self.isRolledBack(bench)
                }
                #expect(bench.data("one") == "2" && bench.job("bad") == nil)
                let status = try await bench.status
                #expect(status?.at("pin", "cause") == "Failure")
                #expect(status?.at("pin", "skips")?.string?.hasSuffix(bad) == true)
                let results = status?["history"]?.array?.prefix(2).compactMap { $0["result"]?.string }
                #expect(results == ["Succeeded", "Failed"])
                let record = try #require(bench.records.last)
                #expect(
                    record.status.states.map(\.state) == [
                        .pending, .validating, .planning, .applying, .postValidating, .rollingBack, .rolledBack,
                    ])
                #expect(record.status.rolledBackTo == status?.at("pin", "revision")?.string && bench.recordFlaw == nil)
                let version = bench.applications["a"]?.at("metadata", "resourceVersion")
                try await bench.surroundings.sleep(for: .seconds(900))
                #expect(bench.data("one") == "2" && bench.job("bad") == nil)
                #expect(bench.applications["a"]?.at("metadata", "resourceVersion") == version)
                bench.repository.remove("\(Self.path)/job.yaml")
                _ = Self.write(bench, "mended")
                try await bench.poke("mended")
                try await bench.eventually("what is mended is applied") { try await bench.isReady() }
                #expect(bench.data("one") == "mended")
                let mending = bench.records.last?.key.name
                #expect(bench.records.first { $0.key == record.key }?.status.recoveredBy == mending)
            }
        }
    }

    @Test("who asks for a sync of what has failed has it tried again")
    func retried() async throws {
        try await Bench.play { bench in
            let spec: Object = ["health": ["onFailure": "Rollback", "timeout": "1m"]]
            _ = try await Self.begin(bench, spec: spec)
            try await bench.whileOperating {
                _ = try await Self.second(bench)
                bench.repository.commit("\(Self.path)/job.yaml", HookRunTests.job("bad", ""))
                for turn in ["first", "second"] {
                    try await bench.poke(turn)
                    if turn == "second" { try await bench.annotate("GitOpsApplication", "a", "sync", turn) }
                    try await bench.eventually("the Job runs") { bench.isRunning("bad") }
                    try await bench.end("bad", succeeded: false)
                    try await bench.eventually("it is back", within: .seconds(120)) {
                        try await Self.isRolledBack(bench) && bench.job("bad") == nil
                    }
                }
                let states = bench.records.suffix(2).map(\.status.state)
                #expect(states == [.rolledBack, .rolledBack] && bench.recordFlaw == nil)
            }
        }
    }

    @Test("hooks are for what goes on to something newer; a chart's for going back run")
    func hooks() async throws {
        try await Bench.play { bench in
            bench.repository.write(
                "\(Self.path)/before.yaml", HookRunTests.job("before", "gitops.martlet.dev/hook: PreSync"))
            bench.repository.write(
                "\(Self.path)/back.yaml", HookRunTests.job("back", "helm.sh/hook: pre-rollback"))
            let first = try await Self.begin(bench)
            try await bench.whileOperating {
                for value in ["1", "2"] {
                    if value == "2" {
                        _ = Self.write(bench, value)
                        try await bench.poke(value)
                    }
                    try await bench.eventually("the Job before runs") { bench.isRunning("before") }
                    try await bench.end("before", succeeded: true)
                    try await bench.eventually("it is ready") {
                        try await bench.isReady() && bench.data("one") == value
                    }
                }
                let known = bench.job("before")?.at("metadata", "uid")
                try await bench.annotate("GitOpsApplication", "a", "rollback", first)
                try await bench.eventually("the Job for going back runs") { bench.isRunning("back") }
                #expect(bench.data("one") == "2")
                try await bench.end("back", succeeded: true)
                try await bench.eventually("it is back") { try await Self.isRolledBack(bench) }
                #expect(bench.data("one") == "1" && bench.job("before")?.at("metadata", "uid") == known)
            }
        }
    }
}

import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// What people are told by Events on an application.
@Suite(.timeLimit(.minutes(1))) struct EventTests {
    private func events(_ bench: Bench) -> [(kind: String, reason: String, note: String)] {
        bench.cluster.objects(group: "events.k8s.io", resource: "events")
            .filter { $0.at("regarding", "kind") == "GitOpsApplication" }
            .map { ($0["type"]?.string ?? "", $0["reason"]?.string ?? "", $0["note"]?.string ?? "") }
    }

    private func isFetched(_ bench: Bench) -> Bool {
        let repository = bench.cluster.objects(group: "gitops.martlet.dev", resource: "gitopsrepositories").first
        return repository?.at("status", "conditions")?.array?.contains { $0["status"] == "True" } ?? false
    }

    @Test("a sync that waits in its steps, and ends well, warns of nothing")
    func steps() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            bench.repository.commit(
                "job.yaml", HookRunTests.job("between", "gitops.martlet.dev/hook: Sync, gitops.martlet.dev/wave: '1'"))
            bench.repository.commit(
                "late.yaml",
                Bench.configMap("late", "x").replacing(
                    "metadata: {name: late}",
                    with: "metadata: {name: late, annotations: {gitops.martlet.dev/wave: '2'}}"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.eventually("the repository is fetched") { isFetched(bench) }
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("the Job runs") { bench.isRunning("between") && bench.data("one") == "x" }
                try await bench.surroundings.sleep(for: .seconds(30))
                #expect(events(bench).filter { $0.kind == "Warning" }.map { "\($0)" } == [])
                #expect(!events(bench).contains { $0.reason == "Synced" })
                try await bench.end("between", succeeded: true)
                try await bench.eventually("it is done") { bench.data("late") == "x" }
                try await bench.surroundings.sleep(for: .seconds(30))
                #expect(events(bench).filter { $0.kind == "Warning" }.map { "\($0)" } == [])
                #expect(events(bench).contains { $0.reason == "Synced" })
            }
        }
    }
}

import Documents
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// What runs when an application is deleted.
@Suite("Hooks at the end", .timeLimit(.minutes(2))) struct HookEndTests {
    /// A Job before the end, an object, and a Job behind.
    private func declare(_ bench: Bench) async throws {
        bench.repository.commit("before.yaml", HookRunTests.job("drain", "argocd.argoproj.io/hook: PreDelete"))
        bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
        bench.repository.commit("behind.yaml", HookRunTests.job("report", "helm.sh/hook: post-delete"))
        try await bench.declareRepository()
    }

    @Test("at the end of an application the Jobs before run, its objects go, the Jobs behind run, and nothing stays")
    func end() async throws {
        try await Bench.play { bench in
            try await declare(bench)
            try await bench.apply(Bench.application("a", spec: ["sync": ["retry": ["limit": 1]]]))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.jobs.isEmpty)
                try await bench.delete("GitOpsApplication", "a")
                for _ in 1...2 {
                    try await bench.eventually("the Job before runs") { bench.isRunning("drain") }
                    try await bench.end("drain", succeeded: false)
                    try await bench.eventually("the failure is told") {
                        try await bench.condition("Ready")?["reason"] == "DeletionFailed"
                    }
                    #expect(bench.data("one") == "1")
                }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.data("one") == "1")
                bench.repository.commit("before.yaml", Bench.configMap("two", "2"))
                try await bench.poke()
                try await bench.annotate("GitOpsApplication", "a", "hooks", "Skip")
                try await bench.eventually("all is gone") {
                    bench.jobs.isEmpty && bench.configMaps.isEmpty && bench.applications.isEmpty
                }
            }
        }
    }

    @Test(
        "a hook whose name is generated, and that is done at once, takes the place of its last run where a person asks")
    func asked() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            bench.repository.commit(
                "call.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {generateName: call-, annotations: {gitops.martlet.dev/hook: Sync}}
                """)
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a", spec: ["sync": ["automatic": false]]))
            try await bench.whileOperating {
                for request in ["1", "2", "3"] {
                    try await bench.annotate("GitOpsApplication", "a", "sync", request)
                    try await bench.eventually("it is done") {
                        let isDone = try await bench.status?["lastHandledSync"]?.string == request
                        return try await bench.isReady() && isDone
                    }
                    #expect(bench.configMaps.count { $0.key.hasPrefix("call-") } == 1)
                }
            }
        }
    }

    @Test("the Jobs behind the end run once the objects are gone, and go themselves")
    func behind() async throws {
        try await Bench.play { bench in
            try await declare(bench)
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.delete("GitOpsApplication", "a")
                try await bench.eventually("the Job before runs") { bench.isRunning("drain") }
                try await bench.end("drain", succeeded: true)
            }
            try await bench.whileOperating {
                try await bench.eventually("the Job behind runs") { bench.isRunning("report") }
                #expect(bench.data("one") == nil && bench.job("drain") == nil)
            }
            try await bench.end("report", succeeded: true)
            try await bench.whileOperating {
                try await bench.eventually("all is gone") { bench.jobs.isEmpty && bench.applications.isEmpty }
            }
            #expect(bench.cluster.takeRequests().count { $0.verb == "create" && $0.resource == "jobs" } == 2)
        }
    }
}

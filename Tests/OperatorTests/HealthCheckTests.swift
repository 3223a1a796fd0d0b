import Documents
import KubeClient
import MemorySources
import Testing

/// An application's own checks of health.
@Suite(.timeLimit(.minutes(1))) struct HealthCheckTests {
    private func application(_ current: String?) -> Value {
        var application = Bench.application("a")
        guard let current else { return application }
        application["spec"]?["health"] = [
            "checks": [["apiVersion": "v1", "kind": "ConfigMap", "current": .string(current)]]
        ]
        return application
    }

    private func health(_ bench: Bench) -> (status: String?, message: String?) {
        let health = bench.applications["a"]?.at("status", "health")
        return (health?["status"]?.string, health?["message"]?.string)
    }

    private func ready(_ bench: Bench) -> Value? {
        bench.applications["a"]?.at("status", "conditions")?.array?.first { $0["type"] == "Ready" }
    }

    @Test("they count as soon as they come, change or go, also for objects that do not change")
    func life() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(application(nil))
                try await bench.eventually("it is healthy") { health(bench).status == "Healthy" }
                try await bench.apply(application("metadata.annotations.ready == 'yes'"))
                try await bench.eventually("its object is on its way") { health(bench).status == "Progressing" }
                #expect(health(bench).message?.contains("no such key: 'ready'") == true, "\(health(bench))")
                try await bench.edit("one", ["metadata": ["annotations": ["ready": "yes"]]])
                try await bench.eventually("its object is as it should be") { health(bench).status == "Healthy" }
                try await bench.apply(application("metadata.annotations.ready == 'no'"))
                try await bench.eventually("its object is not") { health(bench).status == "Progressing" }
                try await bench.apply(application(nil))
                try await bench.eventually("nothing is asked of it") { health(bench).status == "Healthy" }
            }
        }
    }

    @Test("what is no expression is told, and nothing is done")
    func broken() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(application("metadata.labels ="))
                try await bench.eventually("it is told") { ready(bench)?["status"] == "False" }
                let message = ready(bench)?["message"]?.string ?? ""
                #expect(
                    message.contains("spec.health.checks[0].current")
                        && message.contains("line 1, column 17: unexpected character '='"), "\(message)")
                #expect(bench.configMaps["one"] == nil)
            }
        }
    }
}

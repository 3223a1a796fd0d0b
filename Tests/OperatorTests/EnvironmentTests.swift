import Approvals
import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

@Suite("Environments", .timeLimit(.minutes(2))) struct EnvironmentTests {
    private static func overlay(_ environment: String, _ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one-\(environment)}\ndata: {k: \"\(value)\"}\n"
    }

    private static func application(_ environment: String, _ more: Object = [:]) -> Value {
        var application = Bench.application(
            "shop-\(environment)", path: environment, spec: ["destination": ["namespace": .string(environment)]])
        for (key, value) in more { application["metadata"]?[key] = value }
        return application
    }

    private func namespace(_ bench: Bench, _ name: String) async throws {
        _ = try await bench.client.create(
            .namespaces, namespace: nil,
            body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }

    private func data(_ bench: Bench, _ environment: String) -> String? {
        bench.cluster.objects(group: "", resource: "configmaps")
            .first { $0.namespace == environment && $0.name == "one-\(environment)" }?.at("data", "k")?.string
    }

    /// Two environments, and one application in both.
    private func staged(
        _ rules: Object, _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await Bench.play { bench in
            for name in ["dev", "prod"] {
                try await namespace(bench, name)
                bench.repository.commit("\(name)/map.yaml", Self.overlay(name, "1"))
            }
            try await bench.declareRepository()
            try await bench.declareEnvironment("dev", namespace: "dev")
            try await bench.declareEnvironment("prod", namespace: "prod", rules)
            try await bench.whileOperating {
                try await bench.apply(Self.application("dev"))
                try await bench.apply(Self.application("prod"))
                try await body(bench)
            }
        }
    }

    @Test("a commit comes into the next environment once it was in the one before for long enough, by itself")
    func promotion() async throws {
        try await staged(["after": ["dev"], "soak": "30m"]) { bench in
            try await bench.eventually("it is in dev") { data(bench, "dev") == "1" }
            try await bench.eventually("prod says what it waits for") {
                bench.holdReason("shop-prod") == "AwaitingPromotion"
            }
            try await bench.surroundings.sleep(for: .seconds(1_700))
            #expect(data(bench, "prod") == nil)
            try await bench.surroundings.sleep(for: .seconds(120))
            try await bench.eventually("it is in prod", within: .seconds(20)) { data(bench, "prod") == "1" }
            try await bench.eventually("its record says so") {
                bench.records.last { $0.spec.application.name == "shop-prod" }?.status.state == .completed
            }
            #expect(bench.records.last { $0.spec.application.name == "shop-prod" }?.spec.trigger == .promotion)
            // Another commit while the first soaks: what has soaked stays, and nothing goes back.
            bench.repository.commit("dev/map.yaml", Self.overlay("dev", "2"))
            bench.repository.commit("prod/map.yaml", Self.overlay("prod", "2"))
            try await bench.eventually("it is in dev") { data(bench, "dev") == "2" }
            try await bench.surroundings.sleep(for: .seconds(1_500))
            bench.repository.commit("dev/map.yaml", Self.overlay("dev", "3"))
            bench.repository.commit("prod/map.yaml", Self.overlay("prod", "3"))
            try await bench.eventually("the next is in dev") { data(bench, "dev") == "3" }
            try await bench.surroundings.sleep(for: .seconds(1_500))
            #expect(data(bench, "prod") == "1", "the one in between was not there for long enough")
            #expect(bench.standing("shop-prod")?.gates.first?.name == "Promotion")
            try await bench.surroundings.sleep(for: .seconds(400))
            try await bench.eventually("the last is in prod") { data(bench, "prod") == "3" }
        }
    }

    @Test("a commit that changes nothing where it has to be first passes as what is there has")
    func unrelated() async throws {
        try await staged(["after": ["dev"], "soak": "10m"]) { bench in
            try await bench.eventually("it is in prod", within: .seconds(700)) { data(bench, "prod") == "1" }
            bench.repository.commit("prod/map.yaml", Self.overlay("prod", "2"))
            try await bench.eventually("it is in prod", within: .seconds(60)) { data(bench, "prod") == "2" }
        }
    }

    @Test("who asks for the newest has its plan shown, and who may bypass lets it pass")
    func bypass() async throws {
        try await staged(["after": ["dev"], "soak": "5h"]) { bench in
            bench.entitle(["bypass carol"])
            try await bench.eventually("it is in dev") { data(bench, "dev") == "1" }
            try await bench.eventually("prod waits") { bench.holdReason("shop-prod") == "AwaitingPromotion" }
            #expect(bench.pending("shop-prod") == nil)
            try await bench.annotate("GitOpsApplication", "shop-prod", "sync", "1")
            try await bench.eventually("its plan is shown") { bench.pending("shop-prod") != nil }
            #expect(data(bench, "prod") == nil)
            try await bench.decide(.bypass, by: "carol", about: bench.pending("shop-prod"), reason: "it burns")
            try await bench.eventually("it is in prod", within: .seconds(20)) { data(bench, "prod") == "1" }
            try await bench.eventually("the record has it") {
                bench.records.last { $0.spec.application.name == "shop-prod" }?.status.approvals.first?.reason
                    == "it burns"
            }
        }
    }

    @Test("a window for an environment holds what goes there, and what comes there from elsewhere, and nothing else")
    func window() async throws {
        try await staged(["after": ["dev"]]) { bench in
            try await bench.eventually("it is in prod") { data(bench, "prod") == "1" }
            let end = (KubeTime(bench.surroundings) + .seconds(3_600)).wholeSeconds.description
            try await bench.applyWindow([
                "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsWindow", "metadata": ["name": "freeze"],
                "spec": [
                    "effect": "Deny", "from": "2020-01-01T00:00:00Z", "to": .string(end), "applies": ["Promote"],
                    "selector": ["environments": ["prod"]],
                ],
            ])
            try await bench.eventually("the window is open") { bench.isWindowOpen }
            bench.repository.write("dev/map.yaml", Self.overlay("dev", "2"))
            bench.repository.commit("prod/map.yaml", Self.overlay("prod", "2"))
            try await bench.eventually("prod is held") { bench.holdReason("shop-prod") == "HeldByWindow" }
            try await bench.eventually("its record waits") { bench.states().last == .pending }
            #expect(data(bench, "dev") == "2" && data(bench, "prod") == "1")
            try await bench.surroundings.sleep(for: .seconds(3_600))
            try await bench.eventually("it goes on", within: .seconds(100)) { data(bench, "prod") == "2" }
        }
    }

    @Test("what fails where it has to be first never passes")
    func failure() async throws {
        try await staged(["after": ["dev"]]) { bench in
            try await bench.eventually("it is in prod") { data(bench, "prod") == "1" }
            bench.repository.commit("dev/map.yaml", "apiVersion: v1\nkind: Nonsense\nmetadata: {name: x}\n")
            bench.repository.commit("prod/map.yaml", Self.overlay("prod", "2"))
            try await bench.surroundings.sleep(for: .seconds(300))
            #expect(data(bench, "prod") == "1")
            bench.repository.commit("dev/map.yaml", Self.overlay("dev", "2"))
            try await bench.eventually("it is in prod") { data(bench, "prod") == "2" }
        }
    }

    @Test(
        "whoever takes the place of the one before, by a label or a forged status, lets nothing pass",
        arguments: ["label", "status", "no application"])
    func impostors(_ way: String) async throws {
        try await staged(["after": ["dev"], "soak": "1h"]) { bench in
            try await bench.eventually("it is in dev") { bench.standing("shop-dev")?.stays.count == 1 }
            switch way {
            case "label":
                try await bench.apply(Self.application("prod", ["labels": ["app.kubernetes.io/name": "other"]]))
            case "status":
                var stay = try #require(bench.applications["shop-dev"]?.at("status", "stays")?[0])
                stay["since"] = "2020-01-01T00:00:00Z"
                try await bench.forge("shop-dev", ["stays": .array([stay])])
                let revision = bench.standing("shop-dev")?.sync?.revision ?? ""
                try await bench.forge(
                    "shop-prod",
                    ["stays": .array([stay]), "sync": ["status": "Synced", "revision": .string(revision)]])
            default: try await bench.deleteEnvironment("dev")
            }
            try await bench.surroundings.sleep(for: .seconds(1_800))
            #expect(data(bench, "prod") == nil && bench.holdReason("shop-prod") == "AwaitingPromotion")
        }
    }

    @Test(
        "neither a second application, nor one of another namespace, nor one without labels escapes",
        arguments: ["second", "elsewhere", "unlabelled"])
    func escapes(_ way: String) async throws {
        try await Bench.play { bench in
            try await namespace(bench, "shop")
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.declareEnvironment("prod", namespace: "shop", ["approval": ["rules": [[:]]]])
            var destination: Object = ["namespace": "shop"]
            if way == "elsewhere" {
                destination["namespace"] = "default"
                bench.repository.commit(
                    "map.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: shop}\ndata: {k: \"1\"}\n")
            }
            try await bench.apply(
                Bench.application(way == "second" ? "b" : "a", spec: ["destination": .object(destination)]))
            try await bench.whileOperating {
                let name = way == "second" ? "b" : "a"
                try await bench.eventually("it waits") { bench.holdReason(name) == "AwaitingApproval" }
                try await bench.surroundings.sleep(for: .seconds(60))
                let objects = bench.cluster.objects(group: "", resource: "configmaps")
                #expect(!objects.contains { $0.name == "one" })
            }
        }
    }

    @Test("an approval for an environment counts for none that has its place afterwards")
    func renamed() async throws {
        try await Bench.play { bench in
            bench.entitle(["approve alice", "approve bob"])
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.declareEnvironment("prod", ["approval": ["rules": [["count": 2]]]])
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it waits") { bench.pending() != nil }
                try await bench.decide(by: "alice", about: bench.pending())
                try await bench.eventually("it is counted") { bench.pending()?.decisions.count == 1 }
                try await bench.declareEnvironment("live", ["approval": ["rules": [["count": 2]]]])
                try await bench.deleteEnvironment("prod")
                try await bench.eventually("the new one asks") {
                    bench.pending(in: "live") != nil && bench.pending() == nil
                }
                try await bench.decide(by: "bob", about: bench.pending(in: "live"))
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.configMaps["one"] == nil)
            }
        }
    }

    @Test("only so many are deployed at a time")
    func turns() async throws {
        try await Bench.play { bench in
            for name in ["a", "b", "c"] {
                bench.repository.commit(
                    "\(name)/job.yaml",
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: job-\(name)}
                    spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}

                    """)
            }
            try await bench.declareRepository()
            try await bench.declareEnvironment("prod", ["maxConcurrent": 1])
            for name in ["a", "b", "c"] { try await bench.apply(Bench.application(name, path: name)) }
            try await bench.whileOperating {
                var done: Set<String> = []
                while done.count < 3 {
                    try await bench.eventually("one is there") { bench.jobs.count == done.count + 1 }
                    try await bench.surroundings.sleep(for: .seconds(60))
                    #expect(bench.jobs.count == done.count + 1)
                    let next = try #require(Set(bench.jobs.keys).subtracting(done).first)
                    try await bench.end(next, succeeded: true)
                    done.insert(next)
                }
                try await bench.eventually("all are ready") {
                    ["a", "b", "c"].allSatisfy { bench.standing($0)?.conditions.isTrue("Ready") == true }
                }
            }
        }
    }

    @Test("a repository's policy adds an approval; a broken one holds, with its line")
    func policyFile() async throws {
        try await Bench.play { bench in
            bench.entitle(["approve alice"])
            bench.repository.commit("app/map.yaml", Bench.configMap("one", "1"))
            bench.repository.commit(".gitops/deployment-policy.yaml", "environments:\n  prod:\n    aproval: {}\n")
            try await bench.declareRepository()
            try await bench.declareEnvironment()
            try await bench.apply(Bench.application("a", path: "app"))
            try await bench.whileOperating {
                try await bench.eventually("it is held") { bench.holdReason() == "DeploymentPolicyInvalid" }
                #expect(bench.standing()?.gates.first?.message.contains("deployment-policy.yaml:3:") == true)
                #expect(bench.configMaps["one"] == nil)
                bench.repository.commit(
                    ".gitops/deployment-policy.yaml", "environments:\n  prod:\n    approval: {rules: [{count: 1}]}\n")
                try await bench.eventually("it waits") { bench.holdReason() == "AwaitingApproval" }
                try await bench.decide(by: "alice", about: bench.pending())
                try await bench.eventually("it is applied") { bench.data("one") == "1" }
            }
        }
    }

    @Test("a backup comes before all, and its failure keeps everything as it is")
    func backup() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            let job: Value = [
                "template": [
                    "spec": [
                        "template": [
                            "spec": ["restartPolicy": "Never", "containers": [["name": "c", "image": "i"]]]
                        ]
                    ]
                ]
            ]
            try await bench.declareEnvironment("prod", ["backup": ["job": job]])
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("the Job is there") { bench.jobs.count == 1 }
                try await bench.eventually("the record says so") { bench.records.last?.status.state == .backingUp }
                #expect(bench.configMaps["one"] == nil)
                try await bench.end(try #require(bench.jobs.keys.first), succeeded: true)
                try await bench.eventually("it is applied") { bench.data("one") == "1" }
                try await bench.eventually("it is done") { bench.records.last?.status.state == .completed }
                #expect(bench.states().contains(.backingUp))
                #expect(bench.records.last?.status.checks.map(\.name) == ["prod-backup-0"])
            }
        }
    }
}

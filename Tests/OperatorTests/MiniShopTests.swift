import Approvals
import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import OperatorTesting
import Surroundings
import Testing

/// A shop of several services in three environments, out of one branch of one repository.
@Suite("A shop in three environments", .timeLimit(.minutes(5))) struct MiniShopTests {
    private static let services = ["cart", "catalog", "orders", "payment", "web"]
    private static let stages = ["dev", "staging", "prod"]
    private static let url = "https://shop.test/health"

    private static func manifest(_ service: String, _ version: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(service)}\ndata: {k: \"\(version)\"}\n"
    }

    private static func application(_ service: String, _ stage: String) -> Value {
        var application = Bench.application(
            "\(service)-\(stage)", path: "services/\(service)/\(stage)",
            spec: ["destination": ["namespace": .string("minishop-\(stage)")]])
        application["metadata"]?["labels"] = ["app.kubernetes.io/name": .string(service)]
        return application
    }

    private func versions(_ bench: Bench, _ stage: String) -> [String] {
        let objects = bench.cluster.objects(group: "", resource: "configmaps")
        return Self.services.map { service in
            objects.first { $0.namespace == "minishop-\(stage)" && $0.name == service }?.at("data", "k")?.string ?? ""
        }
    }

    /// The states of the newest record of each service in an environment.
    private func states(_ bench: Bench, _ stage: String) -> [DeploymentMark.State?] {
        Self.services.map { service in
            bench.records.last { $0.spec.application.name == "\(service)-\(stage)" }?.status.state
        }
    }

    private func commit(_ bench: Bench, _ service: String, _ version: String) {
        for stage in Self.stages {
            bench.repository.write("services/\(service)/\(stage)/map.yaml", Self.manifest(service, version))
        }
        bench.repository.commit("VERSION", "\(service) \(version)")
    }

    private func declare(_ bench: Bench) async throws {
        for stage in Self.stages {
            _ = try await bench.client.create(
                .namespaces, namespace: nil,
                body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string("minishop-\(stage)")]])
        }
        for service in Self.services { commit(bench, service, "1") }
        bench.prober.answer(Self.url, .asWished)
        try await bench.declareRepository()
        try await bench.declareEnvironment("dev", namespace: "minishop-dev")
        try await bench.declareEnvironment(
            "staging", namespace: "minishop-staging", ["after": ["dev"], "soak": "1m"])
        try await bench.declareEnvironment(
            "prod", namespace: "minishop-prod",
            [
                "after": ["staging"], "approval": ["rules": [["count": 1, "preventSelfApproval": true]]],
                "onFailure": "Rollback",
                "checks": [
                    "after": [
                        ["name": "shop", "timeout": "1m", "initialDelay": "5s", "http": ["url": .string(Self.url)]]
                    ]
                ],
            ])
        for service in Self.services {
            for stage in Self.stages { try await bench.apply(Self.application(service, stage)) }
        }
    }

    private func approve(_ bench: Bench, _ service: String, by user: String = "release-manager") async throws {
        try await bench.decide(by: user, about: bench.pending("\(service)-prod"))
    }

    @Test(
        "a commit goes to dev at once, to staging once it has soaked, waits in prod, and goes back where it fails there"
    )
    func shop() async throws {
        let count = Self.services.count
        try await Bench.play { bench in
            bench.entitle(["approve release-manager", "approve ada"])
            try await declare(bench)
            try await bench.whileOperating {
                try await bench.eventually("all is in dev") {
                    states(bench, "dev") == Array(repeating: .completed, count: count)
                }
                #expect(versions(bench, "staging") == Array(repeating: "", count: count))
                try await bench.eventually("all is in staging", within: .seconds(120)) {
                    states(bench, "staging") == Array(repeating: .completed, count: count)
                }
                try await bench.eventually("all waits in prod") {
                    states(bench, "prod") == Array(repeating: .awaitingApproval, count: count)
                }
                try await approve(bench, "web", by: "ada")
                for service in Self.services.dropLast() { try await approve(bench, service) }
                try await bench.eventually("what was approved is in prod") {
                    states(bench, "prod") == Array(repeating: .completed, count: count - 1) + [.awaitingApproval]
                }
                try await approve(bench, "web")
                try await bench.eventually("all is in prod") {
                    versions(bench, "prod") == Array(repeating: "1", count: count)
                }
                try await bench.eventually("all is done") {
                    states(bench, "prod") == Array(repeating: .completed, count: count)
                }
                let before = bench.records.count
                #expect(before == 3 * count, "one record for each deployment")

                commit(bench, "web", "2")
                try await bench.eventually("it is in dev") { versions(bench, "dev").last == "2" }
                try await bench.eventually("it waits in prod", within: .seconds(120)) {
                    states(bench, "prod").last == .awaitingApproval
                }
                #expect(versions(bench, "staging").last == "2" && bench.records.count == before + 3)
                bench.prober.answer(Self.url, .otherwise("answered 500"))
                try await approve(bench, "web")
                try await bench.eventually("it goes back", within: .seconds(100)) {
                    states(bench, "prod").last == .rollingBack
                }
                bench.prober.answer(Self.url, .asWished)
                try await bench.eventually("it went back", within: .seconds(120)) {
                    states(bench, "prod").last == .rolledBack
                }
                #expect(versions(bench, "prod") == Array(repeating: "1", count: count))
                #expect(bench.records.count == before + 3)
                let record = try #require(bench.records.last { $0.spec.application.name == "web-prod" })
                #expect(record.spec.trigger == .promotion && record.status.approvals.map(\.user) == ["release-manager"])
                #expect(record.status.checks.contains { $0.name == "prod-shop" && $0.result == .failed })
                try await bench.eventually("status and records agree") { bench.recordFlaw == nil }
            }
        }
    }
}

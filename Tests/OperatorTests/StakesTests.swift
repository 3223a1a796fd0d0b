import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Operating
import Surroundings
import Testing

/// What plans and records tell of cost and risk.
@Suite("Cost and risk of what is held back", .timeLimit(.minutes(1))) struct StakesTests {
    private static let manual: Object = ["sync": ["automatic": false]]

    private func plan(_ bench: Bench) -> Value? { bench.applications["a"]?.at("status", "plan") }

    private static func deployment(cpu: String, replicas: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: web, resources: {requests: {cpu: \(cpu), memory: 1Gi}}}]}

        """
    }

    private static func prices(_ data: Object) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "martlet-prices", "namespace": "default"],
            "data": .object(data),
        ]
    }

    private static let euros: Object = ["currency": "EUR", "cpu": "0.03", "memory": "0.004"]

    private func requests(_ bench: Bench, _ resource: String) -> Int {
        bench.cluster.takeRequests().count { $0.resource == resource && !$0.isWrite }
    }

    @Test("a plan tells what it asks for, and what that costs while there are prices; its digest and its time stay")
    func cost() async throws {
        try await Bench.play { bench in
            bench.repository.commit("web.yaml", Self.deployment(cpu: "500m", replicas: 2))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what is asked for") {
                    plan(bench)?["cost"] == ["cpu": "+1", "memory": "+2Gi"]
                }
                let first = try #require(plan(bench))
                try await bench.surroundings.sleep(for: .seconds(60))
                _ = bench.cluster.takeRequests()
                _ = try await bench.client.create(
                    .configMaps, namespace: "default", body: Self.prices(Self.euros))
                try await bench.eventually("it says what that costs") {
                    // (0.03 + 2 × 0.004) × 730
                    plan(bench)?["cost"]
                        == ["cpu": "+1", "memory": "+2Gi", "perMonth": "+27.74", "currency": "EUR"]
                }
                #expect(plan(bench)?["digest"] == first["digest"] && plan(bench)?["computedAt"] == first["computedAt"])
                #expect(bench.cluster.takeRequests().filter(\.isDryRun).isEmpty)
                try await bench.edit("martlet-prices", ["data": ["cpu": "0,03"]])
                try await bench.eventually("it says that the prices are no good") {
                    let cost = plan(bench)?["cost"]
                    return cost?["cpu"] == "+1" && cost?["perMonth"] == nil
                        && cost?["problem"]?.string?.contains("'cpu' takes") == true
                }
                try await bench.edit("martlet-prices", ["data": ["cpu": "0.06"]])
                try await bench.eventually("it costs more") { plan(bench)?["cost"]?["perMonth"] == "+49.64" }
                try await bench.deleteConfigMap("martlet-prices")
                try await bench.eventually("there are numbers only") {
                    plan(bench)?["cost"] == ["cpu": "+1", "memory": "+2Gi"]
                }
            }
        }
    }

    @Test("nobody sets prices for others: a ConfigMap in another namespace than the controller's is not looked at")
    func foreign() async throws {
        try await Bench.play { bench in
            bench.repository.commit("web.yaml", Self.deployment(cpu: "500m", replicas: 2))
            try await bench.declareRepository()
            _ = try await bench.client.create(
                .namespaces, namespace: nil,
                body: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "other"]])
            var prices = Self.prices(Self.euros)
            prices["metadata"]?["namespace"] = "other"
            _ = try await bench.client.create(.configMaps, namespace: "other", body: prices)
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: Self.manual))
                try await bench.eventually("it says what is asked for") { plan(bench)?["cost"] != nil }
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(plan(bench)?["cost"] == ["cpu": "+1", "memory": "+2Gi"])
            }
        }
    }

    @Test("the record of what was held back has its impact and its cost; that of others has none")
    func records() async throws {
        try await Bench.play { bench in
            bench.repository.commit("web.yaml", Self.deployment(cpu: "500m", replicas: 2))
            try await bench.declareRepository()
            _ = try await bench.client.create(
                .configMaps, namespace: "default", body: Self.prices(Self.euros))
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a"))
                try await bench.eventually("it has a record") { bench.records.count == 1 }
                #expect(bench.records.first?.status.impact == nil && bench.records.first?.status.costDelta == nil)
                try await bench.apply(Bench.application("a", spec: Self.manual))
                bench.repository.commit("web.yaml", Self.deployment(cpu: "1", replicas: 2))
                try await bench.eventually("it says what would change") {
                    plan(bench)?["cost"]?["perMonth"] == "+21.90"
                }
                try await bench.annotate("GitOpsApplication", "a", "sync", "1")
                try await bench.eventually("it is done") { plan(bench) == nil && bench.records.count == 2 }
                let record = try #require(bench.records.last)
                #expect(record.status.impact == .medium, "\(record.status)")
                #expect(
                    record.status.costDelta?.usual.cpu == "+1" && record.status.costDelta?.usual.perMonth == "+21.90")
            }
        }
    }

    /// Records of deployments as they would have come to be.
    private static func tell(
        _ count: Int, failed: Int, of uid: String, name: String, on bench: Bench
    ) async throws {
        let now = KubeTime(bench.surroundings)
        for number in 0..<count {
            let time = now + .seconds(-3_600 * (number + 1))
            var record = GitOpsDeployment(
                key: ObjectKey(
                    namespace: "default",
                    name: GitOpsDeployment.name(
                        of: name, at: time, digest: "\(uid == "another" ? 2 : 1)\(10_000 + number)")),
                spec: GitOpsDeployment.Spec(
                    application: GitOpsDeployment.Application(name: name, uid: uid), trigger: .commit, revision: "main"),
                status: GitOpsDeployment.Status(state: .completed, renderedDigest: "", startedAt: time))
            record.status.impact = .low
            record.status.counts.updated = 1
            record.status.healthyAt = time
            if number < failed { record.status.failureDetectedAt = time }
            _ = try await bench.client.create(
                GitOpsDeployment.resource, namespace: "default", body: record.object)
        }
    }

    private func risk(_ bench: Bench) -> Value? { plan(bench)?["risk"] }

    @Test("below ten of the application's own records no failures are told")
    func few() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a", spec: Self.manual))
            let uid = try #require(bench.applications["a"]?.at("metadata", "uid")?.string)
            try await Self.tell(9, failed: 3, of: uid, name: "a", on: bench)
            try await Self.tell(30, failed: 30, of: "another", name: "a", on: bench)
            try await bench.whileOperating {
                try await bench.eventually("it says what would be made") { plan(bench)?["create"] == 1 }
                #expect(risk(bench) == nil)
            }
        }
    }

    @Test(
        "ten are enough; what was read counts for ten minutes, and records that cannot be read keep nothing from going on"
    )
    func reading() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a", spec: Self.manual))
            let uid = try #require(bench.applications["a"]?.at("metadata", "uid")?.string)
            try await Self.tell(12, failed: 3, of: uid, name: "a", on: bench)
            let fault = MemoryFault(
                .refuse(status: 403, reason: "Forbidden", message: "no", retryAfter: nil),
                to: { $0.resource == "gitopsdeployments" && !$0.isWrite }, times: 1)
            bench.cluster.add(fault)
            try await bench.whileOperating {
                try await bench.eventually("it says what would be made") { plan(bench)?["create"] == 1 }
                #expect(risk(bench) == nil)
                try await bench.surroundings.sleep(for: .seconds(60))
                bench.repository.commit("two.yaml", Bench.configMap("two", "x"))
                try await bench.eventually("it says how often that has failed") {
                    risk(bench) == ["rate": 25, "failed": 3, "samples": 12, "basis": "Impact"]
                }
                _ = bench.cluster.takeRequests()
                bench.repository.commit("three.yaml", Bench.configMap("three", "x"))
                try await bench.eventually("it says what would be made by now") { plan(bench)?["create"] == 3 }
                #expect(requests(bench, "gitopsdeployments") == 0 && risk(bench) != nil)
            }
        }
    }
}

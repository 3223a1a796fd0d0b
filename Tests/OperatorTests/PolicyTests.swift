import Controllers
import Documents
import KubeClient
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing

/// Policies that an operator obeys, on a cluster in memory.
@Suite("Policies", .timeLimit(.minutes(2))) struct PolicyTests {
    static func policy(_ name: String, _ rules: [Value], match: Value = [:]) -> Value {
        [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsPolicy", "metadata": ["name": .string(name)],
            "spec": ["match": match, "rules": .array(rules)],
        ]
    }

    static func rule(_ name: String, _ expression: String, _ more: Object = [:]) -> Value {
        var rule: Object = ["name": .string(name), "expression": .string(expression)]
        for (key, value) in more { rule[key] = value }
        return .object(rule)
    }

    static let notBad = rule("not-bad", "object.data.k != 'bad'", ["message": "must not be bad"])

    @Test("a revision that a policy refuses is not applied, and what was applied last is kept in repair")
    func denies() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1") + "---\n" + Bench.configMap("two", "1"))
            try await bench.declareRepository()
            try await bench.apply(Self.policy("quality", [Self.notBad]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                bench.repository.commit(
                    "map.yaml", Bench.configMap("one", "bad") + "---\n" + Bench.configMap("two", "2"))
                try await bench.poke()
                try await bench.eventually("it is refused") {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
                let message = try await bench.condition("Ready")?["message"]?.string ?? ""
                #expect(message.contains("ConfigMap default/one: policy quality/not-bad: must not be bad (map.yaml:1)"))
                #expect(try await bench.condition("Stalled")?["status"] == "True")
                let problems = bench.applications["a"]?.at("status", "problems")?.array ?? []
                #expect(problems.map { $0["reason"] } == ["PolicyDenied"])
                let gate = bench.applications["a"]?.at("status", "gates")?.array?.first
                #expect(gate?["name"] == "Policies" && gate?["verdict"] == "Refuse")
                #expect(bench.data("one") == "1" && bench.data("two") == "1")
                try await bench.edit("two", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("two") == "1" }
                bench.repository.commit("map.yaml", Bench.configMap("one", "3"))
                try await bench.poke("again")
                try await bench.eventually("the next is applied") { bench.data("one") == "3" }
                try await bench.eventually("it is ready again") { try await bench.isReady() }
                #expect(bench.applications["a"]?.at("status", "problems") == nil)
            }
        }
    }

    @Test("nothing is applied at first while a policy refuses it, and changes and ends of policies wake applications")
    func wakes() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "bad"))
            try await bench.declareRepository()
            try await bench.apply(Self.policy("quality", [Self.notBad]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is refused") {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
                #expect(bench.data("one") == nil)
                try await bench.apply(Self.policy("quality", [Self.rule("not-bad", "object.data.k != 'worse'")]))
                try await bench.eventually("it is applied") { bench.data("one") == "bad" }
                try await bench.apply(Self.policy("other", [Self.notBad]))
                try await bench.eventually("a new one refuses it") {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
                #expect(bench.data("one") == "bad")
                try await bench.deletePolicy("other")
                try await bench.eventually("it is ready") { try await bench.isReady() }
            }
        }
    }

    @Test("a warning is told in status and by one event, and everything is applied")
    func warns() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "bad"))
            try await bench.declareRepository()
            let rule = Self.rule("not-bad", "object.data.k != 'bad'", ["action": "Warn", "message": "is not good"])
            try await bench.apply(Self.policy("quality", [rule]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "bad")
                let problem = bench.applications["a"]?.at("status", "problems")?.array?.first
                #expect(problem?["reason"] == "PolicyWarning")
                #expect(problem?["message"] == "policy quality/not-bad: is not good (map.yaml:1)")
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("one") == "bad" }
                try await bench.eventually("it is told") { bench.events("PolicyWarning").count == 1 }
            }
            // Another process says nothing new.
            try await bench.whileOperating {
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.events("PolicyWarning").count == 1)
            }
        }
    }

    @Test("what waits for a person is as grave as policies say, with the rule")
    func raises() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(
                Self.policy(
                    "care",
                    [
                        Self.rule(
                            "steady", "oldObject == null || oldObject.data.k == object.data.k",
                            ["action": "RaiseImpact", "impact": "critical", "message": "changes"]),
                        Self.rule("hint", "object.data.k != '2'", ["action": "Warn", "message": "is two"]),
                    ]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.apply(Bench.application("a", spec: ["sync": ["automatic": false]]))
                try await bench.eventually("it is manual") {
                    bench.applications["a"]?.at("status", "observedGeneration") == 2
                }
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("it is held") { bench.applications["a"]?.at("status", "plan") != nil }
                let plan = bench.applications["a"]?.at("status", "plan")
                #expect(plan?["impact"] == "critical" && plan?["warnings"] == 1)
                let change = plan?["changes"]?.array?.first
                #expect(change?["impact"] == "critical")
                #expect(change?["reasons"] == ["policy care/steady: changes"])
            }
        }
    }

    @Test("a policy that cannot be read holds what it is about, and says so itself; one that only warns does not")
    func broken() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            let kinds: Value = ["kinds": [["group": "", "kind": "ConfigMap"]]]
            try await bench.apply(Self.policy("broken", [Self.rule("r", "object.")], match: kinds))
            try await bench.apply(Self.policy("lenient", [Self.rule("r", "object.", ["action": "Warn"])]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is held") {
                    try await bench.condition("Ready")?["reason"] == "PolicyInvalid"
                }
                #expect(try await bench.condition("Ready")?["message"]?.string?.contains("policy broken") == true)
                #expect(bench.data("one") == nil)
                let gate = bench.applications["a"]?.at("status", "gates")?.array?.first
                #expect(gate?["verdict"] == "Hold")
                try await bench.eventually("the policies say so") {
                    ["broken", "lenient"].allSatisfy { bench.policyCondition($0, "Stalled")?["status"] == "True" }
                }
                let message = bench.policyCondition("broken", "Ready")?["message"]?.string ?? ""
                #expect(message.contains("rules[name=r].expression: line 1"))
                try await bench.apply(Self.policy("broken", [Self.rule("r", "true")], match: kinds))
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.eventually("the policy is in force") {
                    bench.policyCondition("broken", "Ready")?["status"] == "True"
                }
            }
        }
    }

    @Test("nothing is applied while policies may not be listed")
    func unlisted() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            bench.cluster.authorize { $0.resource != "gitopspolicies" }
            try await bench.whileOperating {
                try await bench.eventually("it is held") {
                    try await bench.condition("Ready")?["reason"] == "PoliciesUnknown"
                }
                #expect(bench.data("one") == nil)
                bench.cluster.authorize(by: nil)
                try await bench.eventually("it is ready", within: .seconds(300)) { try await bench.isReady() }
            }
        }
    }

    @Test("without the kind there are no policies, and once it is there they count")
    func absentKind() async throws {
        try await Bench.play { bench in
            let definition = try await bench.client.get(
                .customResourceDefinitions,
                ObjectKey(namespace: "", name: "gitopspolicies.gitops.martlet.dev"))
            _ = try await bench.client.delete(
                .customResourceDefinitions,
                ObjectKey(namespace: "", name: "gitopspolicies.gitops.martlet.dev"), uid: nil, resourceVersion: nil,
                propagation: .background)
            bench.repository.commit("map.yaml", Bench.configMap("one", "bad"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                var again = definition
                again["metadata"] = ["name": definition["metadata"]?["name"] ?? ""]
                again["status"] = nil
                _ = try await bench.client.create(.customResourceDefinitions, namespace: nil, body: again)
                try await bench.eventually("it takes a policy") {
                    (try? await bench.apply(Self.policy("quality", [Self.notBad]))) != nil
                }
                try await bench.eventually("it is refused", within: .seconds(300)) {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
            }
        }
    }

    @Test("policies look at labels of namespaces, hooks and Jobs of checks, and at what there is")
    func reach() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            _ = try await bench.client.patch(
                .namespaces, ObjectKey(namespace: "", name: "default"), subresource: nil, kind: .merge,
                body: ["metadata": ["labels": ["env": "prod"]]])
            let prod: Value = ["namespaces": ["selector": ["matchLabels": ["env": "prod"]]]]
            try await bench.apply(Self.policy("jobs", [Self.rule("none", "object.kind != 'Job'")], match: prod))
            try await bench.apply(
                Bench.application("a", spec: ["checks": ["before": .array([CheckTests.job("j")]), "after": []]]))
            try await bench.whileOperating {
                try await bench.eventually("it is refused") {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
                let message = try await bench.condition("Ready")?["message"]?.string ?? ""
                #expect(message.contains("policy jobs/none") && message.contains("spec.checks"))
            }
        }
    }

    @Test("what depends on what is there is asked again when a person asks for a look")
    func asked() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.configMap("one", "theirs"))
            try await bench.apply(
                Self.policy("care", [Self.rule("mine", "oldObject == null || oldObject.data.k != 'theirs'")]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is refused") {
                    try await bench.condition("Ready")?["reason"] == "PolicyDenied"
                }
                #expect(bench.data("one") == "theirs")
                try await bench.deleteConfigMap("one")
                try await bench.annotate("GitOpsApplication", "a", "requestedAt", "now")
                try await bench.eventually("it is ready") { try await bench.isReady() }
                #expect(bench.data("one") == "1")
            }
        }
    }

    @Test("an application does not go back to a revision that a policy denies")
    func rollback() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "bad"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                let first = bench.applications["a"]?.at("status", "sync", "revision")?.string ?? ""
                bench.repository.commit("map.yaml", Bench.configMap("one", "2"))
                try await bench.poke()
                try await bench.eventually("the second is applied") { bench.data("one") == "2" }
                try await bench.eventually("it is ready again") { try await bench.isReady() }
                try await bench.apply(Self.policy("quality", [Self.notBad]))
                try await bench.eventually("the policy is in force") {
                    bench.policyCondition("quality", "Ready")?["status"] == "True"
                }
                let commit = String(first.split(separator: ":").last ?? "")
                try await bench.annotate("GitOpsApplication", "a", "rollback", commit)
                try await bench.eventually("it is refused") {
                    let gates = bench.applications["a"]?.at("status", "gates")?.array ?? []
                    return gates.contains { $0["name"] == "Rollback" && $0["verdict"] == "Refuse" }
                }
                #expect(bench.data("one") == "2")
            }
        }
    }

    @Test("at rest nobody is asked, and nothing is evaluated anew")
    func rest() async throws {
        try await Bench.play { bench in
            bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(
                Self.policy("quality", [Self.rule("r", "oldObject == null || oldObject.data.k == object.data.k")]))
            try await bench.apply(Bench.application("a"))
            try await bench.whileOperating {
                try await bench.eventually("it is ready") { try await bench.isReady() }
                try await bench.edit("one", ["data": ["k": "by hand"]])
                try await bench.eventually("the edit is repaired") { bench.data("one") == "1" }
                // Had it been judged again, it would be refused.
                #expect(try await bench.isReady())
            }
        }
    }
}

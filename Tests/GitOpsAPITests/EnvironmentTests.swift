import Documents
import Testing

@testable import GitOpsAPI

@Suite("GitOpsEnvironment") struct EnvironmentTests {
    @Test("one that uses every field reads and writes the same")
    func roundTrip() throws {
        let object = try Samples.read(Samples.environment)
        let environment = try GitOpsEnvironment(object)
        let spec = try environment.spec.get()
        #expect(spec.fieldValue == object["spec"])
        #expect(environment.status.value == object["status"])
        #expect(spec.validate(name: "prod").isEmpty)
    }

    @Test("the smallest asks for nothing")
    func defaults() throws {
        let spec = try GitOpsEnvironment(Samples.read(Samples.smallestEnvironment)).spec.get()
        #expect(spec.rules == GitOpsEnvironment.Rules() && spec.promotionKey == "app.kubernetes.io/name")
        #expect(spec.validate(name: "e").isEmpty)
    }

    @Test(
        "what the schema cannot say is told, with its place",
        arguments: [
            (#"{"destinations": {}}"#, "spec.destinations"),
            (#"{"destinations": {"namespaces": {"names": ["A"]}}}"#, "spec.destinations.namespaces.names[0]"),
            (
                #"{"destinations": {"namespaces": {"selector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}}}"#,
                "spec.destinations.namespaces.selector.matchExpressions[key=a]"
            ), (#"{"destinations": {"clusterScoped": true}, "after": ["e"]}"#, "spec.after[0]"),
            (#"{"destinations": {"clusterScoped": true}, "soak": "1h"}"#, "spec.soak"),
            (
                #"{"destinations": {"clusterScoped": true}, "approval": {"rules": [{"count": 0}]}}"#,
                "spec.approval.rules[0].count"
            ),
            (
                #"{"destinations": {"clusterScoped": true}, "approval": {"rules": [{"expires": "0s"}]}}"#,
                "spec.approval.rules[0].expires"
            ),
            (
                #"{"destinations": {"clusterScoped": true}, "backup": {"job": {"template": {}}}}"#,
                "spec.backup.job.template"
            ),
        ])
    func problems(_ text: String, _ field: String) throws {
        let spec = try GitOpsEnvironment.Spec.record.read(JSON.parse(text, limits: .file))
        #expect(spec.validate(name: "e").map(\.field) == [field])
    }

    @Test("a repository's policy adds to what holds, and takes nothing away")
    func tightening() throws {
        var rules = GitOpsEnvironment.Rules()
        (rules.soak, rules.onFailure, rules.maxConcurrent, rules.after) = (.hours(1), .rollback, 5, ["dev"])
        rules.approval.rules = [GitOpsEnvironment.Rule()]
        var added = GitOpsEnvironment.Rules()
        (added.soak, added.onFailure, added.maxConcurrent, added.after) = (.minutes(1), .ignore, 0, ["dev", "staging"])
        added.approval.rules = [GitOpsEnvironment.Rule(count: 3)]
        let both = rules.tightened(by: added)
        #expect(both.soak == .hours(1) && both.onFailure == .rollback && both.maxConcurrent == 5)
        #expect(both.after == ["dev", "staging"] && both.approval.rules.map(\.count) == [1, 3])
        #expect(added.tightened(by: rules).maxConcurrent == 5)
        #expect(rules.tightened(by: GitOpsEnvironment.Rules()) == rules)
    }

    @Test("a repository's policy reads as an environment's rules do")
    func policy() throws {
        let text = """
            environments:
              prod:
                soak: 1h
                after: [staging]
                approval: {rules: [{count: 2}]}
            """
        let policy = try DeploymentPolicy(yaml: Array(text.utf8))
        #expect(policy.environments["prod"]?.approval.rules.first?.count == 2)
        #expect(policy.environments["prod"]?.soak == .hours(1))
        #expect(try DeploymentPolicy(yaml: []).environments.isEmpty)
    }

    @Test(
        "a broken policy says in which line, and nothing of it is passed over",
        arguments: [
            ("environments:\n  prod:\n    soak: 1h\n    approvals: {}\n", 4, "approvals"),
            ("environments:\n  prod:\n    soak: much\n", 3, "soak"),
            ("environments:\n  prod:\n    approval:\n      rules:\n      - count: 1\n      - cuont: 2\n", 6, "cuont"),
            ("environments:\n  prod:\n    destinations: {clusterScoped: false}\n", 3, "destinations"),
            ("environments:\n  prod: {after: [prod]}\n", 2, "after[0]"), ("a: [b\n", 1, ""),
            ("other: {}\n", 1, "other"),
            ("environments: []\n", 1, "environments"), ("- a\n", 1, "environments"),
        ])
    func brokenPolicy(_ text: String, _ line: Int, _ word: String) throws {
        let failure = #expect(throws: DeploymentPolicy.Failure.self) { try DeploymentPolicy(yaml: Array(text.utf8)) }
        let message = failure?.message ?? ""
        #expect(message.hasPrefix(".gitops/deployment-policy.yaml:"), "\(message)")
        #expect(message.contains(word), "\(message)")
        if !word.isEmpty { #expect(message.hasPrefix(".gitops/deployment-policy.yaml:\(line):"), "\(message)") }
    }
}

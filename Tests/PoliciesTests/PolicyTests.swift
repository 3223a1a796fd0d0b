import Digests
import Documents
import KubeModel
import Policies
import Previewing
import Testing

@Suite("Policies") struct PolicyTests {
    @Test("what is true holds, and what is false is told with file, object, policy and rule")
    func verdicts() throws {
        #expect(try judged(map, policy("object.data.k == 'v'")).isEmpty)
        let found = try judged(map, policy("object.data.k == 'w'"))
        #expect(found.map(\.words) == ["policy p/r: must not be (a.yaml:3)"])
        #expect(found.first?.object == ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "m"))
        #expect(found.first?.action == .deny)
    }

    @Test("expressions see the application, what is there now, and variables")
    func variables() throws {
        #expect(try judged(map, policy("application.metadata.name == 'a'")).isEmpty)
        #expect(try judged(map, policy("oldObject == null")).isEmpty)
        let old = PolicyJudge.Predecessor.object(["data": ["k": "old"]])
        #expect(try judged(map, policy("oldObject.data.k == 'old'"), old: old).isEmpty)
        let named = policy("variables.twice == 'vv' && variables.four == 'vvvv'") {
            $0.variables = [
                .init(name: "twice", expression: "object.data.k + object.data.k"),
                .init(name: "four", expression: "variables.twice + variables.twice"),
            ]
        }
        #expect(try judged(map, named).isEmpty)
    }

    @Test("what cannot be evaluated is refused by a rule that denies, and told by the others")
    func errors() throws {
        let denied = try judged(map, policy("object.data.missing == 'v'"))
        #expect(denied.map(\.action) == [.deny])
        #expect(denied[0].message.contains("cannot be evaluated") && denied[0].message.contains("missing"))
        for action in [PolicyAction.warn, .raise(.high)] {
            #expect(try judged(map, policy("object.data.missing == 'v'", action: action)).map(\.action) == [.warn])
        }
        let costly = "[1,2,3,4,5,6,7,8,9,10]"
        let expression = (0..<7).reduce("true") { inner, index in "\(costly).all(x\(index), \(inner))" }
        #expect(try judged(map, policy(expression))[0].message.contains("cost limit"))
        let unknown = try judged(map, policy("oldObject.data.k == 'v'"), old: .unknown("forbidden"))
        #expect(unknown[0].message.contains("cannot be read: forbidden"))
        let variable = policy("variables.v == 1") { $0.variables = [.init(name: "v", expression: "object.nothing")] }
        #expect(try judged(map, variable)[0].message.contains("variables.v: "))
        #expect(try judged(map, policy("'no bool'"))[0].message.contains("bool"))
    }

    @Test("all policies together have an allowance for one application")
    func allowance() throws {
        let found = try judged(
            map, policy("object.data.k == 'v'", name: "a"), policy("object.data.k == 'v'", name: "b"),
            allowance: .init(left: 8))
        #expect(found.map(\.policy) == ["b"])
        #expect(found[0].message.contains("cost too much"))
    }

    @Test("messages may be expressions, have one line and a bound, and are never missing")
    func messages() throws {
        func message(_ policy: Policy) throws -> String? { try judged(map, policy).first?.message }
        #expect(try message(policy("false", messageExpression: "'has ' + object.data.k")) == "has v")
        #expect(try message(policy("false", messageExpression: "object.nothing")) == "must not be")
        #expect(try message(policy("false", message: "")) == "does not hold: false")
        #expect(try message(policy("false", message: "a\nb")) == "a\\nb")
        let long = try message(policy("false", message: String(repeating: "x", count: 2_000)))
        #expect(long?.utf8.count ?? 0 < 600)
    }

    @Test(
        "nothing of what a Secret holds is to be had, whatever an expression does",
        arguments: [
            "object.data.password", "object.data.password.charAt(0)", "string(size(object.data.password))",
            "oldObject.data.password", "object.metadata.annotations.note", "string(object.data)",
            "object.?stringData.?token.orValue('none')",
        ])
    func secrets(expression: String) throws {
        let secret = """
            {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop, annotations: {note: "it is hunter2hunter2"}},
             data: {password: aHVudGVyMmh1bnRlcjI=}, stringData: {token: hunter2hunter2}}
            """
        let found = try judged(
            secret, policy("false", messageExpression: expression), old: .object(try object(secret)))
        let message = try #require(found.first?.message)
        #expect(!message.contains("hunter2") && !message.contains("aHVudGVy") && message != "a" && message != "h")
        // What stands for a secret has one length.
        if expression.contains("size") { #expect(message == "21") }
    }

    @Test("what policies are about is chosen by kind, namespace and its labels")
    func scope() throws {
        func isAbout(_ yaml: String = map, labels: [[String: String]] = [], _ change: (inout PolicyText) -> Void) throws
            -> Bool
        { try !judged(yaml, policy("false", change), labels: labels).isEmpty }
        #expect(try isAbout { _ in })
        #expect(try isAbout { $0.kinds = [.init(group: "", kind: "{Secret,Config*}")] })
        #expect(try !isAbout { $0.kinds = [.init(group: "apps", kind: "*")] })
        #expect(try isAbout { $0.kinds = [.init(group: "*", kind: "*")] })
        #expect(try isAbout { $0.namespaces = ["other", "sh?p"] })
        #expect(try !isAbout { $0.namespaces = ["shop-*"] })
        let selector = LabelSelector(labels: ["env": "prod"])
        #expect(try isAbout(labels: [["env": "dev"], ["env": "prod"]]) { $0.namespaceSelector = selector })
        #expect(try !isAbout(labels: [["env": "dev"]]) { $0.namespaceSelector = selector })
        #expect(try !isAbout { $0.namespaceSelector = selector })
        let role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}"
        #expect(try isAbout(role) { _ in })
        #expect(try !isAbout(role) { $0.namespaces = ["*"] })
        #expect(try isAbout("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}") { $0.namespaces = ["shop"] })
    }

    @Test("applications are chosen by their labels")
    func applications() {
        let set = PolicySet([policy("false") { $0.applicationLabels = ["team": "shop"] }])
        #expect(set.applying(toApplicationWith: ["team": "shop", "a": "b"]).policies.count == 1)
        #expect(set.applying(toApplicationWith: [:]).isEmpty)
    }

    @Test("label selectors are Kubernetes'")
    func selectors() {
        func matches(_ operator: LabelSelector.Operator, _ values: [String], _ labels: [String: String]) -> Bool {
            LabelSelector(requirements: [.init(key: "k", operator: `operator`, values: values)]).matches(labels)
        }
        #expect(matches(.isOneOf, ["a"], ["k": "a"]) && !matches(.isOneOf, ["a"], [:]))
        #expect(matches(.isNoneOf, ["a"], [:]) && !matches(.isNoneOf, ["a"], ["k": "a"]))
        #expect(matches(.exists, [], ["k": ""]) && !matches(.exists, [], [:]))
        #expect(matches(.doesNotExist, [], [:]) && !matches(.doesNotExist, [], ["k": ""]))
    }

    @Test("a policy that cannot be read says all that is wrong, and lets nothing through that it is about")
    func unreadable() throws {
        let broken = policy("object.") {
            $0.kinds = [.init(group: "", kind: "ConfigMap")]
            $0.variables = [.init(name: "v", expression: "nothing")]
        }
        #expect(broken.problems.count == 2)
        #expect(broken.problems[0].hasPrefix("variables[name=v].expression: line 1"))
        let found = try judged(map, broken)
        #expect(found.count == 1 && found[0].rule == nil && found[0].words.hasPrefix("policy p: cannot be read"))
        #expect(try judged("{apiVersion: v1, kind: Pod, metadata: {name: m}}", broken).isEmpty)
        // A glob that is none may have meant anything.
        let glob = policy("true") { $0.kinds = [.init(group: "", kind: "[")] }
        #expect(try judged("{apiVersion: v1, kind: Pod, metadata: {name: m}}", glob).count == 1)
        let unread = Policy(unreadable: "u", why: "spec.rules: must be there")
        #expect(try judged(map, unread).map(\.message).first?.contains("spec.rules: must be there") == true)
    }

    @Test("one that only warns lets everything through, and what can be read of it counts")
    func lenient() throws {
        let broken = policy("object.", action: .warn) {
            $0.rules.append(
                .init(name: "s", expression: "false", message: "no", messageExpression: "", action: .warn))
        }
        #expect(!broken.problems.isEmpty)
        #expect(try judged(map, broken).map(\.rule) == ["s"])
    }

    @Test("equal digests mean equal policies")
    func digests() {
        func digest(_ change: @escaping (inout PolicyText) -> Void) -> Digest {
            PolicySet([policy("true", change)]).digest
        }
        let labels = { (text: inout PolicyText) in
            text.applicationLabels = Dictionary(uniqueKeysWithValues: (0..<50).map { ("k\($0)", "v") })
        }
        #expect(digest { _ in } == digest { _ in })
        #expect(digest(labels) == digest(labels))
        #expect(Set([digest { _ in }, digest(labels), digest { $0.rules[0].expression = "false" }]).count == 3)
    }

    @Test("what denies is kept though much else is said, and the rest is counted")
    func bounds() {
        var findings = PolicyFindings()
        let id = ObjectID(group: "", kind: "ConfigMap", namespace: "a", name: "b")
        func finding(_ action: PolicyAction, _ rule: String? = "r") -> PolicyFinding {
            PolicyFinding(object: id, place: "", policy: "p", rule: rule, action: action, message: "m")
        }
        for _ in 0..<(PolicyFindings.most + 10) { findings.add(finding(.warn)) }
        #expect(findings.warned.count == PolicyFindings.most && findings.leftOut == 10 && !findings.isRefusal)
        findings.add(finding(.deny))
        #expect(findings.isRefusal && findings.denied.count == 1)
        for _ in 0..<3 { findings.add(finding(.deny, nil)) }
        #expect(findings.held.count == 1)
    }

    @Test("fields without a value are as if they were not there, as for the server")
    func nulls() throws {
        let text =
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: null}, data: {k: null, l: [null, {m: null}]}}"
        #expect(try judged(text, policy("!has(object.metadata.labels) && !has(object.data.k)")).isEmpty)
        #expect(try judged(text, policy("size(object.data.l) == 2 && size(object.data.l[1]) == 0")).isEmpty)
    }
}

import Approvals
import Documents
import KubeModel
import Testing

@Suite("What the API server has witnessed") struct WitnessTests {
    private static let digest = String(repeating: "0a", count: 32)

    private func object(_ signer: String, user: String = "alice", change: (inout Object) -> Void = { _ in }) -> Value {
        var spec: Object = [
            "signerName": .string(signer), "username": .string(user), "uid": "42", "groups": ["a", "b"],
            "extra": ["scopes": ["x"]],
        ]
        change(&spec)
        return [
            "metadata": [
                "name": "w", "uid": "u", "creationTimestamp": "2026-11-30T10:00:00Z",
                "annotations": ["gitops.martlet.dev/reason": "seen\u{1B}[31m it"],
            ], "spec": .object(spec),
        ]
    }

    @Test("a signer that nobody is says what is decided", arguments: ApprovalDecision.Verb.allCases)
    func reading(_ verb: ApprovalDecision.Verb) throws {
        let subject = Witness.Subject(namespace: "shop", environment: "prod.eu", digest: Self.digest)
        let signer = Witness.signer(verb, subject)
        #expect(signer == "\(verb.rawValue).martlet.dev/shop.prod.eu.\(Self.digest)")
        let witness = try #require(Witness(object(signer)))
        #expect(witness.subject == subject && witness.decision.verb == verb && witness.decision.user == "alice")
        #expect(witness.decision.groups == ["a", "b"] && witness.decision.proof == "w/u")
        #expect(witness.decision.extra == [ApprovalDecision.Extra(key: "scopes", values: ["x"])])
        #expect(witness.decision.at == KubeTime("2026-11-30T10:00:00Z"))
        #expect(!witness.decision.reason.unicodeScalars.contains { $0.value == 0x1B })
    }

    @Test(
        "whatever is no witness is none",
        arguments: [
            "kubernetes.io/kube-apiserver-client", "approve.martlet.dev/", "approve.martlet.dev/shop.\(digest)",
            "approve.martlet.dev/shop.prod.\(digest)0", "approve.martlet.dev/shop.prod.\(digest.uppercased())",
            "approve.martlet.dev/.prod.\(digest)", "grant.martlet.dev/shop.prod.\(digest)",
            "approve.martlet.dev.example.org/shop.prod.\(digest)", "approve.martlet.dev/shop..\(digest)",
        ])
    func foreign(_ signer: String) { #expect(Witness(object(signer)) == nil) }

    @Test("what an application has applied nobody has decided")
    func applied() {
        var object = object("approve.martlet.dev/shop.prod.\(Self.digest)")
        object["metadata"]?["annotations"]?["gitops.martlet.dev/application"] = "shop/web"
        #expect(Witness(object) == nil)
    }

    @Test("nobody is no user, and a user of whom too much is known is not taken over")
    func users() {
        let signer = "approve.martlet.dev/shop.prod.\(Self.digest)"
        #expect(Witness(object(signer, user: "")) == nil)
        let many = object(signer) { $0["groups"] = .array(Array(repeating: "a-long-name-of-a-group", count: 1_000)) }
        #expect(Witness(many) == nil)
    }
}

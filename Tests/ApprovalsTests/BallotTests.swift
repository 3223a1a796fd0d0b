import Approvals
import KubeModel
import Testing

@Suite("What decisions come to") struct BallotTests {
    private let now = KubeTime(seconds: 100_000)

    private func decision(
        _ user: String, _ verb: ApprovalDecision.Verb = .approve, groups: [String] = [], age: Int64 = 60,
        reason: String = ""
    ) -> ApprovalDecision {
        ApprovalDecision(
            environment: "prod", verb: verb, user: user, groups: groups, at: KubeTime(seconds: 100_000 - age),
            reason: reason, proof: "\(user)-\(verb.rawValue)-\(age)")
    }

    private func ballot(
        _ rules: [ApprovalRule], _ decisions: [ApprovalDecision], unentitled: Set<String> = [],
        authors: [(name: String, email: String)] = []
    ) -> Ballot {
        var names = Authors()
        for author in authors { names.add(name: author.name, email: author.email) }
        let rights = Dictionary(
            uniqueKeysWithValues: decisions.filter { $0.user != "nobody-knows" }.map {
                ($0, !unentitled.contains($0.user))
            })
        return Ballot(rules: rules, decisions: decisions, authors: names, rights: rights, now: now)
    }

    private func rule(
        _ count: Int = 1, groups: [String] = [], preventsSelfApproval: Bool = false, expires: Duration = .seconds(3_600)
    ) -> ApprovalRule {
        ApprovalRule(count: count, groups: groups, preventsSelfApproval: preventsSelfApproval, expires: expires)
    }

    private func missing(_ ballot: Ballot) -> [Int]? {
        if case .waits(let shortages) = ballot.outcome { shortages.map(\.missing) } else { nil }
    }

    @Test("without rules everything passes; with one it takes an approval")
    func simple() {
        #expect(ballot([], []).outcome == .approved)
        #expect(missing(ballot([rule()], [])) == [1])
        #expect(ballot([rule()], [decision("alice")]).outcome == .approved)
    }

    @Test("different users are counted, not approvals")
    func users() {
        #expect(missing(ballot([rule(2)], [decision("alice"), decision("alice", age: 30)])) == [1])
        #expect(ballot([rule(2)], [decision("alice"), decision("bob")]).outcome == .approved)
    }

    @Test("all rules have to be met, one approval may serve several")
    func several() {
        let rules = [rule(1, groups: ["sre"]), rule(2)]
        #expect(missing(ballot(rules, [decision("alice", groups: ["sre"])])) == [1])
        #expect(missing(ballot(rules, [decision("alice"), decision("bob")])) == [1])
        #expect(ballot(rules, [decision("alice", groups: ["sre"]), decision("bob")]).outcome == .approved)
    }

    @Test("who has no right, or of whom that is not known, does not count")
    func rights() {
        let denied = ballot([rule()], [decision("mallory")], unentitled: ["mallory"])
        #expect(missing(denied) == [1] && denied.objection(to: decision("mallory")) == .notAllowed)
        let unknown = ballot([rule()], [decision("nobody-knows")])
        #expect(missing(unknown) == [1] && unknown.objection(to: decision("nobody-knows")) == .unknown)
        #expect(missing(ballot([rule()], [decision("mallory", .reject)], unentitled: ["mallory"])) == [1])
        #expect(missing(ballot([rule()], [decision("mallory", .bypass, reason: "x")], unentitled: ["mallory"])) == [1])
    }

    @Test("an approval runs out, by the rule")
    func expiry() {
        let rules = [rule(expires: .seconds(50))]
        #expect(missing(ballot(rules, [decision("alice", age: 50)])) == [1])
        let fresh = ballot(rules, [decision("alice", age: 49)])
        #expect(fresh.outcome == .approved && fresh.end == KubeTime(seconds: 100_001))
    }

    @Test(
        "an author's own approval does not count where it must not",
        arguments: [
            "alice", "Alice@Example.org", "oidc:alice@example.org", "https://issuer.example.org#alice",
            "system:user/alice",
        ])
    func ownWork(_ user: String) {
        let authors = [(name: "Alice", email: "alice@example.org")]
        let own = ballot([rule(preventsSelfApproval: true)], [decision(user)], authors: authors)
        #expect(missing(own) == [1] && own.objection(to: decision(user)) == .ownWork)
        #expect(ballot([rule()], [decision(user)], authors: authors).outcome == .approved)
        #expect(ballot([rule(preventsSelfApproval: true)], [decision("bob")], authors: authors).outcome == .approved)
    }

    @Test("a rejection counts for good, and before approvals and bypasses")
    func rejection() {
        let no = decision("bob", .reject, age: 90_000)
        let all = [decision("alice"), no, decision("carol", .bypass, reason: "fire")]
        #expect(ballot([rule()], all).outcome == .rejected(no))
        #expect(ballot([], all).outcome == .rejected(no))
    }

    @Test("a bypass needs a reason")
    func bypass() {
        let silent = decision("carol", .bypass)
        #expect(missing(ballot([rule(2)], [silent])) == [1 + 1])
        #expect(ballot([rule(2)], [silent]).objection(to: silent) == .noReason)
        let loud = decision("carol", .bypass, reason: "fire")
        #expect(ballot([rule(2)], [loud]).outcome == .bypassed(loud))
    }
}

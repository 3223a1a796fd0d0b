internal import Approvals
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Observing

/// What status says and nobody but this installation can have written there: whoever may write an application's status could else let in
/// what nobody has let in.
struct Seals: Sendable {
    let key: DigestKey
    /// The application's uid, and where it applies to: in another namespace the same is another.
    let application: [String]

    init(_ key: DigestKey, uid: String, destination: String) {
        self.key = DigestKey(key.derived(for: "seals"))
        application = [uid, destination]
    }

    /// On what environments have let in.
    func admission(of digest: String) -> String { seal("admission", [digest]) }

    func seal(_ stay: GitOpsApplication.Stay) -> String {
        seal(
            "stay",
            [
                stay.revision, stay.digest, "\(stay.since.wholeSeconds)", stay.until.map { "\($0.wholeSeconds)" } ?? "",
                "\(stay.failed)",
            ] + stay.environments)
    }

    func isGenuine(_ stay: GitOpsApplication.Stay) -> Bool { stay.seal == seal(stay) }

    /// A decision with its proof and the seal on both.
    func sealed(_ decision: ApprovalDecision, on digest: String) -> ApprovalDecision {
        var decision = decision
        decision.at = decision.at.wholeSeconds
        decision.proof = decision.witness
        decision.proof += " \(seal("decision", [digest] + decision.parts))"
        return decision
    }

    func isGenuine(_ decision: ApprovalDecision, on digest: String) -> Bool {
        sealed(decision, on: digest).proof == decision.proof
    }

    private func seal(_ purpose: String, _ parts: [String]) -> String {
        let all = ([purpose] + application + parts).map { Value.string($0) }
        return String(key.digest(of: Digest.of(.array(all))).hex.prefix(32))
    }
}

extension ApprovalDecision {
    /// The object that witnesses it.
    var witness: String { String(proof.prefix { $0 != " " }) }

    fileprivate var parts: [String] {
        [environment, verb.rawValue, user, uid, "\(at)", reason, proof, "\(groups.count)"] + groups
            + extra.flatMap { [$0.key, "\($0.values.count)"] + $0.values }
    }
}

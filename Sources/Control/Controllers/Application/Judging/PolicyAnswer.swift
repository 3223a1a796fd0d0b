internal import Applying
internal import Digests
internal import Documents
internal import GitOpsAPI
internal import Policies
internal import Previewing
internal import Rendering
internal import Sourcing

/// What policies say of what an application renders to.
struct PolicyAnswer: Sendable {
    var findings = PolicyFindings()
    /// Why nothing of it may be applied; nil where it may.
    var obstacle: PolicyObstacle?
    /// To be remembered; nil where nobody was asked.
    var judged: JudgedRender?
    var wake = Wake()
}

/// Policies keep the newest revision from being used.
struct PolicyObstacle: Sendable, Hashable {
    var verdict: ApplicationReport.Verdict
    /// What of which objects it is.
    var problems: [ObjectProblem]
}

/// What was judged last, so that only what changes is judged again.
struct JudgedRender: Sendable {
    /// Of all that counts besides objects: the policies, and what they see of the application.
    var basis: Digest
    /// Of the objects.
    var set: Digest
    /// What has nothing wrong with it, by what tells it from others.
    var clean: Set<Digest>
    var findings: PolicyFindings
    /// Whether it depends on what was there, or on labels of namespaces, of which no watch tells.
    var looksOutside: Bool
    /// Monotonic, in seconds.
    var time: Double

    /// For how long it counts where it looks outside.
    static let validity = 3_600.0

    func counts(now: Double) -> Bool { !looksOutside || now - time < Self.validity }
}

extension PolicyObstacle {
    /// Nil where nothing is refused.
    init?(_ findings: PolicyFindings) {
        guard findings.isRefusal else { return nil }
        problems = (findings.denied + findings.held).map { ObjectProblem($0, reason: Self.reason(of: $0)) }
        if findings.denied.isEmpty {
            verdict = .waits(
                Finding(reason: "PolicyInvalid", message: Report.list(findings.held, "policies cannot judge")))
        } else {
            verdict = .stalls(
                Finding(
                    reason: "PolicyDenied", message: Report.list(findings.denied, "policies refuse")))
        }
    }

    private static func reason(of finding: PolicyFinding) -> String {
        finding.rule == nil ? "PolicyInvalid" : "PolicyDenied"
    }
}

extension ObjectProblem {
    /// Of what is applied all the same.
    static let policyWarning = "PolicyWarning"

    init(_ finding: PolicyFinding, reason: String) {
        self.init(id: finding.object, reason: reason, message: finding.words, isTransient: false)
    }
}

extension Report {
    /// - Parameter verdict: what is the matter with the objects.
    fileprivate static func list(_ findings: [PolicyFinding], _ verdict: String) -> String {
        let objects = Set(findings.map(\.object)).count
        let some = findings.prefix(named).map { "\($0.object): \($0.words)" }.joined(separator: "; ")
        let rest = findings.count > named ? " (and \(findings.count - named) more; see status.problems)" : ""
        return "nothing new is applied: \(verdict) \(objects) \(objects == 1 ? "object" : "objects"): \(some)\(rest)"
    }
}

extension Report {
    /// What policies warn of.
    static func warnings(_ problems: [GitOpsApplication.ObjectProblem]) -> String {
        let some = problems.prefix(named).map { "\($0.kind) \($0.name): \($0.message)" }.joined(separator: "; ")
        return problems.count > named ? "\(some) (and \(problems.count - named) more; see status.problems)" : some
    }
}

extension PreviewedObject {
    /// With what policies say of it.
    func judged(by findings: PolicyFindings) -> PreviewedObject {
        var judged = self
        judged.warnings += findings.warned.filter { $0.object == id }.map(\.words)
        judged.demands = findings.raised.compactMap { finding in
            guard finding.object == id, case .raise(let impact) = finding.action else { return nil }
            return ImpactReason(rule: finding.source, impact: impact, words: "\(finding.source): \(finding.message)")
        }
        return judged
    }
}

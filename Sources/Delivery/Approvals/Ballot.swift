package import KubeModel

/// Decisions about one plan in one environment, and what they come to. Pure: all that is known is given.
package struct Ballot: Sendable {
    /// What it comes to.
    package enum Outcome: Sendable, Hashable {
        case approved
        case bypassed(ApprovalDecision)
        case rejected(ApprovalDecision)
        /// What is still missing of each rule that is not met.
        case waits([Shortage])
    }

    /// What a rule still takes.
    package struct Shortage: Sendable, Hashable {
        package var rule: ApprovalRule
        package var missing: Int
    }

    /// Why a decision does not count.
    package enum Objection: Sendable, Hashable {
        case notAllowed
        /// Nobody knows whether it is allowed.
        case unknown
        case ownWork
        case notOfGroups
        case expired
        case noReason
    }

    package var rules: [ApprovalRule]
    package var decisions: [ApprovalDecision]
    package var authors: Authors
    /// Whether a decision was allowed to whom it is by; absent where that is not known.
    package var rights: [ApprovalDecision: Bool]
    package var now: KubeTime

    package init(
        rules: [ApprovalRule], decisions: [ApprovalDecision], authors: Authors, rights: [ApprovalDecision: Bool],
        now: KubeTime
    ) {
        self.rules = rules
        self.decisions = decisions
        self.authors = authors
        self.rights = rights
        self.now = now
    }

    /// A rejection counts for good, and before all else.
    package var outcome: Outcome {
        let entitled = decisions.filter { rights[$0] == true }
        if let rejection = entitled.first(where: { $0.verb == .reject }) { return .rejected(rejection) }
        if let bypass = entitled.first(where: { $0.verb == .bypass && !$0.reason.isEmpty }) { return .bypassed(bypass) }
        let shortages = rules.compactMap { rule -> Shortage? in
            let users = Set(entitled.filter { objection(to: $0, by: rule) == nil }.map(\.user))
            return users.count < rule.count ? Shortage(rule: rule, missing: rule.count - users.count) : nil
        }
        return shortages.isEmpty ? .approved : .waits(shortages)
    }

    /// When the first of the approvals that count runs out; nil where none does.
    package var end: KubeTime? {
        decisions.filter { $0.verb == .approve && rights[$0] == true }.flatMap { decision in
            rules.map { decision.at + $0.expires }
        }.filter { $0 > now }.min()
    }

    /// Why a decision does not count for any rule; nil where it counts for one.
    package func objection(to decision: ApprovalDecision) -> Objection? {
        if let own = ownObjection(to: decision) { return own }
        guard decision.verb == .approve else { return nil }
        let objections = rules.map { objection(to: decision, by: $0) }
        return objections.contains(nil) ? nil : objections.compactMap(\.self).first
    }

    private func ownObjection(to decision: ApprovalDecision) -> Objection? {
        guard let right = rights[decision] else { return .unknown }
        guard right else { return .notAllowed }
        return decision.verb == .bypass && decision.reason.isEmpty ? .noReason : nil
    }

    private func objection(to decision: ApprovalDecision, by rule: ApprovalRule) -> Objection? {
        if let own = ownObjection(to: decision) { return own }
        guard decision.verb == .approve else { return nil }
        if decision.at + rule.expires <= now { return .expired }
        if rule.preventsSelfApproval, authors.include(decision.user) { return .ownWork }
        if !rule.groups.isEmpty, Set(rule.groups).isDisjoint(with: decision.groups) { return .notOfGroups }
        return nil
    }
}

extension Ballot.Objection: CustomStringConvertible {
    /// Reads on from the name of the user.
    package var description: String {
        switch self {
        case .notAllowed: "has no right to it"
        case .unknown: "may have no right to it"
        case .ownWork: "has written some of it"
        case .notOfGroups: "is in none of the groups that count"
        case .expired: "has approved too long ago"
        case .noReason: "has given no reason"
        }
    }
}

extension Ballot.Shortage: CustomStringConvertible {
    package var description: String {
        let whom = rule.groups.isEmpty ? "" : " of \(rule.groups.joined(separator: " or "))"
        return missing == 1 ? "an approval\(whom) is missing" : "\(missing) approvals\(whom) are missing"
    }
}

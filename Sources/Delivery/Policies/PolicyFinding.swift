package import Documents

/// What one policy says of one object.
package struct PolicyFinding: Sendable, Hashable {
    package var object: ObjectID
    /// Where the object is written, `shop/web.yaml:12`; empty where that is not known.
    package var place: String
    package var policy: String
    /// Nil where the policy cannot be read.
    package var rule: String?
    package var action: PolicyAction
    /// On one line, of a bounded length, fit to be shown. Nothing of what a Secret holds is in it.
    package var message: String

    package init(
        object: ObjectID, place: String, policy: String, rule: String?, action: PolicyAction, message: String
    ) {
        self.object = object
        self.place = place
        self.policy = policy
        self.rule = rule
        self.action = action
        self.message = message
    }

    /// `policy restricted/privileged`
    package var source: String { rule.map { "policy \(policy)/\($0)" } ?? "policy \(policy)" }

    /// `policy restricted/privileged: … (shop/web.yaml:12)`
    package var words: String { "\(source): \(message)\(place.isEmpty ? "" : " (\(place))")" }
}

/// What all policies say of all objects of an application.
package struct PolicyFindings: Sendable, Hashable {
    /// Rules of policies that deny, and do not hold.
    package private(set) var denied: [PolicyFinding] = []
    /// What cannot be judged because a policy cannot be read: one for each policy.
    package private(set) var held: [PolicyFinding] = []
    package private(set) var warned: [PolicyFinding] = []
    package private(set) var raised: [PolicyFinding] = []
    /// How many more there are of all these.
    package private(set) var leftOut = 0

    /// More say nothing new, and all are kept for each application.
    package static let most = 500

    package init() {}

    package var isEmpty: Bool { denied.isEmpty && held.isEmpty && warned.isEmpty && raised.isEmpty }
    /// Whether nothing of the application may be applied.
    package var isRefusal: Bool { !denied.isEmpty || !held.isEmpty }

    /// Keeps a finding, or counts it where there are enough of its kind.
    package mutating func add(_ finding: PolicyFinding) {
        if finding.rule == nil {
            guard !held.contains(where: { $0.policy == finding.policy }) else { return }
            held.append(finding)
            return
        }
        // What denies has room of its own: it must never be what is left out.
        switch finding.action {
        case .deny where denied.count < Self.most: denied.append(finding)
        case .warn where warned.count < Self.most: warned.append(finding)
        case .raise where raised.count < Self.most: raised.append(finding)
        case .deny, .warn, .raise: leftOut += 1
        }
    }
}

package import KubeModel

/// What one person has decided about one plan, as the API server has witnessed it.
package struct ApprovalDecision: Sendable, Hashable {
    /// What was decided. The raw value is the verb that takes the right for it.
    package enum Verb: String, Sendable, Hashable, CaseIterable {
        case approve
        case reject
        /// Lets pass whatever the environment asks for.
        case bypass
    }

    /// One thing that the server knows of a user.
    package struct Extra: Sendable, Hashable {
        package var key: String
        package var values: [String]

        package init(key: String, values: [String]) {
            self.key = key
            self.values = values
        }
    }

    /// The environment that it was decided for.
    package var environment: String
    package var verb: Verb
    package var user: String
    /// Empty where the server knows none, as of users with certificates.
    package var uid: String
    package var groups: [String]
    /// What else the server knows of the user, for whoever authorizes by it.
    package var extra: [Extra]
    package var at: KubeTime
    package var reason: String
    /// Where it can be looked up, and our seal on it, without which it does not count.
    package var proof: String

    package init(
        environment: String, verb: Verb, user: String, uid: String = "", groups: [String] = [],
        extra: [Extra] = [], at: KubeTime, reason: String = "", proof: String = ""
    ) {
        self.environment = environment
        self.verb = verb
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
        self.at = at
        self.reason = reason
        self.proof = proof
    }
}

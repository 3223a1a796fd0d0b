package import Approvals
package import KubeModel

extension GitOpsApplication {
    /// What one environment asks for before the plan is applied.
    package struct PendingApproval: Sendable, Hashable {
        package var environment: String
        /// Of exactly what would be applied there, by the rules that hold now.
        package var digest: String
        /// Of a CertificateSigningRequest that approves of it.
        package var signerName = ""
        package var impact: PendingPlan.Impact
        /// What is missing, in a sentence.
        package var needs: String
        /// When nobody waits for it any more.
        package var expiresAt: KubeTime?
        /// What was decided, as far as it was witnessed.
        package var decisions: [ApprovalDecision] = []

        package static let limit = 20
        package static let decisionLimit = 20

        package init(environment: String, digest: String, impact: PendingPlan.Impact, needs: String) {
            self.environment = environment
            self.digest = digest
            self.impact = impact
            self.needs = needs
        }
    }

    /// For how long the application was completed and healthy with what a revision renders to.
    package struct Stay: Sendable, Hashable {
        /// The newest that rendered to it.
        package var revision: String
        /// Of the rendered objects.
        package var digest: String
        package var since: KubeTime
        /// Nil while it lasts.
        package var until: KubeTime?
        /// The environments that bound it.
        package var environments: [String] = []
        /// Whether the application went back from it.
        package var failed = false
        /// Ours. Without it a stay does not count.
        package var seal = ""

        package static let limit = 10

        package init(revision: String, digest: String, since: KubeTime) {
            self.revision = revision
            self.digest = digest
            self.since = since
        }
    }
}

extension ApprovalDecision.Verb: FieldChoice {}

extension ApprovalDecision.Extra: Recorded {
    static let record = Record(
        Self(key: "", values: []), "One thing that the API server knows of a user.",
        [
            .required("key", \.key, "What it is."),
            .optional("values", \.values, "What is known.", .elements("A value.")),
        ])
}

extension ApprovalDecision: Recorded {
    static let record = Record(
        Self(environment: "", verb: .approve, user: "", at: KubeTime(seconds: 0)),
        "What somebody has decided, as the API server has witnessed it.",
        [
            .required("environment", \.environment, "For which environment."),
            .required("decision", \.verb, "What was decided."),
            .required("user", \.user, "By whom."),
            .optional("uid", \.uid, "Their uid, where the API server knows one."),
            .optional("groups", \.groups, "Their groups.", .elements("A group.")),
            .optional("extra", \.extra, "What else the API server knows of them."),
            .required("at", \.at, "When."),
            .optional("reason", \.reason, "Why, in their words."),
            .required("proof", \.proof, "The CertificateSigningRequest that witnesses it, and the controller's seal."),
        ])
}

extension GitOpsApplication.PendingApproval: Recorded {
    static let record = Record(
        Self(environment: "", digest: "", impact: .low, needs: ""),
        "What one environment asks for before the plan is applied.",
        [
            .required("environment", \.environment, "The GitOpsEnvironment."),
            .required("digest", \.digest, "Of exactly what would be applied there: what is approved."),
            .written(
                "signerName", \.signerName,
                "The `signerName` of a CertificateSigningRequest that approves of it: docs/environments.md shows one."),
            .required("impact", \.impact, "How grave it is."),
            .written("needs", \.needs, "What is missing, in a sentence."),
            .optional("expiresAt", \.expiresAt, "When nobody waits for it any more."),
            .optional(
                "decisions", \.decisions, "What was decided.", .count(atMost: decisionLimit)),
        ])
}

extension GitOpsApplication.Stay: Recorded {
    static let record = Record(
        Self(revision: "", digest: "", since: KubeTime(seconds: 0)),
        "For how long the application was completed and healthy with what a revision renders to.",
        [
            .required("revision", \.revision, "The newest that rendered to it."),
            .required("digest", \.digest, "The digest of the rendered objects."),
            .required("since", \.since, "From when on."),
            .optional("until", \.until, "Until when, where it is over."),
            .optional(
                "environments", \.environments, "The environments that bound the application.",
                .elements("One of them."),
                .count(atMost: GitOpsApplication.Status.environmentLimit)),
            .written("failed", \.failed, "Whether the application went back from it."),
            .required("seal", \.seal, "The controller's, without which it does not count."),
        ])
}

package import KubeModel

extension GitOpsApplication {
    /// What holds a change back.
    package struct Gate: Sendable, Hashable {
        /// Whether waiting is enough.
        package enum Verdict: String, Sendable, Hashable, CaseIterable, FieldChoice {
            /// Something is waited for, and expected to come.
            case hold = "Hold"
            /// Nothing passes before somebody changes something.
            case refuse = "Refuse"
        }

        package var name: String
        package var verdict: Verdict
        package var reason: String
        package var message: String
        /// When it changes by itself; nil where that is not known.
        package var until: KubeTime?

        package init(name: String, verdict: Verdict, reason: String, message: String) {
            self.name = name
            self.verdict = verdict
            self.reason = reason
            self.message = message
        }
    }
}

extension GitOpsApplication.Gate: Recorded {
    static let record = Record(
        Self(name: "", verdict: .hold, reason: "", message: ""), "One gate that does not let the change pass.",
        [
            .required("name", \.name, "Which it is."),
            .required(
                "verdict", \.verdict,
                "`Hold`: something is waited for; `Refuse`: nothing passes before somebody changes something."),
            .written("reason", \.reason, "Why, in one word for programs."),
            .written("message", \.message, "Why, and what would release it, in a sentence for people."),
            .optional("until", \.until, "When it opens by itself."),
        ])
}

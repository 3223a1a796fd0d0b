package import KubeModel

extension GitOpsApplication {
    /// What would be done now, and waits for something.
    package struct PendingPlan: Sendable, Hashable {
        /// How grave a change is.
        package enum Impact: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case low
            case medium
            case high
            case critical
        }

        /// One object that would be changed.
        package struct Change: Sendable, Hashable {
            /// What would be done with it.
            package enum Action: String, Sendable, Hashable, CaseIterable, FieldChoice {
                case create
                case update
                case delete
                case replace
            }

            /// `Deployment.apps shop/web`.
            package var object: String
            package var action: Action
            package var impact: Impact
            /// `~ spec.ports[0].port: 80 → 8080`.
            package var fields: [String]
            /// `deletes a PersistentVolumeClaim`.
            package var reasons: [String]

            package init(object: String, action: Action, impact: Impact, fields: [String], reasons: [String]) {
                self.object = object
                self.action = action
                self.impact = impact
                self.fields = fields
                self.reasons = reasons
            }
        }

        /// What a person confirms, where something waits for that.
        package var digest: String
        package var revision: String
        package var computedAt: KubeTime
        package var impact: Impact
        package var create = 0
        package var update = 0
        package var delete = 0
        package var replace = 0
        package var conflicts = 0
        package var warnings = 0
        /// Nil where it asks for no more and no less.
        package var cost: CostDelta?
        /// Nil where there are too few deployments to tell.
        package var risk: FailureRisk?
        /// The gravest first; at most `changeLimit` are written.
        package var changes: [Change] = []

        /// The whole is told by `martlet diff`.
        package static let changeLimit = 20
        /// With a word on how many there are more.
        package static let fieldLimit = 11
        package static let reasonLimit = 3

        package init(digest: String, revision: String, computedAt: KubeTime, impact: Impact) {
            self.digest = digest
            self.revision = revision
            self.computedAt = computedAt
            self.impact = impact
        }
    }
}

extension GitOpsApplication.PendingPlan: Recorded {
    static let record = Record(
        Self(digest: "", revision: "", computedAt: KubeTime(seconds: 0), impact: .low),
        "What would be done now, where something would be and is not: because `sync.automatic` is off, a gate holds it, or it "
            + "waits to be confirmed.",
        [
            .required(
                "digest", \.digest,
                "Of what would be done. Where deletions wait to be confirmed, what the annotation "
                    + "`\(Annotations.confirm)` takes, as a whole or its first 12 digits."),
            .required("revision", \.revision, "What would be applied, `main@sha1:…`."),
            .required("computedAt", \.computedAt, "Since when it is so."),
            .required("impact", \.impact, "How grave it is: as the gravest of all changes."),
            .written("create", \.create, "How many objects would be made.", .number(from: 0)),
            .written("update", \.update, "How many would be changed.", .number(from: 0)),
            .written("delete", \.delete, "How many would be deleted.", .number(from: 0)),
            .written("replace", \.replace, "How many would be deleted and made anew.", .number(from: 0)),
            .written("conflicts", \.conflicts, "How many things stand against it.", .number(from: 0)),
            .written("warnings", \.warnings, "How many things there are to be said of it.", .number(from: 0)),
            .optional("cost", \.cost),
            .optional("risk", \.risk),
            .optional(
                "changes", \.changes, "The first of the changes, the gravest first.", .count(atMost: changeLimit)),
        ])
}

extension GitOpsApplication.PendingPlan.Change: Recorded {
    static let record = Record(
        Self(object: "", action: .update, impact: .low, fields: [], reasons: []), "One object that would be changed.",
        [
            .required("object", \.object, "Which it is."),
            .required("action", \.action, "What would be done with it."),
            .required("impact", \.impact, "How grave that is."),
            .optional(
                "fields", \.fields, "Which fields would change, as `~ spec.ports[0].port: 80 → 8080`; without secrets.",
                .count(atMost: GitOpsApplication.PendingPlan.fieldLimit), .elements("One field.")),
            .optional(
                "reasons", \.reasons,
                "Why it is that grave, where that is more than that something changes; of a CustomResourceDefinition that allows "
                    + "less, how many stored objects use what goes.",
                .count(atMost: GitOpsApplication.PendingPlan.reasonLimit), .elements("One reason.")),
        ])
}

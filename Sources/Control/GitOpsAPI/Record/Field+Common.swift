internal import Documents
internal import KubeModel

/// Members that all of our kinds have, each in the same words.
extension Field {
    static func observedGeneration(_ path: Path<Int?>) -> Field {
        .optional(
            "observedGeneration", path, "The generation of the spec that this status speaks of.", .number(from: 0))
    }

    static func shortRevision(_ revision: @escaping @Sendable (Root) -> String?) -> Field {
        .derived("shortRevision", "The revision with a short commit id, for columns.") {
            revision($0).map(RevisionText.short)
        }
    }

    static func lastHandledRequest(_ path: Path<String?>) -> Field {
        .optional(
            "lastHandledRequest", path,
            "The value of the annotation `\(Annotations.requestedAt)` that was last acted on.")
    }

    static func conditions(_ path: Path<Conditions>) -> Field { .written("conditions", path) }
}

extension Conditions: FieldValue {
    /// What is no condition is left out: others may write some too.
    init(field value: Value) { self.init(value) }

    var fieldValue: Value { value }

    static let fieldSchema = Schema.list(
        "`Ready`, `Reconciling` and `Stalled`, and what else is worth a condition.",
        of: .object(
            "One statement about the resource.",
            [
                .required("type", .string("What the statement is about.", Schema.Text(minimumLength: 1))),
                .required("status", .string("Whether it holds.", Schema.Text(choices: ["True", "False", "Unknown"]))),
                .optional("observedGeneration", .count("The generation of the spec that was looked at.")),
                .required("lastTransitionTime", .time("When the status last changed.")),
                .required("reason", .string("Why, in one word for programs.")),
                .required("message", .string("Why, in a sentence for people.")),
            ]),
        keys: ["type"])
}

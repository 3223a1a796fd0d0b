extension Schema {
    /// A reference to an object in the same namespace or in another.
    static func reference(_ description: String, to noun: String) -> Schema {
        .object(
            description,
            [
                .required("name", .name("The name of the \(noun).")),
                .optional("namespace", namespaceOfReference(noun)),
            ])
    }

    static func namespaceOfReference(_ noun: String) -> Schema {
        .string(
            "The namespace of the \(noun), where it is another one; the controller has to allow that.",
            Text(maximumLength: 63))
    }

    static let suspend = Schema.boolean(
        "Whether the controller leaves this resource, and all that belongs to it, as it is.", default: false)

    static let observedGeneration = Schema.count("The generation of the spec that this status speaks of.")

    static let lastHandledRequest = Schema.string(
        "The value of the annotation `\(Annotations.requestedAt)` that was last acted on.")

    static let shortRevision = Schema.string("The revision with a short commit id, for columns.")

    static let conditions = Schema.list(
        "`Ready`, `Reconciling` and `Stalled`, and what else is worth a condition.",
        of: .object(
            "One statement about the resource.",
            [
                .required("type", .string("What the statement is about.", Text(minimumLength: 1))),
                .required("status", .string("Whether it holds.", Text(choices: ["True", "False", "Unknown"]))),
                .optional("observedGeneration", .count("The generation of the spec that was looked at.")),
                .required("lastTransitionTime", .time("When the status last changed.")),
                .required("reason", .string("Why, in one word for programs.")),
                .required("message", .string("Why, in a sentence for people.")),
            ]),
        keys: ["type"])
}

package import Documents
package import KubeModel

/// What administrators demand of all that applications render to, whoever writes it.
package struct GitOpsPolicy: Sendable, Hashable {
    package static let kind = "GitOpsPolicy"
    package static let resource = APIGroup.resource(kind, plural: "gitopspolicies", isNamespaced: false)

    package var metadata: ResourceMetadata
    package var spec: Result<Spec, APIError>
    package var status: Status

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec.record.read(object["spec"], at: "spec") }
        status = Status(object["status"])
    }

    /// What was made of it.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        /// How many rules there are.
        package var rules = 0
        /// What they do, each once: `Deny, Warn`.
        package var actions = ""
        package var conditions = Conditions()

        package init() {}
    }
}

extension GitOpsPolicy.Status: Recorded {
    static let record = Record(
        Self(), "What was made of it.",
        [
            .observedGeneration(\.observedGeneration),
            .written("rules", \.rules, "How many rules there are.", .number(from: 0)),
            .written("actions", \.actions, "What its rules do, for `kubectl get`: `Deny, Warn`."),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) { self = Self.record.readWhatCanBeRead(value) }

    package var value: Value { fieldValue }
}

extension CustomResource {
    package static let policy = CustomResource(
        resource: GitOpsPolicy.resource, shortName: "gopol",
        description: "What administrators demand of all that applications render to, before anything of it is applied.",
        spec: GitOpsPolicy.Spec.record.schema, status: GitOpsPolicy.Status.record.schema,
        columns: [
            Column(
                name: "Rules", type: "integer", path: ".status.rules", description: "How many rules it has.",
                wide: false),
            .text("Actions", ".status.actions", "What they do."),
            .text("Ready", Column.conditionPath("status"), "Whether all of it can be read, and counts."),
            .text("Status", Column.conditionPath("message"), "What there is to say about it."),
            .age,
        ])
}

package import Documents
package import KubeModel

/// What is to be in the cluster: a folder of a repository, and how it gets and stays there.
package struct GitOpsApplication: Sendable, Hashable {
    package static let kind = "GitOpsApplication"
    package static let resource = APIGroup.resource(kind, plural: "gitopsapplications")

    package var metadata: ResourceMetadata
    /// A failure where the schema could not keep out what is no spec. The resource itself is still there: it has a
    /// status to say so in, objects that it owns, and a finalizer to take off.
    package var spec: Result<Spec, APIError>
    /// Known even where the spec as a whole is not readable: deleting must work then too.
    package var deletionPolicy: DeletionPolicy
    package var status: Status

    package init(
        metadata: ResourceMetadata, spec: Result<Spec, APIError>, deletionPolicy: DeletionPolicy, status: Status
    ) {
        self.metadata = metadata
        self.spec = spec
        self.deletionPolicy = deletionPolicy
        self.status = status
    }

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec(object["spec"]) }
        // What cannot be read is not taken for permission to delete.
        let policy = object.at("spec", "deletionPolicy") ?? .null
        let preset = Spec.record.initial.deletionPolicy
        deletionPolicy = policy.isNull ? preset : policy.string.flatMap(DeletionPolicy.init) ?? .orphan
        status = Status(object["status"])
    }

    /// What happens to the objects when the application goes.
    package enum DeletionPolicy: String, Sendable, Hashable, CaseIterable, FieldChoice {
        case delete = "Delete"
        case orphan = "Orphan"
    }
}

extension CustomResource {
    package static let application = CustomResource(
        resource: GitOpsApplication.resource, shortName: "goapp",
        description: "What is to be in the cluster: a folder of a repository, and how it gets and stays there.",
        spec: GitOpsApplication.Spec.record.schema, status: GitOpsApplication.Status.record.schema,
        columns: [
            .text("Sync", ".status.sync.status", "Whether the cluster is as the source says."),
            .text("Health", ".status.health.status", "How the objects are, together."),
            .text("Revision", ".status.shortRevision", "The revision that was applied last."),
            .ready,
            .age,
            .text("Repository", ".spec.source.repositoryRef.name", "Where the source is.", wide: true),
            .text("Path", ".spec.source.path", "Which folder it is.", wide: true),
            .text("Chart", ".spec.source.helm.chart", "Which chart of a chart repository it is.", wide: true),
            .text("Message", Column.conditionPath("message"), "What there is to say about it.", wide: true),
        ])
}

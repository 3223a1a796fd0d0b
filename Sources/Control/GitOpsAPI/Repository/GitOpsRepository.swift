package import Documents
package import KubeModel

/// A git repository to read from: where it is, which revision counts, and how often to look.
package struct GitOpsRepository: Sendable, Hashable {
    package static let kind = "GitOpsRepository"
    package static let resource = APIGroup.resource(kind, plural: "gitopsrepositories")

    package var metadata: ResourceMetadata
    /// A failure where the schema could not keep out what is no spec. The resource itself is still there: it has a
    /// status to say so in, and a finalizer to take off.
    package var spec: Result<Spec, APIError>
    package var status: Status

    package init(metadata: ResourceMetadata, spec: Result<Spec, APIError>, status: Status) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec(object["spec"]) }
        status = Status(object["status"])
    }
}

extension CustomResource {
    package static let repository = CustomResource(
        resource: GitOpsRepository.resource, shortName: "gorepo",
        description: "A git repository to read from: where it is, which revision counts, and how often to look.",
        spec: GitOpsRepository.Spec.record.schema, status: GitOpsRepository.Status.record.schema,
        columns: [
            .text("URL", ".spec.url", "Where the repository is."),
            .text("Revision", ".status.shortRevision", "The commit in use."),
            .ready,
            .text("Status", Column.conditionPath("message"), "What there is to say about it."),
            .age,
        ])
}

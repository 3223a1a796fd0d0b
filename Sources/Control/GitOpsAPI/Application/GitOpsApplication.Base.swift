package import Documents

extension GitOpsApplication {
    /// A commit of another repository that kustomizations have used.
    package struct Base: Sendable, Hashable {
        /// The GitOpsRepository's name, in the application's namespace.
        package var repository: String
        /// As the kustomization names it; empty for the repository's default.
        package var reference: String
        /// `main@sha1:…`.
        package var revision: String

        package init(repository: String, reference: String, revision: String) {
            self.repository = repository
            self.reference = reference
            self.revision = revision
        }
    }
}

extension GitOpsApplication.Base: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        repository = try fields.required("repository")
        reference = try fields.string("reference") ?? ""
        revision = try fields.required("revision")
    }

    package var value: Value {
        .fields([
            "repository": .string(repository),
            "reference": reference.isEmpty ? nil : .string(reference),
            "revision": .string(revision),
        ])
    }
}

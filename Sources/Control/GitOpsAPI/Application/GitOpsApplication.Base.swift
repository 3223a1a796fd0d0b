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

extension GitOpsApplication.Base: Recorded {
    static let record = Record(
        Self(repository: "", reference: "", revision: ""), "A commit that kustomizations have used.",
        [
            .required("repository", \.repository, "The GitOpsRepository, in the application's namespace."),
            .optional(
                "reference", \.reference, "As a kustomization names it; none for the repository's default."),
            .required("revision", \.revision, "What that was, `main@sha1:…`."),
        ])
}

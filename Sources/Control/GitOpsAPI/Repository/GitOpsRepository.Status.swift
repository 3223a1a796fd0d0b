package import Documents
package import KubeModel

extension GitOpsRepository {
    /// What was last found in the repository.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        /// `main@sha1:` and the full commit id; nil before the first fetch.
        package var revision: String?
        package var commit: Commit?
        /// When commits were last fetched. A look that finds nothing new does not count, so that it writes nothing.
        package var lastFetchTime: KubeTime?
        /// Bytes of the mirror on the controller's disk.
        package var size: Int?
        /// The value of the annotation `requestedAt` that was last acted on.
        package var lastHandledRequest: String?
        package var conditions = Conditions()

        package init() {}
    }

    /// The commit of the revision.
    package struct Commit: Sendable, Hashable {
        package var sha: String
        package var author: String
        package var email: String
        /// The subject line.
        package var message: String
        package var time: KubeTime?

        package init(sha: String, author: String, email: String, message: String, time: KubeTime?) {
            self.sha = sha
            self.author = author
            self.email = email
            self.message = message
            self.time = time
        }
    }
}

extension GitOpsRepository.Status: Recorded {
    static let record = Record(
        Self(), "What was found.",
        [
            .observedGeneration(\.observedGeneration),
            .optional("revision", \.revision, "The reference and the full commit id, `main@sha1:…`."),
            .shortRevision { $0.revision },
            .optional("commit", \.commit),
            .optional(
                "lastFetchTime", \.lastFetchTime,
                "When commits were last fetched; a look that found nothing new does not count."),
            .optional(
                "size", \.size, "The bytes that the copy of the repository takes on the controller's disk.",
                .number(from: 0)),
            .lastHandledRequest(\.lastHandledRequest),
            .conditions(\.conditions),
        ])

    /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
    package init(_ value: Value?) { self = Self.record.readWhatCanBeRead(value) }

    package var value: Value { fieldValue }
}

extension GitOpsRepository.Commit: Recorded {
    static let record = Record(
        Self(sha: "", author: "", email: "", message: "", time: nil), "The commit of the revision.",
        [
            .required("sha", \.sha, "Its id."),
            .written("author", \.author, "Its author's name."),
            .written("email", \.email, "Its author's address."),
            .written("message", \.message, "The first line of its message."),
            .optional("time", \.time, "When it was committed."),
        ])
}

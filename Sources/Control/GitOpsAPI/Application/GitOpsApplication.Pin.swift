internal import KubeModel
internal import Operating

extension Pin.Cause: FieldChoice {}

extension Pin: Recorded {
    static let record = Record(
        Self(
            revision: "", cause: .request, reason: "", since: KubeTime(seconds: 0),
            skipped: Skipped(revision: "", digest: "")),
        """
        That the application was taken back to an earlier revision, where it stays until a newer commit changes what it renders to.
        """,
        [
            .required("revision", \.revision, "Where it stays."),
            .required("cause", \.cause, "`Requested` by a person, or `Failure` of the revision that is passed over."),
            .written("reason", \.reason, "Why, in a sentence."),
            .required("since", \.since, "Since when."),
            .required("skips", \.skipped.revision, "The newest revision, which is passed over."),
            .optional(
                "skippedDigest", \.skipped.digest,
                "The digest of what that renders to: a newer one that renders to the same is passed over, too."),
        ])
}

import GitOpsAPI
import Testing

@Suite("Revisions that people write") struct MeantRevisionTests {
    private static let commit = "9f2c1a7d00000000000000000000000000000000"
    private static let chart = "1.2.3@sha256:\(String(repeating: "7", count: 64))"

    @Test(
        "mean one that status has",
        arguments: [
            ("main@sha1:\(commit)", "main@sha1:\(commit)"), ("main@sha1:\(commit)", commit),
            ("main@sha1:\(commit)", "9f2c1a7"), ("main@sha1:\(commit)", "9F2C1A7"),
            ("main@sha1:\(commit)", "main@9f2c1a7"), ("sha1:\(commit)", "9f2c1a7d"), (chart, "1.2.3"),
            ("\(chart)+main@sha1:\(commit)", "9f2c1a7"), ("chart=\(chart),values=v1@sha1:\(commit)", "1.2.3"),
            ("chart=\(chart),values=v1@sha1:\(commit)", "9f2c1a7"),
        ])
    func meant(_ revision: String, _ text: String) { #expect(RevisionText.is(revision, meantBy: text)) }

    @Test(
        "or another",
        arguments: [
            ("main@sha1:\(commit)", "9f2c1a"), ("main@sha1:\(commit)", "main"), ("main@sha1:\(commit)", ""),
            ("main@sha1:\(commit)", "8f2c1a7"), ("main@sha1:\(commit)", "\(commit)0"), (chart, "1.2"), (chart, ""),
            (chart, "7777777"), ("v1@sha1:\(commit)", "v1"),
        ])
    func another(_ revision: String, _ text: String) { #expect(!RevisionText.is(revision, meantBy: text)) }
}

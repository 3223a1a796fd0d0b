import Documents
import FoundationEssentials
import Git
import GitOpsAPI
import KubeModel
import Sourcing
import Testing

@testable import Controllers

private let now = KubeTime(seconds: 1_000_000)

private func repository(requestedAt: String? = nil) -> ResourceMetadata {
    ResourceMetadata(
        key: ObjectKey(namespace: "shop", name: "source"), uid: "u", generation: 3, resourceVersion: "1",
        deletionTimestamp: nil, finalizers: [],
        annotations: requestedAt.map { [Annotations.requestedAt: $0] } ?? [:])
}

@Suite struct RepositoryOutcomeTests {
    @Test(arguments: [
        (RepositoryOutcome.failed("TimedOut", "m"), "False True False"),
        (.stalled("InvalidSpec", "m"), "False False True"),
        (.suspended, "- False False"),
    ]) func `Conditions`(outcome: RepositoryOutcome, expected: String) {
        let status = outcome.status(after: GitOpsRepository.Status(), of: repository(), now: now)
        #expect(status.observedGeneration == 3)
        let types = [ConditionType.ready, ConditionType.reconciling, ConditionType.stalled]
        #expect(types.map { status.conditions[$0]?.status.rawValue ?? "-" }.joined(separator: " ") == expected)
        #expect(status.conditions.all.allSatisfy { $0.observedGeneration == 3 && !$0.message.isEmpty })
    }

    @Test func `A failure keeps the last revision`() {
        var old = GitOpsRepository.Status()
        old.revision = "main@sha1:1"
        let status = RepositoryOutcome.failed("TimedOut", "m").status(after: old, of: repository(), now: now)
        #expect(status.revision == "main@sha1:1")
    }

    @Test func `What found out nothing says nothing`() {
        let old = GitOpsRepository.Status()
        #expect(RepositoryOutcome.unchanged.status(after: old, of: repository(requestedAt: "x"), now: now) == old)
    }

    @Test func `A request is echoed`() {
        let status = RepositoryOutcome.suspended.status(
            after: GitOpsRepository.Status(), of: repository(requestedAt: "x"), now: now)
        #expect(status.lastHandledRequest == "x")
    }

    @Test(arguments: [
        ("main@sha1:0123456789012345678901234567890123456789", "main"),
        ("sha1:0123456789012345678901234567890123456789", ""),
        ("a@b@sha1:0123456789012345678901234567890123456789", "a@b"),
    ]) func `Revisions are read as they are written`(text: String, reference: String) throws {
        let revision = try #require(GitRevision(text: text))
        #expect(revision.reference == reference)
        #expect(revision.description == text)
    }

    @Test(arguments: ["", "main", "main@sha1:12", "main@sha1:"]) func `Other texts are no revision`(text: String) {
        #expect(GitRevision(text: text) == nil)
    }
}

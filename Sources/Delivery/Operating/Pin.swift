package import KubeModel

/// That an application stays at an earlier revision, until there is something newer than what it passes over.
package struct Pin: Sendable, Hashable {
    /// Who went back.
    package enum Cause: String, Sendable, Hashable, CaseIterable {
        /// A person asked for it.
        case request = "Requested"
        /// The revision that is passed over has failed.
        case failure = "Failure"
    }

    /// What is passed over.
    package struct Skipped: Sendable, Hashable {
        /// The newest revision, as far as it was looked at.
        package var revision: String
        /// Of what it renders to; empty where it does not render. Another revision that renders to the same is passed over as well.
        package var digest: String

        package init(revision: String, digest: String) {
            self.revision = revision
            self.digest = digest
        }
    }

    /// Where the application stays.
    package var revision: String
    package var cause: Cause
    package var reason: String
    package var since: KubeTime
    package var skipped: Skipped

    package init(revision: String, cause: Cause, reason: String, since: KubeTime, skipped: Skipped) {
        self.revision = revision
        self.cause = cause
        self.reason = reason
        self.since = since.wholeSeconds
        self.skipped = skipped
    }

    /// The trigger of operations that go back.
    package static let trigger = "Rollback"

    /// Whether going back is still to be done, as far as the last operation tells.
    package func isPending(after operation: Operation?) -> Bool {
        guard let operation, operation.trigger == Self.trigger, operation.target.revision == revision,
            operation.startedAt >= since
        else { return true }
        return operation.phase != .succeeded
    }
}

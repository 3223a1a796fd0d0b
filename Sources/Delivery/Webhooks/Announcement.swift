/// What a delivery says has happened. No more than a hint to look: nothing of it is fetched, and nobody is asked because it names them.
package struct Announcement: Sendable, Hashable {
    /// What moved in a repository.
    package struct Change: Sendable, Hashable {
        /// In full, such as `refs/heads/main`.
        package var reference: String
        /// Where it is now; nil where it is gone, or where that is not said.
        package var commit: String?

        package init(reference: String, commit: String?) {
            self.reference = reference
            self.commit = commit.flatMap { Self.isCommit($0) ? $0 : nil }
        }

        /// 40 digits, and not only zeros, which stand for none.
        private static func isCommit(_ text: String) -> Bool {
            text.utf8.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit } && text.contains { $0 != "0" }
        }
    }

    /// All addresses of the repository that are said; none where it may be any.
    package var addresses: [String]
    package var changes: [Change]

    package init(addresses: [String], changes: [Change]) {
        self.addresses = Array(addresses.filter { $0.utf8.count <= Self.longestAddress }.prefix(Self.mostAddresses))
        self.changes = Array(
            changes.filter { $0.reference.utf8.count <= Self.longestReference }.prefix(Self.mostChanges))
    }

    /// More than forges name for one repository.
    static let mostAddresses = 16
    static let longestAddress = 2_048
    /// Bitbucket tells of five at most; of more the rest is found by looking.
    static let mostChanges = 64
    static let longestReference = 255
}

/// What came of reading a delivery.
package enum Reading: Sendable, Hashable {
    case announcements([Announcement])
    /// The sender tries whether anybody is there.
    case ping
    /// Nothing that is to be looked at. Answered as a success: several senders switch off what refuses.
    case irrelevant
    /// It is not what the sender sends; what is wrong, in words that quote nothing of it.
    case malformed(String)
}

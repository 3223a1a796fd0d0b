/// What it takes for a plan to pass.
package struct ApprovalRule: Sendable, Hashable {
    /// By how many different users it has to be approved.
    package var count: Int
    /// Of which groups they have to be, one of them; empty for any.
    package var groups: [String]
    /// Whether who has written what is deployed does not count.
    package var preventsSelfApproval: Bool
    /// For how long an approval counts.
    package var expires: Duration

    package init(count: Int = 1, groups: [String] = [], preventsSelfApproval: Bool = false, expires: Duration) {
        self.count = count
        self.groups = groups
        self.preventsSelfApproval = preventsSelfApproval
        self.expires = expires
    }
}

package import KubeModel

/// Somebody else whom requests act as; takes the right to impersonate each part of it.
///
/// Guarantees: what it holds are texts that a header can carry, and none is empty where that would mean nobody.
package struct Impersonation: Sendable, Hashable {
    package let user: String
    package let groups: [String]
    /// Empty for none.
    package let uid: String

    package init(user: String, groups: [String], uid: String) throws(KubeError) {
        guard Self.isHeaderText(user) else {
            throw KubeError(
                .configuration, "cannot impersonate a user without a name, or with control characters in it")
        }
        guard groups.allSatisfy(Self.isHeaderText) else {
            throw KubeError(
                .configuration, "cannot impersonate \(user) in a group without a name, or with control characters in it"
            )
        }
        guard uid.isEmpty || Self.isHeaderText(uid) else {
            throw KubeError(.configuration, "cannot impersonate \(user) with a UID that has control characters in it")
        }
        self.user = user
        self.groups = groups
        self.uid = uid
    }

    private static func isHeaderText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && text.first != " " && text.last != " "
    }
}

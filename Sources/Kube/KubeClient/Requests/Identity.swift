import KubeModel

/// Whom requests act as.
enum Identity: Sendable, Hashable {
    case configured
    /// Only made by the checking functions below.
    case impersonated(user: String, groups: [String])

    static func impersonating(user: String, groups: [String]) throws(KubeError) -> Identity {
        guard isHeaderText(user) else {
            throw KubeError(
                .configuration, "cannot impersonate a user without a name, or with control characters in it")
        }
        guard groups.allSatisfy(isHeaderText) else {
            throw KubeError(
                .configuration, "cannot impersonate \(user) in a group without a name, or with control characters in it"
            )
        }
        return .impersonated(user: user, groups: groups)
    }

    /// Names no groups: the server knows those of a service account, and naming them would take the right to impersonate
    /// groups, which is far more than acting as an account is.
    static func impersonating(serviceAccount name: String, namespace: String) throws(KubeError) -> Identity {
        // A colon would move the boundary between namespace and name, and so name another account.
        guard ResourceType.isSubdomain(name), ResourceType.isSubdomain(namespace) else {
            throw KubeError(
                .configuration,
                "cannot impersonate service account \"\(name)\" in namespace \"\(namespace)\": no such name")
        }
        return try impersonating(user: "system:serviceaccount:\(namespace):\(name)", groups: [])
    }

    var headers: [(String, String)] {
        switch self {
        case .configured: []
        case .impersonated(let user, let groups):
            [("Impersonate-User", user)] + groups.map { ("Impersonate-Group", $0) }
        }
    }

    private static func isHeaderText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && text.first != " " && text.last != " "
    }
}

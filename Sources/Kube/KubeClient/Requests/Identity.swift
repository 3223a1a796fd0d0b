import KubeModel

/// Whom requests act as.
enum Identity: Sendable, Hashable {
    case configured
    case impersonated(Impersonation)

    /// Names no groups: the server knows those of a service account, and naming them would take the right to impersonate
    /// groups, which is far more than acting as an account is.
    static func impersonating(serviceAccount name: String, namespace: String) throws(KubeError) -> Identity {
        // A colon would move the boundary between namespace and name, and so name another account.
        guard ResourceType.isSubdomain(name), ResourceType.isSubdomain(namespace) else {
            throw KubeError(
                .configuration,
                "cannot impersonate service account \"\(name)\" in namespace \"\(namespace)\": no such name")
        }
        return .impersonated(
            try Impersonation(user: "system:serviceaccount:\(namespace):\(name)", groups: [], uid: ""))
    }

    var headers: [(String, String)] {
        switch self {
        case .configured: []
        case .impersonated(let somebody):
            [("Impersonate-User", somebody.user)] + somebody.groups.map { ("Impersonate-Group", $0) }
                + (somebody.uid.isEmpty ? [] : [("Impersonate-Uid", somebody.uid)])
        }
    }
}

import Digests
package import Transport

/// A remote repository and how to be let in.
package struct GitRemote: Sendable, Hashable {
    package var url: String
    package var credentials: GitCredentials
    /// Certificates, as PEM, to trust for https in the place of the system's.
    package var caPEM: [UInt8]?
    /// Takes any certificate for https: for tests and for nothing else.
    package var insecureSkipVerify: Bool

    package init(
        url: String, credentials: GitCredentials = .none, caPEM: [UInt8]? = nil, insecureSkipVerify: Bool = false
    ) {
        self.url = url
        self.credentials = credentials
        self.caPEM = caPEM
        self.insecureSkipVerify = insecureSkipVerify
    }

    /// The name of the mirror's folder. Whoever may read a mirror proved it with exactly these credentials, so these
    /// are part of the name; the salt keeps the name from telling anything of a weak password.
    func identity(salt: [UInt8]) -> String {
        var digest = Digest.Builder()
        digest.add(salt)
        digest.add(url)
        digest.add(caPEM ?? [])
        digest.add("\(insecureSkipVerify)")
        for part in credentials.parts { digest.add(part) }
        return String(digest.finish().hex.prefix(40))
    }
}

/// What proves to a server who asks. Sent to the remote's own host only.
package enum GitCredentials: Sendable, Hashable {
    case none
    case basic(username: String, password: Redacted<String>)
    case bearer(token: Redacted<String>)
    /// `knownHosts` has the form of OpenSSH's file of that name and is never optional.
    case ssh(privateKey: Redacted<String>, passphrase: Redacted<String>?, knownHosts: String)

    fileprivate var parts: [String] {
        switch self {
        case .none: ["none"]
        case .basic(let username, let password): ["basic", username, password.exposed]
        case .bearer(let token): ["bearer", token.exposed]
        case .ssh(let key, let passphrase, let hosts): ["ssh", key.exposed, passphrase?.exposed ?? "", hosts]
        }
    }
}

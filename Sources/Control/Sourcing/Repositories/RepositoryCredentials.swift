package import Documents
package import Git
internal import Transport

/// Reads what a Secret holds for a repository. Keys as Flux, Argo CD and `kubectl create secret` name them.
package enum RepositoryCredentials {
    /// What is wrong with a Secret.
    package typealias Invalid = SecretEntries.Invalid

    /// The remote of a URL, with what the Secret holds.
    ///
    /// - Parameter secret: the whole Secret, nil where the repository names none.
    package static func remote(url: String, secret: Value?) throws(Invalid) -> GitRemote {
        guard let secret else { return GitRemote(url: url) }
        let entries = try SecretEntries(secret)
        return GitRemote(
            url: url, credentials: try credentials(entries, isSSH: isSSH(url)), caPEM: entries.authority)
    }

    static func isSSH(_ url: String) -> Bool {
        url.hasPrefix("ssh://") || !url.contains("://")
    }

    private static func credentials(_ data: SecretEntries, isSSH: Bool) throws(Invalid) -> GitCredentials {
        if isSSH { return try sshCredentials(data) }
        if let password = data["password"] {
            // Services that take a token for a password mostly accept any name.
            return .basic(username: data["username"] ?? "git", password: Redacted(password))
        }
        if let token = data["token"] ?? data["bearerToken"] { return .bearer(token: Redacted(token)) }
        guard data["ssh-privatekey"] == nil, data["identity"] == nil else {
            throw Invalid(message: "it holds an ssh key, but the URL is not an ssh one")
        }
        return .none
    }

    private static func sshCredentials(_ data: SecretEntries) throws(Invalid) -> GitCredentials {
        guard let key = data["ssh-privatekey"] ?? data["identity"] else {
            throw Invalid(message: "it has no key 'ssh-privatekey', which an ssh URL needs")
        }
        guard let knownHosts = data["known_hosts"] else {
            throw Invalid(
                message: "it has no key 'known_hosts'; fill it with the output of ssh-keyscan, compared with what the "
                    + "server's owner publishes")
        }
        return .ssh(
            privateKey: Redacted(key), passphrase: (data["passphrase"] ?? data["password"]).map { Redacted($0) },
            knownHosts: knownHosts)
    }
}

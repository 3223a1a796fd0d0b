internal import Documents
internal import FoundationEssentials
internal import Git
internal import GitOpsAPI
internal import Transport

/// Reads what a Secret holds for a repository. Keys as Flux, Argo CD and `kubectl create secret` name them.
enum RepositoryCredentials {
    struct Invalid: Error {
        var message: String
    }

    /// - Parameter secret: the whole Secret, nil where the repository names none.
    static func remote(url: String, secret: Value?) throws(Invalid) -> GitRemote {
        guard let secret else { return GitRemote(url: url) }
        let data = try decode(secret)
        return GitRemote(
            url: url, credentials: try credentials(data, isSSH: isSSH(url)),
            caPEM: (data["ca.crt"] ?? data["caFile"]).map { Array($0.utf8) })
    }

    static func isSSH(_ url: String) -> Bool {
        url.hasPrefix("ssh://") || !url.contains("://")
    }

    private static func credentials(_ data: [String: String], isSSH: Bool) throws(Invalid) -> GitCredentials {
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

    private static func sshCredentials(_ data: [String: String]) throws(Invalid) -> GitCredentials {
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

    /// The Secret's entries as text; a trailing newline that editors leave is not part of a password.
    private static func decode(_ secret: Value) throws(Invalid) -> [String: String] {
        var data: [String: String] = [:]
        for (key, value) in secret["data"]?.object ?? Object() {
            guard let bytes = value.string.flatMap({ Data(base64Encoded: $0) }),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw Invalid(message: "its key '\(key)' holds no text") }
            let isBlock = ["ssh-privatekey", "identity", "known_hosts", "ca.crt", "caFile"].contains(key)
            data[key] = isBlock ? text : text.trimmingTrailingNewlines
        }
        return data
    }
}

extension String {
    fileprivate var trimmingTrailingNewlines: String {
        var text = Substring(self)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}

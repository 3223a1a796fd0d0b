/// What `ssh` and the program at its other end write when they give up.
enum SSHFailure {
    static func error(_ text: String, _ url: GitURL) -> GitError {
        let words = quote(text)
        for (code, signs, message) in causes where signs.contains(where: { text.contains($0) }) {
            return GitError(code, "\(url.place): \(message)\(words)")
        }
        return GitError(.network, "\(url.place): the ssh session ended before git could begin\(words)")
    }

    private static let causes: [(GitError.Code, [String], String)] = [
        (
            .hostKey,
            [
                "Host key verification failed", "host key is known for", "HOST IDENTIFICATION HAS CHANGED",
                "host key has changed",
            ],
            "the server's key is not the one in known_hosts; compare it with what the server's owner publishes, then correct the Secret"
        ),
        (
            .authentication, ["Permission denied", "Too many authentication failures", "incorrect passphrase"],
            "the server refuses the key, or the passphrase does not fit it"
        ),
        (.authentication, ["Load key", "invalid format", "error in libcrypto"], "the private key cannot be read"),
        (
            .notFound(.remote),
            ["does not appear to be a git repository", "epository not found", "could not be found", "does not exist"],
            "there is no such repository, or the key may not see it"
        ),
        (.timedOut, ["Connection timed out", "timed out"], "the server does not answer"),
        (
            .network,
            ["Could not resolve hostname", "Connection refused", "No route to host", "Network is unreachable"],
            "the server cannot be reached"
        ),
        (
            .unsupported, ["No user exists for uid"],
            "ssh needs an entry in /etc/passwd for the user that the controller runs as"
        ),
    ]

    /// What `ssh` repeats of a server's first words is nobody's business: any service may stand there, and tell them to
    /// whoever asks.
    private static func harmless(_ line: String) -> String {
        let text = line.lowercased()
        if ["protocol version", "remote version", "identification", "banner"].contains(where: text.contains) {
            return "what answers there does not speak ssh"
        }
        return text.hasPrefix("received disconnect") || text.hasPrefix("disconnected from")
            ? "the server ended the connection" : line
    }

    /// In brackets behind a message: bounded, on one line, printable.
    static func quote(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.filter { $0.isASCII && ($0.asciiValue ?? 0) >= 0x20 }
        }
        let words = lines.filter { !$0.isEmpty && !$0.allSatisfy { $0 == "@" } }.suffix(3).map(harmless)
            .joined(separator: " | ")
        return words.isEmpty ? "" : " (ssh says: \(words.prefix(300)))"
    }
}

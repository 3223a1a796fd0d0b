/// What a server says in git's own protocol when it does not serve.
enum RemoteWords {
    static func interpret(_ error: GitError) -> GitError {
        guard let words = error.message.firstRange(of: "remote error: ").map({ error.message[$0.lowerBound...] }) else {
            return error
        }
        let text = words.lowercased()
        if text.contains("not found") || text.contains("not exist") || text.contains("not a git repository") {
            return GitError(.notFound(.remote), String(words))
        }
        if text.contains("denied") || text.contains("permission") || text.contains("not authorized") {
            return GitError(.authentication, String(words))
        }
        return GitError(.protocolViolation, String(words))
    }
}

/// The repository that a URL names, however it is written: `git@example.org:a/b` and `https://example.org/a/b.git` are one.
package struct GitLocation: Sendable, Hashable {
    private let host: String
    /// Nil for the one that the scheme has without any.
    private let port: Int?
    private let path: String
    /// Who logs in by ssh, where that is a person: what is below one's home is not below another's.
    private let person: String
    /// What comes without encryption is not taken for what is asked for with it.
    private let isEncrypted: Bool

    /// Nil where the text is no URL of a repository.
    package init?(_ text: String) {
        guard let url = try? GitURL(GitLocation.withoutUser(text), allowFileURLs: true) else { return nil }
        host = url.host
        port = url.port == url.scheme.standardPort ? nil : url.port
        isEncrypted = url.scheme != .http
        person = url.user == "git" ? "" : url.user
        var path = url.path[...]
        if person.isEmpty { while path.hasPrefix("/") { path.removeFirst() } }
        while path.hasSuffix("/") { path.removeLast() }
        self.path = String(path.hasSuffix(".git") ? path.dropLast(4) : path)
    }

    /// In a URL of the web a user says who asks, not for what.
    private static func withoutUser(_ text: String) -> String {
        for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            guard let at = authority.lastIndex(of: "@") else { return text }
            return scheme + rest[rest.index(after: at)...]
        }
        return text
    }
}

extension GitURL.Scheme {
    fileprivate var standardPort: Int? {
        switch self {
        case .http: 80
        case .https: 443
        case .ssh: 22
        case .file: nil
        }
    }
}

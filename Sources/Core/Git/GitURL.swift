/// A remote's address, taken apart and checked: nothing in it can be mistaken for an option of a program, and no
/// secret hides in it.
struct GitURL: Sendable, Hashable {
    enum Scheme: String, Sendable {
        case http, https, ssh, file
    }

    var scheme: Scheme
    /// Empty for files.
    var host: String
    var port: Int?
    /// Who logs in; for ssh only.
    var user: String
    /// For http with the leading slash and without a trailing one; for ssh as the server shall see it.
    var path: String

    /// For messages.
    var place: String { scheme == .file ? path : port.map { "\(host):\($0)" } ?? host }

    /// What to ask for over http, without a trailing slash.
    var base: String { "\(scheme.rawValue)://\(place)\(path)" }

    init(_ text: String, allowFileURLs: Bool) throws(GitError) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw GitError(
                .invalid, "the repository's URL is empty, or has spaces or characters that have to be escaped")
        }
        if let separator = text.firstRange(of: "://") {
            try self.init(
                scheme: text[..<separator.lowerBound].lowercased(), rest: text[separator.upperBound...],
                allowFileURLs: allowFileURLs)
        } else {
            try self.init(scp: text)
        }
    }

    private init(scheme: String, rest: Substring, allowFileURLs: Bool) throws(GitError) {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        switch scheme {
        case "http": try self.init(web: .http, authority: rest[..<slash], path: rest[slash...])
        case "https": try self.init(web: .https, authority: rest[..<slash], path: rest[slash...])
        case "ssh": try self.init(ssh: rest[..<slash], path: rest[slash...])
        case "file":
            guard allowFileURLs else {
                throw GitError(.refused, "file:// URLs are refused; the controller's --allow-file-urls allows them")
            }
            try self.init(fileHost: rest[..<slash], path: rest[slash...])
        case "git":
            throw GitError(
                .unsupported, "git:// is neither encrypted nor authenticated and is refused; use https or ssh")
        default:
            throw GitError(.unsupported, "URLs with \(scheme):// are not supported; use https or ssh")
        }
    }

    private init(web scheme: Scheme, authority: Substring, path: Substring) throws(GitError) {
        guard !authority.contains("@") else {
            throw GitError(.invalid, "the repository's URL contains a user or password; put them into a Secret instead")
        }
        guard !path.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw GitError(.invalid, "the repository's URL may have neither ? nor #")
        }
        self.scheme = scheme
        (host, port) = try GitURL.host(authority)
        user = ""
        self.path = String(path.trimmingSuffix("/"))
        guard !self.path.isEmpty else {
            throw GitError(.invalid, "the repository's URL names no repository on \(host)")
        }
    }

    private init(ssh authority: Substring, path: Substring) throws(GitError) {
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0] } ?? "git"
        guard !user.contains(":") else {
            throw GitError(.invalid, "the repository's URL contains a password; ssh works with a key in a Secret")
        }
        let address = at.map { authority[authority.index(after: $0)...] } ?? authority
        // As git has it: /~name/repository is below the home folder of name.
        let path = path.hasPrefix("/~") ? path.dropFirst() : path
        guard let decoded = GitURL.decoded(path) else {
            throw GitError(.invalid, "the repository's URL has a broken % escape")
        }
        try self.init(ssh: try GitURL.host(address), user: user, path: decoded)
    }

    /// `git@host:path`.
    private init(scp text: String) throws(GitError) {
        let start = text.firstIndex(of: "]") ?? text.startIndex
        guard let colon = text[start...].firstIndex(of: ":"), !text[..<colon].contains("/") else {
            throw GitError(.invalid, "\"\(text)\" is not a repository's URL; write https://host/path or git@host:path")
        }
        let authority = text[..<colon]
        let at = authority.lastIndex(of: "@")
        let address = at.map { authority[authority.index(after: $0)...] } ?? authority
        // user:password@host:path; git itself would take the user for the host.
        guard at != nil || !text[colon...].contains("@") else {
            throw GitError(.invalid, "the repository's URL contains a password; ssh works with a key in a Secret")
        }
        try self.init(
            ssh: try GitURL.host(address), user: at.map { authority[..<$0] } ?? "git",
            path: String(text[text.index(after: colon)...]))
    }

    private init(ssh place: (host: String, port: Int?), user: Substring, path: String) throws(GitError) {
        guard GitURL.isName(user, and: "._-") else {
            throw GitError(.invalid, "the user in the repository's URL has characters that are not allowed")
        }
        guard !path.isEmpty, path != "/", !path.hasPrefix("-"), path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else {
            throw GitError(.invalid, "the repository's URL has no path, or one that is not allowed")
        }
        scheme = .ssh
        (host, port) = place
        self.user = String(user)
        self.path = path
    }

    private init(fileHost: Substring, path: Substring) throws(GitError) {
        guard fileHost.isEmpty || fileHost == "localhost", path.count > 1, let decoded = GitURL.decoded(path),
            !decoded.utf8.contains(0)
        else {
            throw GitError(.invalid, "a file:// URL needs the form file:///absolute/path")
        }
        scheme = .file
        host = ""
        port = nil
        user = ""
        self.path = decoded
    }

    /// `host`, `host:port`, `[v6]`, `[v6]:port`.
    private static func host(_ text: Substring) throws(GitError) -> (String, Int?) {
        var host = text
        var port: Int?
        let end = text.firstIndex(of: "]").map { text.index(after: $0) } ?? text.firstIndex(of: ":") ?? text.endIndex
        if end < text.endIndex {
            let number = Int(text[text.index(after: end)...])
            guard text[end] == ":", let number, (1...65_535).contains(number) else {
                throw GitError(.invalid, "the repository's URL has an invalid port")
            }
            port = number
            host = text[..<end]
        }
        let valid =
            host.hasPrefix("[")
            ? host.dropFirst().dropLast().utf8.allSatisfy {
                $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || isHex($0)
            }
            : isName(host, and: ".-_")
        guard valid, host.count > 0 else { throw GitError(.invalid, "the repository's URL has an invalid host name") }
        return (host.lowercased(), port)
    }

    /// Letters, digits and some others, but never a `-` in front, which programs take for an option.
    private static func isName(_ text: Substring, and others: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || others.utf8.contains(byte)
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(isHex),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}

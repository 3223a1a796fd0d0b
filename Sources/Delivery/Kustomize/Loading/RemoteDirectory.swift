import SourceTrees

/// A directory of another repository, as kustomizations name them: `https://host/org/repository//path?ref=v1`.
///
/// Taken apart as `NewRepoSpecFromURL` of kustomize 5.5 does.
struct RemoteDirectory: Hashable {
    let repository: RemoteRepository
    /// Relative to the repository's root, as it was written; empty for the root.
    let path: String

    /// Whether kustomize would look at another host: there is a scheme, a user, or GitHub's name.
    static func isRemote(_ text: String) -> Bool {
        let lower = text.lowercased()
        let rest = lower.hasPrefix("git::") ? String(lower.dropFirst(5)) : lower
        if ["ssh://", "https://", "http://", "file://"].contains(where: rest.hasPrefix) { return true }
        if rest.hasPrefix("github.com/") || rest.hasPrefix("github.com:") { return true }
        guard let at = rest.firstIndex(of: "@"), let first = rest.first, first.isLetter else { return false }
        // With a password it is no address for kustomize, but was meant to be one.
        return rest[..<at].utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ":") }
    }

    /// For messages: without what may be a secret.
    static func shown(_ text: String) -> String {
        if let remote = RemoteDirectory(text) { return remote.repository.name(of: remote.path) }
        let address = text.prefix { $0 != "?" }
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        let end = address[start...].firstIndex(of: "/") ?? address.endIndex
        guard let at = address[start..<end].lastIndex(of: "@") else { return String(address) }
        return "\(address[..<start])***\(address[at...])"
    }

    /// Whether kustomize would get a file by HTTP.
    static func isRemoteFile(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }

    /// Nil where kustomize takes the text for a path.
    init?(_ text: String) {
        let mark = text.firstIndex(of: "?")
        let address = Address(text[..<(mark ?? text.endIndex)])
        guard let address, let (repository, path) = RemoteDirectory.split(address), !repository.isEmpty else {
            return nil
        }
        let inside = path.hasPrefix("/") ? path.dropFirst() : path
        guard !RemoteDirectory.leaves(inside) else { return nil }
        let reference = mark.map { RemoteDirectory.reference(in: text[text.index(after: $0)...]) } ?? ""
        self.repository = RemoteRepository(url: address.host + repository, reference: reference)
        self.path = String(inside)
    }

    /// Where a repository ends and the path in it begins: after `_git/NAME`, at `//`, after `.git`, or after two names.
    private static func split(_ address: Address) -> (repository: Substring, path: Substring)? {
        let rest = address.rest
        if let mark = rest.firstRange(of: "_git/") {
            let end = rest[mark.upperBound...].firstIndex(of: "/") ?? rest.endIndex
            return (rest[..<end], rest[end...].dropFirst())
        }
        if let mark = rest.firstRange(of: "//") { return (rest[..<mark.lowerBound], rest[mark.upperBound...]) }
        if let mark = rest.firstRange(of: ".git") { return (rest[..<mark.upperBound], rest[mark.upperBound...]) }
        if address.isFile { return (rest, "") }
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        let end = rest[rest.index(after: slash)...].firstIndex(of: "/") ?? rest.endIndex
        return (rest[..<end], rest[end...].dropFirst())
    }

    private static func leaves(_ path: Substring) -> Bool {
        do throws(SourceTreeError) { _ = try TreePath.normalise(String(path)) } catch {
            return error.code == .outsideTree
        }
        return false
    }

    /// `ref`, or `version`. What else kustomize knows there, `timeout` and `submodules`, is for the program that it runs.
    private static func reference(in query: Substring) -> String {
        // As in Go, which takes no part of such a query.
        guard !query.contains(";") else { return "" }
        var found: [Substring: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, found[parts[0]] == nil else { continue }
            guard let value = unescaped(parts[1]) else { return "" }
            found[parts[0]] = value
        }
        let reference = found["ref"] ?? ""
        return reference.isEmpty ? found["version"] ?? "" : reference
    }

    /// Nil where an escape is broken: then the whole query counts for nothing.
    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// The part of a remote's address that says where it is, and the rest.
private struct Address {
    /// With scheme and user, up to the `/` or `:` in front of the path.
    var host: String
    var rest: Substring
    var isFile = false

    init?(_ text: Substring) {
        let (scheme, afterScheme) = Address.scheme(Address.trimming("git::", of: text) ?? text)
        guard text.utf8.first != UInt8(ascii: "/") else { return nil }
        guard scheme != "file://" else {
            self.init(host: "file://", rest: afterScheme, isFile: true)
            return
        }
        let (user, place) = Address.user(afterScheme)
        let isGitHub = ["github.com/", "github.com:"].contains { Address.trimming($0, of: place) != nil }
        let takesColon = scheme.isEmpty && (!user.isEmpty || isGitHub)
        guard !scheme.isEmpty || takesColon, let end = Address.separator(in: place, takesColon: takesColon) else {
            return nil
        }
        let (host, rest) = (place[...end], place[place.index(after: end)...])
        guard isGitHub else {
            guard let authority = Address.withoutSecrets("\(user)\(host)", scheme) else { return nil }
            self.init(host: "\(scheme)\(authority)", rest: rest)
            return
        }
        let isSSH = scheme == "ssh://" || !user.isEmpty
        self.init(host: isSSH ? "\(user)github.com:" : "https://github.com/", rest: rest)
    }

    /// Who asks for something on the web, and with which password, is not for a kustomization to say: credentials are those of
    /// the repository's declaration. For ssh a user is part of the address, and a password is none.
    private static func withoutSecrets(_ authority: String, _ scheme: String) -> Substring? {
        guard let at = authority.lastIndex(of: "@") else { return authority[...] }
        if scheme.hasPrefix("http") { return authority[authority.index(after: at)...] }
        return authority[..<at].contains { $0 == ":" || $0 == "@" } ? nil : authority[...]
    }

    private init(host: String, rest: Substring, isFile: Bool = false) {
        self.host = host
        self.rest = rest
        self.isFile = isFile
    }

    private static func scheme(_ text: Substring) -> (String, Substring) {
        for scheme in ["ssh://", "https://", "http://", "file://"] {
            if let rest = trimming(scheme, of: text) { return (scheme, rest) }
        }
        return ("", text)
    }

    /// With the `@`.
    private static func user(_ text: Substring) -> (Substring, Substring) {
        guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")), let first = text.utf8.first, isLetter(first),
            text[..<at].utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") })
        else { return ("", text) }
        let end = text.index(after: at)
        return (text[..<end], text[end...])
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// A colon counts, as in `git@host:path`, where no slash is in front of it.
    private static func separator(in text: Substring, takesColon: Bool) -> Substring.Index? {
        let slash = text.firstIndex(of: "/")
        guard takesColon, let colon = text.firstIndex(of: ":") else { return slash }
        guard let slash else { return colon }
        return colon > text.startIndex && colon < slash ? colon : slash
    }

    private static func trimming(_ prefix: String, of text: Substring) -> Substring? {
        guard text.utf8.count >= prefix.utf8.count, text.prefix(prefix.count).lowercased() == prefix else { return nil }
        return text.dropFirst(prefix.count)
    }
}

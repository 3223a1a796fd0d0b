package import GoValues

/// An address as Go's package `net/url` reads and writes it.
package struct GoURL {
    package var scheme = GoString()
    var opaque = GoString()
    var user: User?
    package var host = GoString()
    package var path = GoString()
    package var query = GoString()
    var fragment = GoString()
    /// Whether there is a scheme and no authority, not even an empty one.
    private var lacksHost = false

    struct User {
        var name: GoString
        var password: GoString?

        var text: GoString {
            let suffix = password.map { GoString(":") + URLEscaping.user.escape($0) } ?? GoString()
            return URLEscaping.user.escape(name) + suffix
        }
    }

    init() {}

    /// - Throws: what Go's `url.Parse` says.
    package init(_ text: GoString) throws(GoError) {
        let (address, fragment) = text.cut("#")
        do {
            try read(address)
        } catch {
            throw GoError("parse \(GoQuote.quote(address)): \(error.message)")
        }
        do {
            self.fragment = try URLEscaping.fragment.unescape(fragment ?? GoString())
        } catch {
            throw GoError("parse \(GoQuote.quote(text)): \(error.message)")
        }
    }

    private mutating func read(_ address: GoString) throws(GoError) {
        guard address.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw GoError("net/url: invalid control character in URL")
        }
        if address == "*" {
            path = "*"
            return
        }
        var rest = try takeScheme(address)
        if let query = rest.cut("?").after {
            self.query = query
            rest = rest.cut("?").before
        }
        if !rest.hasPrefix("/") {
            guard scheme.isEmpty else {
                opaque = rest
                return
            }
            guard !rest.cut("/").before.contains(":") else {
                throw GoError("first path segment in URL cannot contain colon")
            }
        }
        if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
            let authority = rest[2..<rest.count].cut("/").before
            rest = rest[(2 + authority.count)..<rest.count]
            try readAuthority(authority)
        } else {
            lacksHost = !scheme.isEmpty && rest.hasPrefix("/")
        }
        path = try URLEscaping.path.unescape(rest)
    }

    /// Gives what follows the scheme.
    private mutating func takeScheme(_ address: GoString) throws(GoError) -> GoString {
        for (index, byte) in address.bytes.enumerated() {
            let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            if isLetter { continue }
            if byte == UInt8(ascii: ":") {
                if index == 0 { throw GoError("missing protocol scheme") }
                scheme = address[0..<index].mapped(Letters.lower)
                return address[(index + 1)..<address.count]
            }
            guard index > 0, VersionReader.isDigit(byte) || "+-.".utf8.contains(byte) else { break }
        }
        return address
    }

    private mutating func readAuthority(_ authority: GoString) throws(GoError) {
        guard let at = authority.bytes.lastIndex(of: UInt8(ascii: "@")) else {
            host = try GoURL.readHost(authority, scheme: scheme)
            return
        }
        host = try GoURL.readHost(authority[(at + 1)..<authority.count], scheme: scheme)
        user = try GoURL.readUser(authority[0..<at])
    }

    static func readUser(_ text: GoString) throws(GoError) -> User {
        guard text.bytes.allSatisfy(URLEscaping.isAllowedInUser) else { throw GoError("net/url: invalid userinfo") }
        let (name, password) = text.cut(":")
        let plain = try URLEscaping.user.unescape(name)
        guard let password else { return User(name: plain, password: nil) }
        return User(name: plain, password: try URLEscaping.user.unescape(password))
    }

    /// Without brackets and port.
    package var hostname: GoString {
        var name = host
        if let colon = host.bytes.lastIndex(of: UInt8(ascii: ":")), GoURL.isPort(host[colon..<host.count]) {
            name = host[0..<colon]
        }
        return name.hasPrefix("[") && name.hasSuffix("]") ? name[1..<(name.count - 1)] : name
    }

    /// A colon and digits, or nothing.
    static func isPort(_ text: GoString) -> Bool {
        text.isEmpty || text.bytes[0] == UInt8(ascii: ":") && text.bytes.dropFirst().allSatisfy(VersionReader.isDigit)
    }

    package var text: GoString {
        var output = scheme.isEmpty ? GoString() : scheme + ":"
        if opaque.isEmpty { writeHierarchy(to: &output) } else { output += opaque }
        if !query.isEmpty { output += GoString("?") + query }
        if !fragment.isEmpty { output += GoString("#") + URLEscaping.fragment.escape(fragment) }
        return output
    }

    private func writeHierarchy(to output: inout GoString) {
        let omitsHost = lacksHost && host.isEmpty && user == nil
        if !scheme.isEmpty || !host.isEmpty || user != nil, !omitsHost {
            if !host.isEmpty || !path.isEmpty || user != nil { output += "//" }
            if let user { output += user.text + "@" }
            output += URLEscaping.host.escape(host)
        }
        let escaped = path == "*" ? path : URLEscaping.path.escape(path)
        if !escaped.isEmpty, !escaped.hasPrefix("/"), !host.isEmpty { output += "/" }
        if output.isEmpty, escaped.cut("/").before.contains(":") { output += "./" }
        output += escaped
    }
}

extension GoString {
    /// What stands before the first separator, and what after it; nil where there is none.
    package func cut(_ separator: GoString) -> (before: GoString, after: GoString?) {
        guard let index = firstIndex(of: separator) else { return (self, nil) }
        return (self[0..<index], self[(index + separator.count)..<count])
    }
}

internal import GoValues
internal import TemplateFunctions

/// An address of the web, or an absolute path, as Kubernetes' function `url` takes it.
package struct KubeURL: Sendable, Hashable {
    let text: GoString
    let scheme: GoString
    /// With the port.
    let host: GoString
    let hostname: GoString
    let port: GoString
    /// As it was written, where that was well-formed.
    let path: GoString
    private let query: GoString

    init(_ text: GoString) throws(Fault) {
        let shown = text.string.quotedBriefly
        let url: GoURL
        do {
            url = try GoURL(text)
        } catch {
            throw Fault.evaluation("\(shown) is no URL")
        }
        guard !text.isEmpty, !url.scheme.isEmpty || text.hasPrefix("/") || text == "*" else {
            throw Fault.evaluation("\(shown) is no URL with a scheme, and no absolute path")
        }
        self.text = url.text
        scheme = url.scheme
        host = url.host
        hostname = url.hostname
        port = Self.port(of: url.host)
        path = Self.escapedPath(of: url, writtenAs: text)
        query = url.query
    }

    private static func port(of host: GoString) -> GoString {
        guard let colon = host.bytes.lastIndex(of: UInt8(ascii: ":")) else { return GoString() }
        let digits = host[(colon + 1)..<host.count]
        return digits.bytes.allSatisfy(Lexer.isDigit) ? digits : GoString()
    }

    /// What was written stays where it means the same; a path with characters that may not be there is escaped.
    private static func escapedPath(of url: GoURL, writtenAs text: GoString) -> GoString {
        let escaped = URLEscaping.path.escape(url.path)
        var rest = text.cut("#").before.cut("?").before
        if !url.scheme.isEmpty {
            rest = rest[min(url.scheme.count + 1, rest.count)..<rest.count]
            if rest.hasPrefix("//") {
                let authority = rest[2..<rest.count].cut("/").before
                rest = rest[(2 + authority.count)..<rest.count]
            }
        }
        let isPlain = rest.bytes.allSatisfy { byte in
            byte == UInt8(ascii: "%") || "!'()*[]".utf8.contains(byte)
                || URLEscaping.path.escape(GoString(bytes: [byte])).count == 1
        }
        guard isPlain, let meant = try? URLEscaping.path.unescape(rest), meant == url.path else { return escaped }
        return rest
    }

    /// The parameters of the query, unescaped; those that are not well-formed are left out.
    func parameters() throws(Fault) -> CELMap {
        var keys: [GoString] = []
        var values: [GoString: [CELValue]] = [:]
        for pair in query.split("&") ?? [] where !pair.isEmpty && pair.firstIndex(of: ";") == nil {
            let (key, value) = pair.cut("=")
            guard let key = Self.unescaped(key), let value = Self.unescaped(value ?? GoString()) else { continue }
            if values[key] == nil { keys.append(key) }
            values[key, default: []].append(.string(value))
        }
        var map = MadeMap()
        for key in keys { try map.add(.string(key), .list(CELList(values[key] ?? []))) }
        return CELMap(map)
    }

    /// A plus sign is a space; what is no UTF-8 then cannot be a text.
    private static func unescaped(_ text: GoString) -> GoString? {
        let plain = GoString(bytes: text.bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
        guard let unescaped = try? URLEscaping.path.unescape(plain),
            String(validating: unescaped.bytes, as: UTF8.self) != nil
        else { return nil }
        return unescaped
    }
}

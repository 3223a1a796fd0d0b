import GoValues

/// sprig's addresses.
enum URLFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("urlParse", .string) { try parsed($0.text(0)) }
        entries.add("urlJoin", .map) { try joined($0.map(0) ?? GoMap()) }
        entries.add("getHostByName", .string) { _ in .string("") }
    }

    private static func parsed(_ text: GoString) throws(GoError) -> GoValue {
        let url: GoURL
        do {
            url = try GoURL(text)
        } catch {
            throw GoError("unable to parse url: \(error.message)")
        }
        return .map([
            "scheme": .string(url.scheme), "host": .string(url.host), "hostname": .string(url.hostname),
            "path": .string(url.path), "query": .string(url.query), "opaque": .string(url.opaque),
            "fragment": .string(url.fragment), "userinfo": .string(url.user?.text ?? GoString()),
        ])
    }

    private static func joined(_ parts: GoMap) throws(GoError) -> GoValue {
        var url = GoURL()
        url.scheme = try part("scheme", of: parts)
        url.host = try part("host", of: parts)
        url.path = try part("path", of: parts)
        url.query = try part("query", of: parts)
        url.opaque = try part("opaque", of: parts)
        url.fragment = try part("fragment", of: parts)
        let user = try part("userinfo", of: parts)
        guard !user.isEmpty else { return .string(url.text) }
        do {
            url.user = try GoURL(GoString("proto://") + user + GoString("@host")).user
        } catch {
            throw GoError("unable to parse userinfo in dict: \(error.message)")
        }
        return .string(url.text)
    }

    private static func part(_ key: GoString, of parts: GoMap) throws(GoError) -> GoString {
        guard let value = parts[key] else { return GoString() }
        if value.isNull { throw .nilDereference }
        guard value.kindName == "string", let text = value.text else {
            throw GoError("unable to parse \(key) key, must be of type string, but \(value.kindName) found")
        }
        return text
    }
}
